import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/Either';
import * as J from 'fp-ts/Json';
import { textAt } from '../../model/json/json-object.ts';
import { reasonOf } from './connect-error.ts';
import type { Connection, Credentials } from './connection.ts';

/** A projected token lives for an hour or less and its file changes before that; client-go looks once a minute, too. */
const tokenLifeMs = 60_000;

/**
 * Credentials from a file that holds a bearer token: read at the first call, again after a minute, and whenever they are
 * asked for afresh. A file that cannot be read for a while does not matter as long as an earlier token is there.
 */
export const tokenFileCredentials = (path: string, now: () => number): Connection['credentials'] => {
  let known: { readonly token: string; readonly at: number } | undefined;
  return async (fresh) => {
    const at = now();
    if (known !== undefined && !fresh && at - known.at < tokenLifeMs) return E.right(bearer(known.token));
    try {
      const token = (await readFile(path, 'utf8')).trim();
      if (token === '') throw new Error('the file is empty');
      known = { token, at };
      return E.right(bearer(token));
    } catch (cause) {
      if (known !== undefined) return E.right(bearer(known.token));
      return E.left({ is: 'NoCredentials', message: `no token in ${path}: ${reasonOf(cause)}`, cause });
    }
  };
};

const bearer = (token: string): Credentials => ({ headers: { authorization: `Bearer ${token}` } });

/** Who a service account's token belongs to: its claim `sub`, unverified, for messages only. */
export const subjectOf = (token: string): string | undefined => {
  const [, payload = ''] = token.split('.');
  const claims = J.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return E.isRight(claims) ? textAt(claims.right, 'sub') : undefined;
};
