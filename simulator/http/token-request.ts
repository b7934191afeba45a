/** Tokens on request: what kubelets mount into pods, and `kubectl create token` asks for. */
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { defined } from '../../src/model/json/json-object.ts';
import { at, objectOf, stringOf } from '../json.ts';
import { resourceTypes } from '../resource-types.ts';
import { timestamp } from '../store.ts';
import { bad } from '../validation/field-error.ts';
import type { Authenticator, BoundPod } from './authentication.ts';
import { created, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { type ApiError, badRequest, conflict, invalid, notFound } from './status.ts';

const shortest = 600;
const usual = 3600;

/** The pod that the token shall be bound to; undefined for none. */
const boundPod = (
  rest: Rest,
  namespace: string,
  account: string,
  wanted: unknown,
): E.Either<ApiError, BoundPod | undefined> => {
  if (wanted === undefined || wanted === null) return E.right(undefined);
  const { kind, apiVersion } = objectOf(wanted);
  const name = stringOf(at(wanted, 'name')) ?? '';
  if (kind !== 'Pod' || apiVersion !== 'v1') {
    const version = String(apiVersion);
    const shown = `${version.includes('/') ? version : `/${version}`}, Kind=${kind}`;
    return E.left(badRequest(`cannot bind token to object of type ${shown}`));
  }
  const pod = rest.store.get('pods', namespace, name);
  if (!pod) return E.left(notFound(resourceTypes.pods, name));
  if (at(pod.spec, 'serviceAccountName') !== account) {
    const why = `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`;
    return E.left(badRequest(why));
  }
  const { uid } = pod.metadata;
  const expected = stringOf(at(wanted, 'uid')) ?? '';
  if (expected !== '' && expected !== uid) {
    const why = `the UID in the bound object reference (${expected}) does not match the UID in record. The object might have been deleted and then recreated`;
    return E.left(conflict({ name: 'Pod', group: '' }, name, why));
  }
  return E.right({ name, uid });
};

/** The seconds for which the token shall be good. */
const lifetimeOf = (wanted: unknown): E.Either<ApiError, number> => {
  const lifetime = typeof wanted === 'number' ? wanted : usual;
  if (lifetime >= shortest) return E.right(lifetime);
  const short = bad('spec.expirationSeconds', lifetime, 'may not specify a duration less than 10 minutes');
  return E.left(invalid('TokenRequest', 'authentication.k8s.io', '', [short]));
};

/** Answers a POST to `serviceaccounts/NAME/token`. */
export const requestToken = (rest: Rest, authenticator: Authenticator, request: ObjectRequest): Outcome => {
  const { namespace = '', name = '', body } = request;
  const { expirationSeconds, audiences, boundObjectRef } = objectOf(at(body, 'spec'));
  const account = rest.store.get('serviceaccounts', namespace, name);
  return pipe(
    E.fromNullable(notFound(resourceTypes.serviceaccounts, name))(account),
    E.bindTo('account'),
    E.bind('lifetime', () => lifetimeOf(expirationSeconds)),
    E.bind('pod', () => boundPod(rest, namespace, name, boundObjectRef)),
    E.map(({ account: { metadata }, lifetime, pod }) => {
      const now = rest.now();
      const token = authenticator.tokenFor(namespace, name, { lifetime, ...defined({ pod }) });
      return created({
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { name, namespace, uid: metadata.uid, creationTimestamp: timestamp(now) },
        spec: {
          audiences: audiences ?? ['https://kubernetes.default.svc'],
          expirationSeconds: lifetime,
          boundObjectRef: boundObjectRef ?? null,
        },
        status: { token, expirationTimestamp: timestamp(now + lifetime * 1000) },
      });
    }),
  );
};
