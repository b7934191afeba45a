import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels, identityOf, launchLabels, planAnnotation } from '../../job/identity.ts';
import { jobName } from '../../job/name.ts';
import { planDigest } from '../../job/plan-digest.ts';
import { defined, recordAt, recordsAt } from '../../model/json/json-object.ts';
import { jobEndedAt, jobHasEnded } from '../../model/kube/job-manager.ts';
import { engineLabel } from '../../model/litmus/engine-label.ts';
import { type ChaosResult, decodeResult } from '../../model/litmus/result.ts';
import { showBaseline } from '../../model/litmus/result-acceptance.ts';
import { type ResultVerdict, resultVerdicts } from '../../model/litmus/row.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { RunIdentity } from '../run/run-context.ts';

/** A Job of the run that is adopted. */
export interface SeenJob extends AttemptParams {
  readonly name: string;
  readonly uid?: string;
  /** What the ChaosResult was before the launch, as text. */
  readonly baseline: string;
  /** It proves that its attempt has not come to its Verdict: nothing that waits for that has been launched. */
  readonly isOpen: boolean;
  /** It has ended, or is being deleted, which comes after that: what its ChaosResult says is the last word. */
  readonly isOver: boolean;
  /** In milliseconds since the epoch; absent: the server has not said so. */
  readonly createdAt?: number;
}

/** A ChaosResult whose labels name an attempt of the run that is adopted: that attempt was the last one to write it. */
export interface SeenResult extends AttemptParams {
  /** Absent: the experiment has not said how it ended. */
  readonly verdict?: ResultVerdict;
}

export interface Evidence {
  readonly jobs: readonly SeenJob[];
  readonly results: readonly SeenResult[];
  /**
   * Names of Jobs of this run that its plan has not launched, as somebody who has changed the plan or the labels leaves them.
   * Where there is one, nothing follows from a Job but that its own attempt was launched.
   */
  readonly strange: readonly string[];
}

/** What a run left in the cluster. */
export interface Sources extends Pick<RunIdentity, 'runId' | 'engineName' | 'engineUid'> {
  readonly plan: Plan;
  readonly jobs: readonly KubeObject[];
  /** ChaosResults of the namespace. */
  readonly results: readonly KubeObject[];
  /** By our clock, what the server has dated; both in milliseconds since the epoch. */
  readonly byOurClock: (at: number) => number;
}

/** How many attempts of a step there may be. */
export const mostAttempts = (plan: Plan, step: number): number => (plan.steps[step]?.retries?.limit ?? 0) + 1;

/** What the labels of Jobs and ChaosResults prove of a run. */
export const evidenceOf = (sources: Sources): Evidence => {
  const { plan, runId } = sources;
  const own = sources.jobs.flatMap((job) => {
    const found = identityOf(job);
    return found?.identity.runId === runId ? [{ job, ...found }] : [];
  });
  const jobs = own.flatMap(({ job, identity, baseline }): readonly SeenJob[] => {
    const { iteration, attempt } = identity;
    const step = plan.steps.findIndex(({ id }) => id === identity.step);
    const planned = plan.steps[step];
    if (planned === undefined || !isPlanned(plan, { step, iteration, attempt })) return [];
    const { name, uid, creationTimestamp } = job.metadata;
    // An id may stand for another experiment in another plan.
    if (isOfAnotherPlan(job, plan) && name !== jobName(planned.experiment, identity)) return [];
    const createdAt = Date.parse(creationTimestamp ?? '');
    return [
      {
        ...{ step, iteration, attempt, name, baseline: showBaseline(baseline) },
        isOpen: isOpen(job) && !isPassed(job, sources.jobs),
        isOver: job.metadata.deletionTimestamp !== undefined || jobHasEnded(job),
        ...defined({ uid }),
        ...(Number.isFinite(createdAt) ? { createdAt: sources.byOurClock(createdAt) } : {}),
      },
    ];
  });
  const known = new Set(jobs.map(({ name }) => name));
  const strange = own.filter(({ job }) => !known.has(job.metadata.name) || isOfAnotherPlan(job, plan));
  return { jobs, strange: strange.map(({ job }) => job.metadata.name), results: resultsOf(sources) };
};

