import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import type { Call, Cluster, KubeObject } from '../../cluster/port.ts';
import { labelSafe } from '../../job/identity.ts';
import { isRecord } from '../../model/json/json-object.ts';
import { auditAnnotations, auditLabels } from './audit-chunks.ts';

/** The lines of one run as the ConfigMaps of its namespace hold them. */
export interface StoredRun {
  readonly runId: string;
  readonly engineUid: string;
  /** When the first of its ConfigMaps was made, RFC 3339; '' when the server does not say. */
  readonly since: string;
  /** Names of the ConfigMaps, in the order of their lines. */
  readonly configMaps: readonly string[];
  /** Lines with their newlines, in order. */
  readonly text: string;
}

const label = (object: KubeObject, name: string): string => object.metadata.labels?.[name] ?? '';
const annotation = (object: KubeObject, name: string): string => object.metadata.annotations?.[name] ?? '';

const inOrder = (first: KubeObject, second: KubeObject): number => {
  const of = (name: string) => Number(label(first, name)) - Number(label(second, name));
  return of(auditLabels.segment) || of(auditLabels.chunk);
};

const textOf = (object: KubeObject): string => {
  const data = isRecord(object.data) ? object.data : {};
  return Object.keys(data)
    .sort()
    .map((key) => (typeof data[key] === 'string' ? data[key] : ''))
    .join('');
};

/** The runs among ConfigMaps, the oldest first. ConfigMaps of other engines are left out. */
const storedRuns = (engine: string, objects: readonly KubeObject[]): readonly StoredRun[] => {
  const mine = objects.filter((object) => annotation(object, auditAnnotations.engine) === engine);
  const byRun = Map.groupBy(mine, (object) => annotation(object, auditAnnotations.run));
  const runs = [...byRun].map(([runId, chunks]): StoredRun => {
    const sorted = chunks.sort(inOrder);
    const [first] = sorted;
    return {
      runId,
      engineUid: first === undefined ? '' : annotation(first, auditAnnotations.engineUid),
      since: sorted.map(({ metadata }) => metadata.creationTimestamp ?? '').sort()[0] ?? '',
      configMaps: sorted.map(({ metadata }) => metadata.name),
      text: sorted.map(textOf).join(''),
    };
  });
  return runs.sort((one, other) => one.since.localeCompare(other.since) || one.runId.localeCompare(other.runId));
};

/** Reads the audit of an engine's runs back from the cluster. The engine itself may be gone. */
export const readStoredRuns = async (
  cluster: Pick<Cluster, 'list'>,
  engine: { readonly namespace: string; readonly name: string },
  call?: Call,
): Promise<E.Either<ClusterError, readonly StoredRun[]>> => {
  const labels = `${auditLabels.engine}=${labelSafe(engine.name)}`;
  const listed = await cluster.list('ConfigMap', engine.namespace, { labels }, call);
  return E.isLeft(listed) ? listed : E.right(storedRuns(engine.name, listed.right.items));
};
