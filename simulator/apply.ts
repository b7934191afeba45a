/** Applies manifests through the simulator's own API, so that they meet the same defaults and refusals as anybody's. */
import * as E from 'fp-ts/Either';
import { Agent, type Dispatcher, fetch } from 'undici';
import { showFinding } from '../src/model/json/diagnostic.ts';
import { noDocument } from '../src/model/json/documents.ts';
import { isRecord, withoutNulls } from '../src/model/json/json-object.ts';
import { readObjects } from '../src/model/json/objects.ts';
import { objectOf, stringOf } from './json.ts';
import { apiVersionOf, resourceTypes } from './resource-types.ts';
import type { KubeObject } from './store.ts';

export interface ApplyError {
  readonly _tag: 'ApplyError';
  /** What was refused and why. */
  readonly message: string;
}

const failed = (message: string): E.Either<ApplyError, never> => E.left({ _tag: 'ApplyError', message });

/** The objects of a YAML text with any number of documents; lists (`kind: List`) are opened. */
export const manifestsOf = (yaml: string): E.Either<ApplyError, readonly object[]> => {
  const { objects, findings } = readObjects('the manifest', yaml);
  const problem = findings.find(({ severity, message }) => severity === 'error' && message !== noDocument);
  if (problem !== undefined) return failed(showFinding(problem));
  const values = objects.map(({ value }) => value);
  return values.every(isRecord) ? E.right(values) : failed('the manifest holds something that is no object');
};

const pathOf = (object: object): { readonly collection: string; readonly name: string } | undefined => {
  const { apiVersion, kind, metadata } = objectOf(object);
  const type = Object.values(resourceTypes).find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  const name = stringOf(objectOf(metadata).name);
  if (!type || name === undefined) return undefined;
  const root = type.group === '' ? '/api/v1' : `/apis/${type.group}/${type.version}`;
  const namespace = stringOf(objectOf(metadata).namespace) ?? 'default';
  return { collection: `${root}${type.namespaced ? `/namespaces/${namespace}` : ''}/${type.name}`, name };
};

const send = async (
  dispatcher: Dispatcher,
  url: string,
  token: string,
  method: 'POST' | 'PATCH',
  body: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const response = await fetch(url, {
    dispatcher,
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': type, 'user-agent': 'simulator/apply' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

export interface ApiAccess {
  readonly url: string;
  readonly token: string;
  /** PEM, for https. */
  readonly certificateAuthority?: string;
}

/** Creates each object, or merges it into the one that exists. Stops at the first that is refused; nulls are left out. */
export const applyObjects = async (
  access: ApiAccess,
  objects: readonly object[],
): Promise<E.Either<ApplyError, readonly KubeObject[]>> => {
  const { certificateAuthority: ca } = access;
  const dispatcher = new Agent({ connections: 1, connect: ca === undefined ? {} : { ca } });
  const applied = await applyEach(dispatcher, access, objects);
  await dispatcher.close();
  return applied;
};

const applyEach = async (
  dispatcher: Dispatcher,
  access: ApiAccess,
  objects: readonly object[],
): Promise<E.Either<ApplyError, readonly KubeObject[]>> => {
  const applied: KubeObject[] = [];
  for (const given of objects) {
    const object = withoutNulls(given);
    const path = pathOf(given);
    const { kind, metadata } = objectOf(given);
    const shown = `${String(kind)} ${String(objectOf(metadata).name)}`;
    if (!path) return failed(`${shown}: the simulator does not know this kind`);
    try {
      const created = await send(dispatcher, access.url + path.collection, access.token, 'POST', object);
      const answer =
        created.status === 409
          ? await send(dispatcher, `${access.url}${path.collection}/${path.name}`, access.token, 'PATCH', object)
          : created;
      if (answer.status >= 300) return failed(`${shown}: ${String(objectOf(answer.body).message)}`);
      applied.push(answer.body as KubeObject);
    } catch (error) {
      return failed(
        `${shown}: the simulator did not answer: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return E.right(applied);
};
