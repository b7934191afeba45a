import * as E from 'fp-ts/Either';
import { type Clock, sleep } from '../cluster/clock.ts';
import { isNotFound } from '../cluster/error-predicates.ts';
import type { Call, Cluster } from '../cluster/port.ts';
import { showProblem } from '../model/json/problem.ts';
import { type ChaosEngine, decodeEngine } from '../model/litmus/engine.ts';
import { operatorFinalizer } from '../model/litmus/finalizers.ts';
import { isTerminal, runnerName } from '../model/litmus/row.ts';
import { type Checkpoint, checkpointAnnotation } from '../runner/checkpoint/checkpoint.ts';
import { decodeCheckpoint, holderOf } from '../runner/checkpoint/checkpoint-text.ts';
import { mayStillAct } from '../runner/run/holder.ts';
import { isAlive } from './process.ts';

/** Whether an operator looks after the engine. */
export const hasOperator = (engine: ChaosEngine): boolean =>
  engine.metadata.finalizers?.includes(operatorFinalizer) === true;

/** How an engine of that name stands before it is run. */
export type Standing =
  /** Never run, or run to its end: a new run may begin. */
  | { readonly is: 'Idle' }
  | { readonly is: 'Deleting' }
  /** Somebody drives it. */
  | { readonly is: 'Driven'; readonly by: string }
  /** A run was begun, and whoever drove it is gone. */
  | { readonly is: 'Abandoned'; readonly runId: string };

/** The checkpoint of an engine; undefined: there is none that can be read, or it is that of another one of its name. */
export const checkpointOf = ({ metadata }: ChaosEngine): Checkpoint | undefined => {
  const decoded = decodeCheckpoint(metadata.annotations?.[checkpointAnnotation] ?? '');
  return E.isRight(decoded) && decoded.right.engineUid === metadata.uid ? decoded.right : undefined;
};

const hasOpenRun = (engine: ChaosEngine): boolean =>
  checkpointOf(engine)?.closed !== true && engine.status.experiments.some(({ status }) => !isTerminal(status));

const runIdOf = (engine: ChaosEngine): string => {
  const checkpoint = decodeCheckpoint(engine.metadata.annotations?.[checkpointAnnotation] ?? '');
  return E.isRight(checkpoint) ? checkpoint.right.runId : 'unknown';
};

/** Whether the operator's runner pod is there and has not ended. */
export const runnerPodActs = async (
  cluster: Pick<Cluster, 'get'>,
  { metadata: { name, namespace = '' } }: Pick<ChaosEngine, 'metadata'>,
): Promise<boolean> => {
  const pod = await cluster.get('Pod', { namespace, name: runnerName(name) });
  if (E.isLeft(pod)) return false;
  const phase = (pod.right as { readonly status?: { readonly phase?: string } }).status?.phase;
  return phase !== 'Succeeded' && phase !== 'Failed';
};

/** How the engine stands. `host`: the name of this machine, for holders that are command lines. */
export const standingOf = async (
  cluster: Pick<Cluster, 'get'>,
  engine: ChaosEngine,
  host: string,
): Promise<Standing> => {
  const { metadata } = engine;
  const { namespace = '' } = metadata;
  if (metadata.deletionTimestamp !== undefined) return { is: 'Deleting' };
  const question = { cluster, namespace, engineName: metadata.name, host, isAlive };
  if (hasOpenRun(engine)) {
    const holder = holderOf(metadata.annotations?.[checkpointAnnotation]);
    if (holder !== undefined && (await mayStillAct(holder, question))) return { is: 'Driven', by: holder };
    if (hasOperator(engine) || (await runnerPodActs(cluster, engine)))
      return { is: 'Driven', by: 'the Litmus operator' };
    return { is: 'Abandoned', runId: runIdOf(engine) };
  }
  if (await runnerPodActs(cluster, engine)) return { is: 'Driven', by: `the pod ${runnerName(metadata.name)}` };
  return { is: 'Idle' };
};

/** An engine in a cluster. */
export interface EngineAt<C extends keyof Cluster> {
  readonly cluster: Pick<Cluster, C>;
  readonly namespace: string;
  readonly name: string;
}

/** Reads an engine; undefined: there is none. Left: a sentence. */
export const readEngine = async (
  { cluster, namespace, name }: EngineAt<'get'>,
  decode: typeof decodeEngine,
  call?: Call,
): Promise<E.Either<string, ChaosEngine | undefined>> => {
  const read = await cluster.get('ChaosEngine', { namespace, name }, call);
  if (E.isLeft(read)) return isNotFound(read.left) ? E.right(undefined) : E.left(read.left.message);
  const engine = decode(read.right);
  return E.isRight(engine) ? engine : E.left(engine.left.map(showProblem).join('; '));
};

/** The engine that a command line names. Left: a sentence. */
export const engineNamed = (text: string): E.Either<string, { readonly namespace?: string; readonly name: string }> => {
  const found = /^(?:([a-z0-9-]+)\/)?([a-z0-9.-]+)$/.exec(text);
  if (found === null) return E.left(`${JSON.stringify(text)} is no engine: expected NAMESPACE/NAME.`);
  const [, namespace, name = ''] = found;
  return E.right(namespace === undefined ? { name } : { namespace, name });
};

/** Asks for an engine to be stopped: whoever looks after it cleans up. */
export const stopEngine = ({ cluster, namespace, name }: EngineAt<'patch'>, call?: Call) =>
  cluster.patch('ChaosEngine', { namespace, name }, { spec: { engineState: 'stop' } }, call);

const lookEveryMs = 250;

/**
 * Waits for signs of an operator that takes the engine up: its finalizer, its status, or its runner's pod. False when there
 * was none within `boundMs`, or before the signal fired.
 */
export const operatorAppears = async (
  at: EngineAt<'get'> & { readonly clock: Clock },
  boundMs: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const { cluster, clock } = at;
  const until = clock.elapsed() + boundMs;
  for (;;) {
    const read = await readEngine(at, decodeEngine);
    if (E.isLeft(read) || read.right === undefined) return false;
    const engine = read.right;
    if (hasOperator(engine) || engine.status.engineStatus === 'initialized') return true;
    if (await runnerPodActs(cluster, engine)) return true;
    if (clock.elapsed() >= until || signal.aborted) return false;
    await sleep(clock, lookEveryMs, signal);
  }
};