/** A Job of a version that wrote no digest is taken at its labels' word. */
const isOfAnotherPlan = ({ metadata: { annotations = {} } }: KubeObject, plan: Plan): boolean => {
  const digest = annotations[planAnnotation];
  return digest !== undefined && digest !== planDigest(plan);
};

const isPlanned = (plan: Plan, { step, iteration, attempt }: AttemptParams): boolean =>
  plan.iterations[iteration - 1]?.order.includes(step) === true && attempt <= mostAttempts(plan, step);

/** A Job that is kept after its end says nothing of what was launched behind it; one that goes at its end does. */
const isOpen = (job: KubeObject): boolean =>
  job.metadata.deletionTimestamp === undefined && (!jobHasEnded(job) || goesAtItsEnd(job));

/**
 * Something was launched after it had ended: the run went on without its deletion, which the server may have refused, and it
 * proves nothing any more of what came behind it.
 */
const isPassed = (job: KubeObject, jobs: readonly KubeObject[]): boolean => {
  const endedAt = jobEndedAt(job);
  if (endedAt === undefined) return false;
  const others = jobs.filter(({ metadata }) => metadata.name !== job.metadata.name);
  return others.some(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') >= endedAt);
};

/** By the policy under which it was launched: the engine's may be another one by now. */
const goesAtItsEnd = (job: KubeObject): boolean => {
  const pod = recordAt(recordAt(recordAt(job, 'spec'), 'template'), 'spec');
  const main = recordsAt(pod, 'containers').find(({ name }) => name === job.metadata.name);
  return recordsAt(main, 'env').some(({ name, value }) => name === 'JOB_CLEANUP_POLICY' && value === 'delete');
};

const resultsOf = ({ results, engineName, engineUid, plan, runId }: Sources): readonly SeenResult[] =>
  results.flatMap((raw) => {
    const decoded = decodeResult(raw);
    if (E.isLeft(decoded) || decoded.right.engine !== engineName) return [];
    const uid = decoded.right.metadata.labels?.[engineLabel];
    if (uid !== undefined && uid !== engineUid) return [];
    const named = attemptNamedBy(decoded.right, plan, runId);
    const verdict = resultVerdicts.find((known) => known === decoded.right.verdict);
    return named === undefined ? [] : [{ ...named, ...defined({ verdict }) }];
  });

/** Our labels, as litmus-go copies them from its pod; or the Job's name alone, which is a function of the same. */
const attemptNamedBy = (
  { metadata, experiment }: ChaosResult,
  plan: Plan,
  runId: string,
): AttemptParams | undefined => {
  const { labels = {} } = metadata;
  const job = labels['job-name'];
  const said = { iteration: Number(labels[identityLabels.iteration]), attempt: Number(labels[identityLabels.attempt]) };
  const isLabelled = labels[identityLabels.run] !== undefined;
  for (const [step, planned] of plan.steps.entries()) {
    if (planned.experiment !== experiment) continue;
    const named = (isLabelled ? [said] : attemptsOf(plan, step)).find((one) => {
      const identity = { runId, step: planned.id, ...one };
      const own = Object.entries(launchLabels(identity));
      return isLabelled
        ? own.every(([name, value]) => labels[name] === value)
        : job !== undefined && jobName(planned.experiment, identity) === job;
    });
    if (named !== undefined && isPlanned(plan, { step, ...named })) return { step, ...named };
  }
  return undefined;
};

/** So many names are tried at most. */
const mostTried = 1_000;

const attemptsOf = (plan: Plan, step: number): readonly Omit<AttemptParams, 'step'>[] => {
  const attempts = mostAttempts(plan, step);
  return Array.from({ length: Math.min(mostTried, attempts * plan.iterations.length) }, (_, index) => ({
    iteration: Math.floor(index / attempts) + 1,
    attempt: (index % attempts) + 1,
  }));
};
