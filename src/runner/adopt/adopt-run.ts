import type { AttemptParams, ExperimentEvent, JobIdentity } from '../../../machines/experiment/experiment-types.ts';
import type { Untimed } from '../../../machines/told.ts';
import { jobName } from '../../job/name.ts';
import { defined } from '../../model/json/json-object.ts';
import { endOfRow } from '../../model/litmus/ended-row.ts';
import type { SeenRow } from '../../model/litmus/engine.ts';
import { type Outcome, worseOf } from '../../model/litmus/outcome.ts';
import { isTerminal } from '../../model/litmus/row.ts';
import { evaluate, explainFalse } from '../../model/plan/condition.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { stepAt } from '../../model/plan/step-at.ts';
import { beginIteration, noProgress, type Progress, type ProvenEnd, retries } from '../../model/progress/progress.ts';
import { unlaunchedSteps } from '../../model/progress/unlaunched.ts';
import type { SupervisorState } from '../run/machine-state.ts';
import type { StepFacts } from '../run/step-facts.ts';
import { earlierFacts, rowFacts } from './adopted-facts.ts';
import {
  type Evidence,
  evidenceOf,
  mostAttempts,
  type SeenJob,
  type SeenResult,
  type Sources,
} from './adoption-evidence.ts';

export interface Adoption extends Sources {
  readonly rows: readonly SeenRow[];
  readonly now: number;
}

/** An attempt that has to be brought to its end, and what its machine is told first. */
type Taken = AttemptParams & { readonly event: Untimed<Extract<ExperimentEvent, { type: 'ADOPT' | 'SKIP' }>> };

export interface Adopted {
  readonly supervisor: SupervisorState;
  readonly taken: readonly Taken[];
  /** How attempts among those have ended: the failure policy is to know before anything is launched. */
  readonly proven: readonly ProvenEnd[];
  readonly facts: readonly (StepFacts | null)[];
  /** Sentences for people: what cannot be proven, and what that means. */
  readonly notes: readonly string[];
}

/** What is to be done about one step of the current iteration. */
type Lot =
  | { readonly is: 'Ended'; readonly row: SeenRow; readonly outcome: Outcome }
  | {
      readonly is: 'Taken';
      readonly attempt: number;
      readonly job: JobIdentity;
      readonly baseline: string;
      readonly pod?: string;
    }
  | { readonly is: 'Skipped'; readonly reason: string }
  /** It has certainly not been launched: it takes its turn. */
  | { readonly is: 'Unlaunched' };

/**
 * The machines of a run whose checkpoint is lost, from what its Jobs, rows and ChaosResults prove. A Job that is there is
 * adopted; a terminal row is an outcome; a step of which is certain that it has not been launched takes its turn. Any other
 * one is not launched again: its machine looks for what its ChaosResult proves, else it ends as an error with that reason.
 */
export const adoptRun = (adoption: Adoption): Adopted => {
  const { runId, plan, now } = adoption;
  const evidence = evidenceOf(adoption);
  const iteration = Math.max(1, ...[...evidence.jobs, ...evidence.results].map((one) => one.iteration));
  const own = evidence.jobs.filter((job) => job.iteration === iteration);
  const open = isStrange(evidence) ? [] : own.filter(({ isOpen }) => isOpen);
  const order = plan.iterations[iteration - 1]?.order ?? [];
  const scene = { ...adoption, evidence, iteration, unlaunched: unlaunchedSteps(plan, iteration, open) };
  const known = knownOutcomes(scene);
  const lots = new Map(order.map((step) => [step, lotOf(scene, step, known)] as const));

  const started = (jobs: readonly SeenJob[]): number => Math.min(now, ...jobs.map(({ createdAt }) => createdAt ?? now));
  const begun = beginIteration(plan, { ...noProgress(plan), iteration: iteration - 1 }, started(own)).progress;
  const results = begun.outcomes.slice();
  const attempts = plan.steps.map(() => 0);
  const facts = earlierFacts(scene).map((step, index): StepFacts | null => {
    const lot = lots.get(index);
    return lot?.is === 'Ended' ? { current: rowFacts(lot.row, iteration, now) } : step;
  });
  const taken = [...lots].flatMap(([step, lot]): readonly Taken[] => {
    if (lot.is === 'Ended') results[step] = lot.outcome;
    if (lot.is === 'Skipped') return [{ step, iteration, attempt: 0, event: { type: 'SKIP', reason: lot.reason } }];
    if (lot.is !== 'Taken') return [];
    const { attempt, job, baseline, pod } = lot;
    attempts[step] = attempt;
    const event = { type: 'ADOPT' as const, job, baseline, ...defined({ pod }) };
    return [{ step, iteration, attempt, event }];
  });
  const outcomesSoFar = [...results, ...facts.map((step) => step?.worst?.end?.outcome ?? null)];
  const stays = iteration < plan.iterations.length && open.length === 0;
  const progress: Progress = {
    ...begun,
    outcomes: results,
    attempts,
    running: [...lots].flatMap(([step, { is }]) => (is === 'Taken' ? [step] : [])),
    ready: [],
    open: order.filter((step) => results[step] === null).length,
    worst: outcomesSoFar.reduce<Outcome>((worst, outcome) => worseOf(worst, outcome ?? 'Skipped'), 'Skipped'),
  };
  const state = stays ? 'Iterating.Draining' : 'Iterating.Running';
  const startedAt = started(evidence.jobs);
  return {
    supervisor: { state, context: { version: 2, runId, plan, startedAt, progress } },
    taken,
    proven: provenEnds(scene, taken),
    facts,
    notes: notesOf(scene, facts, stays),
  };
};

