/** Tokens on request: what kubelets mount into pods, and `kubectl create token` asks for. */
import * as E from 'fp-ts/Either';
import { at, objectOf, stringOf } from '../json.ts';
import { resourceTypes } from '../resource-types.ts';
import { timestamp } from '../store.ts';
import { bad } from '../validation/field-error.ts';
import type { Authenticator, BoundPod } from './authentication.ts';
import type { ObjectRequest, Outcome, Rest } from './rest.ts';
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
  const kind = String(at(wanted, 'kind'));
  const name = stringOf(at(wanted, 'name')) ?? '';
  if (kind !== 'Pod' || at(wanted, 'apiVersion') !== 'v1') {
    const version = String(at(wanted, 'apiVersion'));
    return E.left(
      badRequest(
        `cannot bind token to object of type ${version.includes('/') ? version : `/${version}`}, Kind=${kind}`,
      ),
    );
  }
  const pod = rest.store.get('pods', namespace, name);
  if (!pod) return E.left(notFound(resourceTypes.pods, name));
  if (at(pod.spec, 'serviceAccountName') !== account)
    return E.left(
      badRequest(
        `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
      ),
    );
  const { uid } = pod.metadata;
  const expected = stringOf(at(wanted, 'uid')) ?? '';
  if (expected !== '' && expected !== uid) {
    const why = `the UID in the bound object reference (${expected}) does not match the UID in record. The object might have been deleted and then recreated`;
    return E.left(conflict({ name: 'Pod' as never, group: '' }, name, why));
  }
  return E.right({ name, uid });
};

/** Answers a POST to `serviceaccounts/NAME/token`. */
export const requestToken = (rest: Rest, authenticator: Authenticator, request: ObjectRequest): Outcome => {
  const { namespace = '', name = '', body } = request;
  const account = rest.store.get('serviceaccounts', namespace, name);
  if (!account) return E.left(notFound(resourceTypes.serviceaccounts, name));
  const spec = objectOf(at(body, 'spec'));
  const lifetime = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : usual;
  if (lifetime < shortest) {
    const short = bad('spec.expirationSeconds', lifetime, 'may not specify a duration less than 10 minutes');
    return E.left(invalid('TokenRequest', 'authentication.k8s.io', '', [short]));
  }
  const pod = boundPod(rest, namespace, name, spec.boundObjectRef);
  if (E.isLeft(pod)) return pod;
  const now = rest.now();
  const token = authenticator.tokenFor(namespace, name, { lifetime, ...(pod.right ? { pod: pod.right } : {}) });
  return E.right({
    is: 'Json',
    code: 201,
    body: {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(now) },
      spec: {
        audiences: spec.audiences ?? ['https://kubernetes.default.svc'],
        expirationSeconds: lifetime,
        boundObjectRef: spec.boundObjectRef ?? null,
      },
      status: { token, expirationTimestamp: timestamp(now + lifetime * 1000) },
    },
  });
};
