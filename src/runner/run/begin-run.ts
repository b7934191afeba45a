import * as E from 'fp-ts/Either';
import { wasLaunched } from '../../../machines/experiment/context.ts';
import type { ExperimentInput } from '../../../machines/experiment/experiment-types.ts';
import { type Chain, startChain } from '../../audit/hash-chain.ts';
import { type CompactHistory, decodeHistory, startHistory } from '../../audit/history.ts';
import type { AccessRule, KubeObject } from '../../cluster/port.ts';
import { identityOf } from '../../job/identity.ts';
import { defined } from '../../model/json/json-object.ts';
import { pathOf } from '../../model/kube/kinds.ts';
import { type ChaosEngine, cleanUpPolicy } from '../../model/litmus/engine.ts';
import { readBaseline } from '../../model/litmus/result-acceptance.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import type { RecordData } from '../../model/progress/record.ts';
import type { Adopted } from '../adopt/adopt-run.ts';
import { keptRules } from '../checkpoint/kept-rights.ts';
import type { EngineDoor } from './engine-cache.ts';
import type { Identified } from './identify-run.ts';
import type { Loop } from './loop.ts';
import type { RunIdentity } from './run-context.ts';

/** Whether a Job of this run exists or has existed: with `jobCleanUpPolicy: delete` only the checkpoint remembers it. */
export const hasLaunched = (identified: Identified, jobs: readonly KubeObject[]): boolean => {
  if (identified.is === 'New') return false;
  if (identified.is === 'Adopt' || jobs.length > 0) return true;
  const { attempts, facts } = identified.checkpoint;
  return (
    attempts.some(({ context }) => wasLaunched(context)) ||
    facts.some((step) => (step?.current?.launchedAt ?? step?.worst?.launchedAt) !== undefined)
  );
};

/**
 * What the processes before this one are proven to have been permitted: what their checkpoint remembers, and what they have
 * launched and read, where it is lost or of a version that kept nothing.
 */
export const provenRights = (identified: Identified, jobs: readonly KubeObject[]): readonly AccessRule[] => {
  const kept = identified.is === 'Resume' ? keptRules(identified.checkpoint.rights) : [];
  if (!hasLaunched(identified, jobs)) return kept;
  const attempts = identified.is === 'Resume' ? identified.checkpoint.attempts : [];
  const baselines = [
    ...attempts.map(({ context }) => readBaseline(context.launch?.baseline)),
    ...jobs.map((job) => identityOf(job)?.baseline ?? 'unknown'),
  ];
  const hasReadResults = baselines.some((baseline) => baseline !== 'unknown');
  return [
    ...kept,
    { verbs: ['create'], apiGroups: ['batch'], resources: ['jobs'] },
    ...(hasReadResults ? [{ verbs: ['get'], apiGroups: ['litmuschaos.io'], resources: ['chaosresults'] }] : []),
  ];
};

/** The checkpoint that the first record of this process continues; undefined: the chain begins with it. */
export const continuesOf = (identified: Identified): RecordData['continues'] => {
  if (identified.is !== 'Resume') return undefined;
  const { segment, sequence, head } = identified.checkpoint;
  return { segment, sequence, head };
};

/** The audit chain of this process: a new one, or the next segment after the checkpoint's. */
export const chainFor = ({ runId, namespace, engineName }: RunIdentity, identified: Identified): Chain => {
  const { segment, ...place } = continuesOf(identified) ?? { segment: 0 };
  return startChain({ runId, segment: segment + 1, source: pathOf('ChaosEngine', namespace, engineName), ...place });
};

/** The history of the checkpoint goes on; without a readable one it begins here. */
export const historyFor = (identified: Identified, { runId, source }: Chain, startedAt: number): CompactHistory => {
  const kept = identified.is === 'Resume' ? decodeHistory(identified.checkpoint.history) : undefined;
  return kept !== undefined && E.isRight(kept) ? kept.right : startHistory(runId, source, startedAt);
};

/** What is known of the steps at the start. */
export const firstFacts = (identified: Identified, plan: Plan) =>
  identified.is === 'Resume' ? identified.checkpoint.facts : plan.steps.map(() => null);

/** What the experiment machine of an attempt is started with. */
export const inputFor = (
  plan: Plan,
  engine: ChaosEngine,
  step: number,
  iteration: number,
  attempt: number,
): ExperimentInput => {
  const { id, experiment, timeoutMs } = stepAt(plan, step);
  return { step, id, experiment, iteration, attempt, cleanUp: cleanUpPolicy(engine), ...defined({ timeoutMs }) };
};

/** A run that is open: which one it is, and what it goes on with. */
export interface Opened {
  readonly engine: EngineDoor;
  readonly identity: RunIdentity;
  readonly identified: Identified;
  readonly plan: Plan;
  /** When the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Jobs of this engine that were there at the start. */
  readonly jobs: readonly KubeObject[];
  /** The machines of a run whose checkpoint is lost. */
  readonly adopted: Adopted | undefined;
}

/** The first events of the machines. */
export const begin = (loop: Loop, { identity, identified, plan, startedAt, adopted }: Opened): void => {
  if (identified.is === 'Resume') loop.resume(identified.checkpoint.supervisor, identified.checkpoint.attempts);
  else if (adopted !== undefined) loop.resume(adopted.supervisor, [], adopted.taken, adopted.proven);
  else loop.begin({ runId: identity.runId, plan, startedAt });
};