const nothingProves =
  'The checkpoint of this run is lost, and no Job proves that later iterations have not begun: nothing more is launched.';

interface Scene extends Adoption {
  readonly evidence: Evidence;
  /** The latest of which there is any sign. */
  readonly iteration: number;
  readonly unlaunched: ReadonlySet<number>;
}

/** Its plan may be another one than that of which the Jobs are: then it says nothing of what was launched and what was not. */
const isStrange = ({ strange }: Evidence): boolean => strange.length > 0;

/** The Job of the latest attempt of a step in the current iteration. */
const jobOf = ({ evidence, iteration }: Scene, step: number): SeenJob | undefined =>
  latest(evidence.jobs.filter((job) => job.step === step && job.iteration === iteration));

const latest = <A extends { readonly attempt: number }>(all: readonly A[]): A | undefined =>
  all.reduce<A | undefined>((last, one) => (one.attempt > (last?.attempt ?? 0) ? one : last), undefined);

const resultOf = ({ evidence, iteration }: Scene, step: number): SeenResult | undefined =>
  latest(evidence.results.filter((result) => result.step === step && result.iteration === iteration));

/** Of attempts that a terminal row tells of, or that are over and whose ChaosResult names them. */
const provenEnds = (scene: Scene, taken: readonly Taken[]): readonly ProvenEnd[] =>
  taken.flatMap(({ step, attempt, event }): readonly ProvenEnd[] => {
    const row = terminalRowOf(scene, step);
    if (event.type !== 'ADOPT') return [];
    if (row !== undefined) return [{ step, outcome: endOfRow(row).outcome, isLast: true }];
    const { verdict: outcome, attempt: written } = resultOf(scene, step) ?? {};
    if (outcome === undefined || written !== attempt || jobOf(scene, step)?.isOver === false) return [];
    return [{ step, outcome, isLast: !retries(scene.plan.steps[step], { outcome, attempt }) }];
  });

/** No such row is written before the last attempt. */
const terminalRowOf = ({ rows, plan }: Scene, step: number): SeenRow | undefined =>
  rows.find(({ name, status }) => name === plan.steps[step]?.id && isTerminal(status));

/** A row's word is the last one, unless its Job is still to be brought to its end. */
const lastRowOf = (scene: Scene, step: number): SeenRow | undefined => {
  const row = terminalRowOf(scene, step);
  return jobOf(scene, step)?.isOpen === true ? undefined : row;
};

/** The outcomes of the current iteration that are proven, by index: conditions may be decided by them. */
const knownOutcomes = (scene: Scene): readonly (Outcome | null)[] =>
  scene.plan.steps.map((planned, step) => {
    const preset = scene.plan.preset?.[step];
    const row = lastRowOf(scene, step);
    if (preset) return preset;
    if (row !== undefined) return endOfRow(row).outcome;
    const result = resultOf(scene, step);
    if (result?.verdict === undefined || jobOf(scene, step) !== undefined) return null;
    return retries(planned, { outcome: result.verdict, attempt: result.attempt }) ? null : result.verdict;
  });

