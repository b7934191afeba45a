/** The questions that a user may ask about itself: who am I, may I do that, and what may I do at all. */
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import { at, objectOf, stringOf } from '../json.ts';
import type { Store } from '../store.ts';
import type { User } from './authentication.ts';
import { grantsOf, mayUse, mayVisit } from './rbac.ts';
import { created, type Outcome, type Rest } from './rest.ts';
import { badRequest } from './status.ts';

const groups = { access: 'authorization.k8s.io', identity: 'authentication.k8s.io' };

/** Whether all that is served under the group are reviews. */
export const isReview = (group: string): boolean => Object.values(groups).includes(group);

const reviewed = (group: string, kind: string, content: object): Outcome =>
  E.right(created({ kind, apiVersion: `${group}/v1`, metadata: { creationTimestamp: null }, ...content }));

const accessReview = (store: Store, user: User, body: unknown): Outcome => {
  const spec = objectOf(at(body, 'spec'));
  const attributes = spec.resourceAttributes;
  const path = spec.nonResourceAttributes;
  if (attributes === undefined && path === undefined) {
    return E.left(badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified'));
  }
  const text = (key: string): string => stringOf(at(attributes === undefined ? path : attributes, key)) ?? '';
  const optional = (key: string): string | undefined => text(key) || undefined;
  const { allowed, because } =
    attributes === undefined
      ? mayVisit(store, user, text('verb'), text('path'))
      : mayUse(store, user, {
          verb: text('verb'),
          group: text('group'),
          resource: text('resource'),
          ...defined({
            subresource: optional('subresource'),
            namespace: optional('namespace'),
            name: optional('name'),
          }),
        });
  const status = { allowed, ...defined({ reason: because }) };
  return reviewed(groups.access, 'SelfSubjectAccessReview', { spec, status });
};

const rulesReview = (store: Store, user: User, body: unknown): Outcome => {
  const namespace = stringOf(at(body, 'spec', 'namespace')) ?? '';
  if (namespace === '') return E.left(badRequest('no namespace on request'));
  const master = user.groups.includes('system:masters');
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] };
  const rules = master ? [all] : grantsOf(store, user, namespace).map(({ rule }) => rule);
  const resourceRules = rules
    .filter(({ resources }) => resources.length > 0)
    .map(({ nonResourceURLs: _, resourceNames, ...rule }) =>
      resourceNames.length > 0 ? { ...rule, resourceNames } : rule,
    );
  const nonResourceRules = rules
    .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  const status = { resourceRules, nonResourceRules, incomplete: false };
  return reviewed(groups.access, 'SelfSubjectRulesReview', { spec: {}, status });
};

const whoIs = ({ name, uid, groups: names, extra }: User): Outcome => {
  const userInfo = { username: name, ...defined({ uid, groups: names, extra }) };
  return reviewed(groups.identity, 'SelfSubjectReview', { status: { userInfo } });
};

/** Answers a POST to a review of the asking user itself; undefined when nothing is served under this name. */
export const review = (
  { store, kubernetes }: Rest,
  user: User,
  group: string,
  resource: string,
  body: unknown,
): Outcome | undefined => {
  if (group === groups.identity)
    return resource === 'selfsubjectreviews' && kubernetes.selfReviews ? whoIs(user) : undefined;
  if (resource === 'selfsubjectaccessreviews') return accessReview(store, user, body);
  return resource === 'selfsubjectrulesreviews' ? rulesReview(store, user, body) : undefined;
};
