/** Applies manifests through the simulator's own API, so that they meet the same defaults and refusals as anybody's. */
import * as E from 'fp-ts/Either';
import { showFinding } from '../src/model/json/diagnostic.ts';
import { noDocument } from '../src/model/json/documents.ts';
import { isRecord, withoutNulls } from '../src/model/json/json-object.ts';
import { readObjects } from '../src/model/json/objects.ts';
import type { Request } from './client.ts';
import { objectOf, stringOf } from './json.ts';
import { apiVersionOf, type ResourceType } from './resource-types.ts';
import type { KubeObject } from './store.ts';

/** What was refused and why, for people. */
type Refusal = string;

/** The objects of a YAML text with any number of documents; lists (`kind: List`) are opened. */
export const manifestsOf = (yaml: string): E.Either<Refusal, readonly object[]> => {
  const { objects, findings } = readObjects('the manifest', yaml);
  const problem = findings.find(({ severity, message }) => severity === 'error' && message !== noDocument);
  if (problem !== undefined) return E.left(showFinding(problem));
  const values = objects.map(({ value }) => value);
  return values.every(isRecord) ? E.right(values) : E.left('the manifest holds something that is no object');
};

const collectionOf = (served: readonly ResourceType[], object: object): string | undefined => {
  const { apiVersion, kind, metadata } = objectOf(object);
  const type = served.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (!type) return undefined;
  const root = type.group === '' ? '/api/v1' : `/apis/${type.group}/${type.version}`;
  const namespace = stringOf(objectOf(metadata).namespace) ?? 'default';
  return `${root}${type.namespaced ? `/namespaces/${namespace}` : ''}/${type.name}`;
};

const applyOne = async (
  request: Request,
  served: readonly ResourceType[],
  given: object,
): Promise<E.Either<Refusal, KubeObject>> => {
  const object = withoutNulls(given);
  const collection = collectionOf(served, given);
  const { kind, metadata } = objectOf(given);
  const { name } = objectOf(metadata);
  const shown = `${kind} ${name}`;
  if (collection === undefined || typeof name !== 'string')
    return E.left(`${shown}: the simulator does not know this kind`);
  try {
    const created = await request('POST', collection, object);
    const answer = created.status === 409 ? await request('PATCH', `${collection}/${name}`, object) : created;
    if (answer.status >= 300) return E.left(`${shown}: ${String(objectOf(answer.body).message)}`);
    return E.right(answer.body as KubeObject);
  } catch (error) {
    return E.left(`${shown}: the simulator did not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/**
 * Creates each object, or merges it into the one that exists; nulls are left out. `served` are the resources that there are,
 * asked before each object. Stops at the first that is refused.
 */
export const applyObjects = async (
  request: Request,
  served: () => readonly ResourceType[],
  objects: readonly object[],
): Promise<E.Either<Refusal, readonly KubeObject[]>> => {
  const applied: KubeObject[] = [];
  for (const object of objects) {
    const one = await applyOne(request, served(), object);
    if (E.isLeft(one)) return one;
    applied.push(one.right);
  }
  return E.right(applied);
};
