import * as E from 'fp-ts/Either';
import type { KubeObject } from '../../cluster/port.ts';
import { recordAt, textAt } from '../../model/json/json-object.ts';
import { showProblem } from '../../model/json/problem.ts';
import { type ChaosEngine, decodeEngine } from '../../model/litmus/engine.ts';
import { type Checkpoint, checkpointAnnotation, decodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { leftOfEarlierRuns, removeEarlierRuns } from '../removal/remove-earlier-runs.ts';
import type { Finish } from './finish.ts';
import { mayStillAct } from './holder.ts';
import { rejectRun } from './reject-run.ts';
import { lastTry } from './retry-deadline.ts';
import type { RunnerOptions } from './runner.ts';

/** What the first reads found. */
export interface Ground {
  readonly engine: ChaosEngine;
  readonly jobs: readonly KubeObject[];
}

/** How long the first reads are tried, in milliseconds. */
export const firstReadsMs = 30_000;

/** Whether the first reads found something to go on with. */
export const isGround = (found: Ground | Finish): found is Ground => 'engine' in found;

/**
 * How this process ends where another one, that a checkpoint names as its holder, may still drive the run; undefined: it does
 * not, or nobody is named.
 */
export const takenBy = async (
  { cluster, environment, host, isAlive }: RunnerOptions,
  holder: string,
  other: string | undefined,
): Promise<Extract<Finish, { is: 'Taken' }> | undefined> => {
  if (other === undefined || other === holder) return undefined;
  const { namespace, engine: engineName } = environment;
  if (!(await mayStillAct(other, { cluster, namespace, engineName, host, isAlive }))) return undefined;
  return { is: 'Taken', reason: `Another runner (${other}) drives this engine. This one does nothing.` };
};

/** The checkpoint of a run of this engine that is not over. */
const openCheckpoint = ({ metadata }: Pick<KubeObject, 'metadata'>): Checkpoint | undefined => {
  const decoded = decodeCheckpoint(metadata.annotations?.[checkpointAnnotation] ?? '');
  if (E.isLeft(decoded) || decoded.right.closed || decoded.right.engineUid !== metadata.uid) return undefined;
  return decoded.right;
};

const isFirstRun = ({ metadata, status }: ChaosEngine): boolean =>
  status.experiments.length === 0 && metadata.annotations?.[checkpointAnnotation] === undefined;

/** Ends an engine of which nothing can be run, and what of an earlier run nobody would look after. */
export const reject = async (
  options: RunnerOptions,
  engine: Pick<KubeObject, 'metadata'>,
  jobs: readonly KubeObject[],
  problems: readonly string[],
): Promise<Finish> => {
  const removed = await removeEarlierRuns(options, engine, jobs);
  if (E.isRight(removed)) return rejectRun(options, engine, problems);
  return { is: 'TryAgain', reason: removed.left.message, left: leftOfEarlierRuns(jobs) };
};

const notLookedAt = 'what an earlier process of this engine may have launched was not looked at';

/** The engine and the Jobs that already carry its uid. `onEngine` is told as soon as the engine is known. */
export const readGround = async (
  options: RunnerOptions,
  onEngine: (engine: ChaosEngine) => void,
): Promise<Ground | Finish> => {
  const { cluster, environment } = options;
  const { namespace, engine: name } = environment;
  const call = { patienceMs: firstReadsMs };
  const answer = await cluster.get('ChaosEngine', { namespace, name }, call);
  if (E.isLeft(answer)) {
    const { _tag, message } = answer.left;
    const reason =
      _tag === 'NotFound'
        ? `There is no ChaosEngine ${name} in namespace ${namespace}. Check CHAOSENGINE and CHAOS_NAMESPACE; nothing was run.`
        : `The ChaosEngine ${namespace}/${name} could not be read: ${message}`;
    return { is: 'TryAgain', reason, ...(_tag === 'NotFound' ? {} : { left: [notLookedAt] }) };
  }
  const decoded = decodeEngine(answer.right);
  const { deletionTimestamp, uid } = answer.right.metadata;
  const listing = cluster.list('Job', namespace, { labels: `chaosUID=${uid}` }, call);
  if (E.isRight(decoded)) onEngine(decoded.right);
  const jobs = await listing;
  if (E.isLeft(jobs)) {
    const reason = `The Jobs of the engine could not be listed: ${jobs.left.message}`;
    // Where they may not even be listed, no runner can have come to a launch; else one may be at work.
    const isUntouched = jobs.left._tag === 'Forbidden' && E.isRight(decoded) && isFirstRun(decoded.right);
    if (isUntouched) return lastTry(options, decoded.right, { is: 'TryAgain', reason });
    return { is: 'TryAgain', reason, left: [notLookedAt] };
  }
  if (E.isRight(decoded)) return { engine: decoded.right, jobs: jobs.right.items };
  const reason = `The ChaosEngine ${namespace}/${name} cannot be used: ${decoded.left.map(showProblem).join('; ')}`;
  // The last word on an engine that is being stopped is the operator's.
  const isEnding = deletionTimestamp !== undefined || textAt(recordAt(answer.right, 'spec'), 'engineState') === 'stop';
  if (isEnding) return { is: 'Nothing', reason };
  const open = openCheckpoint(answer.right);
  const taken = open === undefined ? undefined : await takenBy(options, await options.holder(), open.holder);
  if (taken !== undefined) return { ...taken, reason: `${reason}\n${taken.reason}` };
  return reject(options, answer.right, jobs.right.items, [reason]);
};
