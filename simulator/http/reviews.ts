/** The questions that a user may ask about itself: who am I, may I do that, and what may I do at all. */
import * as E from 'fp-ts/Either';
import { at, objectOf, stringOf } from '../json.ts';
import type { Store } from '../store.ts';
import type { User } from './authentication.ts';
import { grantsOf, mayUse, mayVisit } from './rbac.ts';
import type { Outcome, Rest } from './rest.ts';
import { badRequest } from './status.ts';

const api = 'authorization.k8s.io/v1';

const created = (body: unknown): Outcome => E.right({ is: 'Json', code: 201, body });

const accessReview = (store: Store, user: User, body: unknown): Outcome => {
  const spec = objectOf(at(body, 'spec'));
  const attributes = spec.resourceAttributes;
  const path = spec.nonResourceAttributes;
  if (attributes === undefined && path === undefined) {
    return E.left(badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified'));
  }
  const text = (key: string): string => stringOf(at(attributes, key)) ?? '';
  const optional = (key: string): Record<string, string> => (text(key) === '' ? {} : { [key]: text(key) });
  const decision =
    attributes === undefined
      ? mayVisit(store, user, stringOf(at(path, 'verb')) ?? '', stringOf(at(path, 'path')) ?? '')
      : mayUse(store, user, {
          verb: text('verb'),
          group: text('group'),
          resource: text('resource'),
          ...optional('subresource'),
          ...optional('namespace'),
          ...optional('name'),
        });
  const status = { allowed: decision.allowed, ...(decision.because === undefined ? {} : { reason: decision.because }) };
  return created({
    kind: 'SelfSubjectAccessReview',
    apiVersion: api,
    metadata: { creationTimestamp: null },
    spec,
    status,
  });
};

const rulesReview = (store: Store, user: User, body: unknown): Outcome => {
  const namespace = stringOf(at(body, 'spec', 'namespace')) ?? '';
  if (namespace === '') return E.left(badRequest('no namespace on request'));
  const master = user.groups.includes('system:masters');
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] };
  const rules = master ? [all] : grantsOf(store, user, namespace).map(({ rule }) => rule);
  const resourceRules = rules
    .filter(({ resources }) => resources.length > 0)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      apiGroups,
      resources,
      ...(resourceNames.length > 0 ? { resourceNames } : {}),
    }));
  const nonResourceRules = rules
    .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  return created({
    kind: 'SelfSubjectRulesReview',
    apiVersion: api,
    metadata: { creationTimestamp: null },
    spec: {},
    status: { resourceRules, nonResourceRules, incomplete: false },
  });
};

const whoIs = ({ name, uid, groups, extra }: User): Outcome =>
  created({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: null },
    status: { userInfo: { username: name, ...(uid ? { uid } : {}), groups, ...(extra ? { extra } : {}) } },
  });

/** Answers a POST to a review of the asking user itself; undefined when nothing is served under this name. */
export const review = (
  { store, kubernetes }: Rest,
  user: User,
  group: string,
  resource: string,
  body: unknown,
): Outcome | undefined => {
  if (group === 'authentication.k8s.io')
    return resource === 'selfsubjectreviews' && kubernetes.selfReviews ? whoIs(user) : undefined;
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return accessReview(store, user, body);
    case 'selfsubjectrulesreviews':
      return rulesReview(store, user, body);
    default:
      return undefined;
  }
};