const lotOf = (scene: Scene, step: number, known: readonly (Outcome | null)[]): Lot => {
  const { plan, rows, unlaunched } = scene;
  const planned = plan.steps[step];
  const last = lastRowOf(scene, step);
  if (last !== undefined) return { is: 'Ended', row: last, outcome: endOfRow(last).outcome };
  const job = jobOf(scene, step);
  const result = resultOf(scene, step);
  if (job !== undefined && isLatest(scene, job, result)) return takenOf(job);
  const row = rows.find(({ name }) => name === planned?.id);
  const pod = row?.status === 'Running' && row.experimentPod !== 'N/A' ? row.experimentPod : undefined;
  // A later attempt than that of the ChaosResult was launched: an end of the earlier one would have it launched again.
  const latestResult = result !== undefined && result.attempt < (job?.attempt ?? 0) ? undefined : result;
  if (job !== undefined || result !== undefined || row?.status === 'Running')
    return goneOf(scene, step, latestResult, pod);
  if (isStrange(scene.evidence)) return goneOf(scene, step, undefined, undefined);
  // A row that waits is overwritten before the Job of a step is deleted: it waits for the first attempt, if there is one only.
  const isOnly = plan.iterations.length === 1 && mostAttempts(plan, step) === 1;
  if (row?.status === 'Waiting for Job Creation' && isOnly) return { is: 'Unlaunched' };
  const { condition } = planned ?? {};
  if (condition !== undefined && evaluate(condition, known) === 'false') {
    const reason = explainFalse(condition, known, (one) => plan.steps[one]?.id ?? `step ${one}`);
    return { is: 'Skipped', reason };
  }
  return unlaunched.has(step) ? { is: 'Unlaunched' } : goneOf(scene, step, undefined, undefined);
};

/** Whether no attempt has followed that of this Job: it is open, may have no other, or was the last to write the result. */
const isLatest = ({ plan, evidence }: Scene, job: SeenJob, result: SeenResult | undefined): boolean =>
  (result?.attempt ?? 0) <= job.attempt &&
  (job.isOpen ||
    (job.attempt === mostAttempts(plan, job.step) && !isStrange(evidence)) ||
    (result?.attempt === job.attempt && isLastWord(plan, result)));

/** After an end that is tried again another attempt may have come and gone without a result. */
const isLastWord = (plan: Plan, { step, attempt, verdict }: SeenResult): boolean =>
  verdict !== undefined && !retries(plan.steps[step], { outcome: verdict, attempt });

const takenOf = ({ attempt, name, uid, baseline }: SeenJob): Lot => ({
  is: 'Taken',
  attempt,
  job: { name, ...defined({ uid }) },
  baseline,
});

/**
 * Of how many attempts there were nobody knows: it counts as the last one, so that none follows. Whether one has followed that
 * of a ChaosResult only the plan that launched it could tell.
 */
const goneOf = (scene: Scene, step: number, result: SeenResult | undefined, pod: string | undefined): Lot => {
  const { plan, runId, iteration } = scene;
  const planned = stepAt(plan, step);
  const isKnown = (verdict: Outcome, attempt: number): boolean => !retries(planned, { outcome: verdict, attempt });
  const attempt =
    result?.verdict !== undefined && isKnown(result.verdict, result.attempt)
      ? result.attempt
      : mostAttempts(plan, step);
  const name = jobName(planned.experiment, { runId, step: planned.id, iteration, attempt });
  return { is: 'Taken', attempt, job: { name }, baseline: 'unknown', ...defined({ pod }) };
};

const notesOf = (scene: Scene, facts: readonly (StepFacts | null)[], stays: boolean): readonly string[] => {
  const unproven = facts.flatMap((step, index) =>
    step?.worst?.end?.outcome === 'Error' ? [scene.plan.steps[index]?.id ?? `step ${index}`] : [],
  );
  const { strange } = scene.evidence;
  const other = `These Jobs of the run were launched by another plan than the engine has now, as after kubectl replace with other experiments or in another order: ${strange.join(', ')}. They are brought to their end; nothing follows from them for other steps, and what cannot be proven counts as an error.`;
  const before = `How these steps ended in the iterations before ${scene.iteration} cannot be proven, which counts as an error: ${unproven.join(', ')}.`;
  return [
    ...(strange.length === 0 ? [] : [other]),
    ...(unproven.length === 0 ? [] : [before]),
    ...(stays ? [nothingProves] : []),
  ];
};
