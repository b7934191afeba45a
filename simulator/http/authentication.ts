/** Who is asking: bearer tokens of the administrator and of service accounts. */
import * as E from 'fp-ts/Either';
import { defined } from '../../src/model/json/json-object.ts';
import type { Store } from '../store.ts';
import { type ApiError, unauthorized } from './status.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** What else the token says, by its keys: `authentication.kubernetes.io/pod-name`. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The pod that a token is bound to: it is refused once that is gone. */
export interface BoundPod {
  readonly name: string;
  readonly uid: string;
}

export interface TokenOptions {
  readonly pod?: BoundPod;
  /** Seconds from now; without them it does not expire. */
  readonly lifetime?: number;
}

export interface Authenticator {
  /** The user of an Authorization header; nobody in particular without one. */
  authenticate(header: string | undefined): E.Either<ApiError, User>;
  /** A token of a service account; without a lifetime the same one each time for the same pod, or for none. */
  tokenFor(namespace: string, name: string, options?: TokenOptions): string;
}

const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The user that a service account is. */
const serviceAccountUser = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** A user as an administrator may impersonate it. */
export const impersonated = (name: string, groups: readonly string[]): User => {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (account) return serviceAccountUser(account[1] ?? '', account[2] ?? '');
  return { name, groups: [...groups, 'system:authenticated'] };
};

interface Issued {
  readonly namespace: string;
  readonly name: string;
  readonly pod?: BoundPod;
  readonly expires: number;
}

/** A token that was found to be good is not looked at again for so many milliseconds, whatever is deleted meanwhile. */
const remembered = 10_000;

const extraOf = ({ name, uid }: BoundPod): NonNullable<User['extra']> => ({
  'authentication.kubernetes.io/pod-name': [name],
  'authentication.kubernetes.io/pod-uid': [uid],
});

/** Issues and checks tokens; `newToken` makes their secrets, `now` is the clock of the cluster in milliseconds. */
export const createAuthenticator = (
  store: Store,
  adminToken: string,
  newToken: () => string,
  now: () => number,
): Authenticator => {
  const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
  const issued = new Map<string, Issued>();
  const lasting = new Map<string, string>();
  const good = new Map<string, { readonly user: User; readonly until: number }>();

  const userOf = (token: string): User | undefined => {
    const found = issued.get(token);
    if (!found || found.expires <= now()) return undefined;
    const { namespace, name, pod } = found;
    const account = store.get('serviceaccounts', namespace, name);
    if (!account || (pod && store.byUid(pod.uid)?.resource !== 'pods')) return undefined;
    const user = serviceAccountUser(namespace, name);
    return { ...user, uid: account.metadata.uid, ...(pod ? { extra: extraOf(pod) } : {}) };
  };

  const checked = (token: string): E.Either<ApiError, User> => {
    const known = good.get(token);
    if (known && known.until > now()) return E.right(known.user);
    const user = userOf(token);
    if (user) good.set(token, { user, until: now() + remembered });
    else good.delete(token);
    return user ? E.right(user) : E.left(unauthorized);
  };

  return {
    authenticate: (header) => {
      const token = /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1];
      if (token === undefined) return header === undefined ? E.right(anonymous) : E.left(unauthorized);
      return token === adminToken ? E.right(admin) : checked(token);
    },
    tokenFor: (namespace, name, { pod, lifetime = Number.POSITIVE_INFINITY } = {}) => {
      const key = `${namespace}/${name}/${pod?.uid ?? ''}`;
      const lasts = lifetime === Number.POSITIVE_INFINITY;
      const token = (lasts ? lasting.get(key) : undefined) ?? newToken();
      if (lasts) lasting.set(key, token);
      issued.set(token, { namespace, name, expires: now() + lifetime * 1000, ...defined({ pod }) });
      return token;
    },
  };
};
