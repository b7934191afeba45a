/** Who is asking: bearer tokens and the users behind them. */
import * as E from 'fp-ts/Either';
import type { Store } from '../store.ts';
import { type ApiError, unauthorized } from './status.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface Authenticator {
  /** The user of an Authorization header; without one the anonymous user, with an unknown token 401. */
  authenticate(header: string | undefined): E.Either<ApiError, User>;
  /** A token for a service account; it is valid while the account exists. The same account gets the same token. */
  tokenFor(namespace: string, serviceAccount: string): string;
  readonly adminToken: string;
}

const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** The name under which RBAC knows a service account. */
const serviceAccountUser = (namespace: string, name: string): User => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

/** The user that an administrator acts as, by the Impersonate-User and Impersonate-Group headers. */
export const impersonated = (name: string, groups: readonly string[]): User => {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  if (account) return serviceAccountUser(account[1] ?? '', account[2] ?? '');
  return { name, groups: [...groups, 'system:authenticated'] };
};

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** Issues and checks tokens; `newToken` makes their secrets. */
export const createAuthenticator = (store: Store, adminToken: string, newToken: () => string): Authenticator => {
  const admin: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
  const accounts = new Map<string, Account>();
  const tokens = new Map<string, string>();
  return {
    adminToken,
    authenticate: (header) => {
      const token = /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1];
      if (token === undefined) return header === undefined ? E.right(anonymous) : E.left(unauthorized);
      if (token === adminToken) return E.right(admin);
      const account = accounts.get(token);
      if (!account || !store.get('serviceaccounts', account.namespace, account.name)) return E.left(unauthorized);
      return E.right(serviceAccountUser(account.namespace, account.name));
    },
    tokenFor: (namespace, name) => {
      const key = `${namespace}/${name}`;
      const token = tokens.get(key) ?? newToken();
      tokens.set(key, token);
      accounts.set(token, { namespace, name });
      return token;
    },
  };
};
