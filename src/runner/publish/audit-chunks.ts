import { createHash } from 'node:crypto';
import type { KubeObject } from '../../cluster/port.ts';
import { labelSafe } from '../../job/identity.ts';
import { nameProblem } from '../../model/kube/names.ts';
import type { EngineIdentity } from './engine-event.ts';

/** Labels of the ConfigMaps that hold audit lines. */
export const auditLabels = {
  /** The engine's name, or a hash of it. */
  engine: 'runner.litmuschaos.io/audit',
  run: 'runner.litmuschaos.io/run',
  segment: 'runner.litmuschaos.io/segment',
  chunk: 'runner.litmuschaos.io/chunk',
} as const;

/** Annotations beside them, in full. */
export const auditAnnotations = {
  engine: 'runner.litmuschaos.io/engine',
  engineUid: 'runner.litmuschaos.io/engine-uid',
  run: 'runner.litmuschaos.io/run',
} as const;

/** Which process's lines a chunk holds. */
export interface SegmentIdentity {
  readonly engine: EngineIdentity;
  readonly runId: string;
  readonly segment: number;
}

/** A ConfigMap holds at most 1 MiB of keys and values; what is left is room for names and labels of other tools. */
export const chunkBytes = 960 * 1024;

/** `<engine>-audit-<run id>-<segment>-<n>`, or with a hash in place of engine and run id where that cannot be a name. */
export const chunkName = ({ engine, runId, segment }: SegmentIdentity, chunk: number): string => {
  const name = `${engine.name}-audit-${runId}-${segment}-${chunk}`;
  if (nameProblem(name) === undefined) return name;
  const digest = createHash('sha256').update(`${engine.name}/${runId}`).digest('hex').slice(0, 40);
  return `audit-${digest}-${segment}-${chunk}`;
};

/** The key of lines in a chunk: the position of the first one in the segment, so that keys sort as lines do. */
export const lineKey = (position: number): string => String(position).padStart(10, '0');

/**
 * A new chunk. It has no owner: the audit outlives the engine. Whoever cleans up selects it by its labels.
 */
export const chunkObject = (
  identity: SegmentIdentity,
  chunk: number,
  data: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: chunkName(identity, chunk),
    namespace: identity.engine.namespace,
    labels: {
      [auditLabels.engine]: labelSafe(identity.engine.name),
      [auditLabels.run]: labelSafe(identity.runId),
      [auditLabels.segment]: String(identity.segment),
      [auditLabels.chunk]: String(chunk),
    },
    annotations: {
      [auditAnnotations.engine]: identity.engine.name,
      [auditAnnotations.engineUid]: identity.engine.uid,
      [auditAnnotations.run]: identity.runId,
    },
  },
  data,
});

/** The lines as one value. */
export const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What lines take up in a chunk: their bytes, a newline each, and the key. */
export const sizeOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, lineKey(0).length);

/** How many of the lines, from the first, fit into so many bytes under one key. */
export const fitting = (lines: readonly string[], bytes: number): number => {
  let left = bytes - lineKey(0).length;
  let count = 0;
  for (const line of lines) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    count += 1;
  }
  return count;
};
