/** The tokens by which clients ask for the next page of a list. */
import path from 'node:path';
import * as E from 'fp-ts/Either';
import { isRecord } from '../../src/model/json/json-object.ts';
import { at } from '../json.ts';
import type { Kubernetes } from '../kubernetes-version.ts';
import { jsonKind } from './decoding-texts.ts';

export interface Continuation {
  /** The revision whose list goes on; negative: whatever is there now. */
  readonly revision: number;
  /** The first key that may still come. Keys are names, behind their namespace and a slash in lists of all namespaces. */
  readonly start: string;
}

const version = 'meta.k8s.io/v1';

/** The token that goes on from there. */
export const encodeContinue = ({ revision, start }: Continuation): string =>
  Buffer.from(JSON.stringify({ v: version, rv: revision, start })).toString('base64url');

/** The first key after this one. */
export const keyAfter = (key: string): string => `${key}\u0000`;

/** Where Go stops reading the text as URL-safe base64 without padding; undefined when all of it is. */
const illegalByte = (text: string): number | undefined => {
  const wrong = text.search(/[^A-Za-z0-9_-]/);
  if (wrong >= 0) return wrong;
  return text.length % 4 === 1 ? text.length - 1 : undefined;
};

const goTypes = { v: 'string', rv: 'int64', start: 'string' } as const;

/** Why Go does not decode the JSON value as a token. */
const shapeFault = (token: unknown): string | undefined => {
  if (token === null) return undefined;
  if (!isRecord(token)) return `json: cannot unmarshal ${jsonKind(token)} into Go value of type storage.continueToken`;
  for (const key of ['v', 'rv', 'start'] as const) {
    const value = token[key];
    const fits = key === 'rv' ? Number.isInteger(value) : typeof value === 'string';
    if (value === undefined || value === null || fits) continue;
    const shown = typeof value === 'number' && key === 'rv' ? `number ${value}` : jsonKind(value);
    return `json: cannot unmarshal ${shown} into Go struct field continueToken.${key} of type ${goTypes[key]}`;
  }
  return undefined;
};

/** What the text of a token holds, if it is JSON. */
const parsed = (text: string): E.Either<string, unknown> => {
  const wrong = illegalByte(text);
  if (wrong !== undefined) return E.left(`illegal base64 data at input byte ${wrong}`);
  const bytes = Buffer.from(text, 'base64url');
  try {
    const token: unknown = JSON.parse(bytes.toString());
    const fault = shapeFault(token);
    return fault === undefined ? E.right(token) : E.left(fault);
  } catch {
    const [first = '{'] = bytes.toString('latin1').trim();
    const begins = /[{["\d\-tfn]/.test(first);
    return E.left(
      begins ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`,
    );
  }
};

const read = ({ currentTexts }: Kubernetes, text: string): E.Either<string, Continuation> => {
  const found = parsed(text);
  if (E.isLeft(found)) return E.left(`: ${found.left}`);
  const token = found.right;
  const given = String(at(token, 'v') ?? '');
  if (given !== version) {
    const shown = currentTexts ? given : JSON.stringify(given);
    return E.left(`: server does not recognize this encoded version ${shown}`);
  }
  const revision = Number(at(token, 'rv') ?? 0);
  if (revision === 0) return E.left(`: incorrect encoded start resourceVersion (version ${version})`);
  const start = String(at(token, 'start') ?? '');
  if (start === '') return E.left(`: encoded start key empty (version ${version})`);
  // No key leads out of the folder that is listed.
  const key = start.startsWith('/') ? start : `/${start}`;
  const cleaned = path.posix.normalize(key).replace(/(?<=.)\/$/, '');
  return cleaned === key ? E.right({ revision, start: key.slice(1) }) : E.left(`: ${start}`);
};

/** What a token says, or why it is none in the words of the server. */
export const decodeContinue = (kubernetes: Kubernetes, text: string): E.Either<string, Continuation> =>
  E.mapLeft((why: string) => `invalid continue token: continue key is not valid${why}`)(read(kubernetes, text));
