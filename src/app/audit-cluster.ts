import * as E from 'fp-ts/Either';
import { decodeHistory } from '../audit/history.ts';
import type { AuditSource, ReadFromCluster } from '../audit/source.ts';
import type { Cluster, KubeObject } from '../cluster/port.ts';
import { defined } from '../model/json/json-object.ts';
import { decodeEngine } from '../model/litmus/engine.ts';
import { runnerName } from '../model/litmus/row.ts';
import { type Checkpoint, checkpointAnnotation } from '../runner/checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../runner/checkpoint/checkpoint-text.ts';
import { readStoredRuns, type StoredRun } from '../runner/publish/audit-reader.ts';
import { endedHistory } from './ended-history.ts';
import { openCluster } from './open-cluster.ts';

type Door = Pick<Cluster, 'get' | 'list' | 'podLog'>;

interface Engine {
  readonly namespace: string;
  readonly name: string;
}

/** The most of a runner's log that is read, from its end. */
const logBytes = 256 * 1024 * 1024;
const logLines = 1_000_000;

const checkpointOf = (engine: E.Either<unknown, KubeObject>): { checkpoint?: Checkpoint; note?: string } => {
  const value = E.isRight(engine) ? engine.right.metadata.annotations?.[checkpointAnnotation] : undefined;
  if (value === undefined) return {};
  const decoded = decodeCheckpoint(value);
  return E.isRight(decoded)
    ? { checkpoint: decoded.right }
    : { note: `the engine's checkpoint says nothing of the chain's end: ${decoded.left}` };
};

const statusOf = (engine: E.Either<unknown, KubeObject>): string | undefined => {
  const decoded = E.isRight(engine) ? decodeEngine(engine.right) : engine;
  return E.isRight(decoded) ? decoded.right.status.engineStatus : undefined;
};

/** What the checkpoint knows of the chain's end. */
const endOf = ({ head, sequence, runId }: Checkpoint): Pick<AuditSource, 'head' | 'sequence' | 'runId'> => ({
  head,
  sequence,
  runId,
});

const fromConfigMaps = (runs: readonly StoredRun[], checkpoint: Checkpoint | undefined): AuditSource => {
  const last = runs.at(-1);
  const known = runs.find(({ runId }) => runId === checkpoint?.runId);
  const count = runs.reduce((sum, { configMaps }) => sum + configMaps.length, 0);
  const notes =
    checkpoint !== undefined && known === undefined
      ? [`of the engine's latest run ${checkpoint.runId} no ConfigMap was found; these are earlier ones`]
      : [];
  return {
    origin: count === 1 ? 'a ConfigMap' : `${count} ConfigMaps`,
    text: runs.map(({ text }) => text).join(''),
    notes,
    ...(checkpoint !== undefined && known !== undefined ? endOf(checkpoint) : defined({ runId: last?.runId })),
  };
};

const fromRunnerLog = async (door: Door, { namespace, name }: Engine): Promise<string | undefined> => {
  const ref = { namespace, name: runnerName(name) };
  const log = await door.podLog(ref, { container: 'chaos-runner', tailLines: logLines, limitBytes: logBytes });
  return E.isRight(log) && log.right.includes('{"specversion"') ? log.right : undefined;
};

/**
 * What the cluster has of an engine's audit: the ConfigMaps, which outlive the engine; else the log of the runner's pod;
 * else the compact history in the checkpoint. The checkpoint's head goes with it. Left: a sentence.
 */
export const auditOf = async (door: Door, engine: Engine): Promise<E.Either<string, AuditSource>> => {
  const [object, stored] = await Promise.all([door.get('ChaosEngine', engine), readStoredRuns(door, engine)]);
  const { checkpoint, note } = checkpointOf(object);
  const notes = [
    ...(note === undefined ? [] : [note]),
    ...(E.isLeft(stored) ? [`ConfigMaps cannot be read: ${stored.left.message}`] : []),
  ];
  if (E.isRight(stored) && stored.right.length > 0) {
    const source = fromConfigMaps(stored.right, checkpoint);
    return E.right({ ...source, notes: [...notes, ...(source.notes ?? [])] });
  }
  const end = checkpoint === undefined ? {} : endOf(checkpoint);
  const text = await fromRunnerLog(door, engine);
  if (text !== undefined) {
    const origin = `the log of the pod ${runnerName(engine.name)}`;
    const why = `read from ${origin}, which lacks what earlier pods printed and what the node has rotated away`;
    return E.right({ origin, text, ...end, notes: [...notes, why] });
  }
  const history = decodeHistory(checkpoint?.history);
  if (checkpoint !== undefined && E.isRight(history)) {
    const whole = endedHistory(history.right, checkpoint, statusOf(object));
    return E.right({ origin: 'the checkpoint', history: whole, ...end, notes });
  }
  const missing = E.isLeft(object) ? `the engine cannot be read (${object.left.message})` : 'the engine has no history';
  return E.left(['there are no audit ConfigMaps and no log of a runner pod', missing, ...notes].join('; '));
};

/** Opens the cluster that the user means and reads an engine's audit from it. */
export const readAudit: ReadFromCluster = async (engine, where) => {
  const warnings: string[] = [];
  const opened = await openCluster(where, ({ request, text }) =>
    warnings.push(`the API server warns: ${request}: ${text}`),
  );
  if (E.isLeft(opened)) return opened;
  const { cluster } = opened.right;
  const source = await auditOf(cluster, engine);
  await cluster.close();
  return E.bimap(
    (missing: string) => [missing, ...warnings].join('; '),
    (found: AuditSource) =>
      warnings.length === 0 ? found : { ...found, notes: [...(found.notes ?? []), ...warnings] },
  )(source);
};
