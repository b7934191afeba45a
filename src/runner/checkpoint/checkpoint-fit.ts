import type { ExperimentContext, Launch } from '../../../machines/experiment/experiment-types.ts';
import { followsPlan, isPaused } from '../../../machines/supervisor/run-end.ts';
import { worseOf } from '../../model/litmus/outcome.ts';
import { evaluate } from '../../model/plan/condition.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { isLastIteration, type Progress } from '../../model/progress/progress.ts';
import type { AttemptState, SupervisorState } from '../run/machine-state.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A check that finds nothing wrong says undefined, else the end of a sentence about the checkpoint. */
type Fault = string | undefined;

/** What an attempt has come to know by the time it is in a state. */
const needed: Readonly<Record<string, readonly (keyof ExperimentContext | keyof Launch)[]>> = {
  'Launching.Creating': ['launch', 'validatedAt', 'startTimeoutMs'],
  'Launching.Held': ['launch', 'validatedAt', 'startTimeoutMs'],
  'Launching.Settling': ['launch', 'end'],
  'Launching.Adopting': ['launch'],
  'Running.Starting': ['launch', 'launchedAt', 'startTimeoutMs'],
  'Running.Observing': ['launch', 'launchedAt', 'pod', 'startedAt'],
  'Running.ReadingResult': ['launch', 'launchedAt', 'startedAt', 'endedAt'],
  'CleaningUp.CollectingLog': ['launch', 'end', 'pod'],
  'CleaningUp.Recording': ['end'],
  'CleaningUp.Deferring': ['launch', 'end'],
  'CleaningUp.Deleting': ['launch', 'end'],
};

/**
 * Why the parts of a checkpoint do not fit together, as the end of a sentence; undefined: they do. What the machines rely on:
 * an attempt that nobody drives would never end, and one that is driven beside its plan would be launched twice.
 */
export const fitFault = (checkpoint: Checkpoint): Fault =>
  runFault(checkpoint) ??
  stateFault(checkpoint) ??
  progressFault(checkpoint.supervisor) ??
  attemptsFault(checkpoint) ??
  factsFault(checkpoint);

const runFault = ({ runId, supervisor }: Checkpoint): Fault =>
  runId === '' || supervisor.context.runId !== runId ? 'its supervisor is of another run' : undefined;

const stateFault = ({ supervisor: { state, context }, attempts }: Checkpoint): Fault => {
  const { plan, progress, aborted } = context;
  const { iteration, open } = progress;
  const isOver = ['Waiting', 'Closing', 'Completed', 'Aborted'].includes(state);
  const wrong = (what: string): string => `its supervisor cannot be ${state} ${what}`;
  if ((state === 'Opening') !== (iteration === 0)) return wrong(`in iteration ${iteration}`);
  if (iteration > plan.iterations.length) return `there is no iteration ${iteration} in its plan`;
  if (isOver && open > 0) return wrong(`while ${open} steps have no outcome`);
  if ((isOver || state === 'Opening') && attempts.length > 0) return wrong('while an attempt is under way');
  if ((state === 'Aborting' || state === 'Aborted') && aborted === undefined) return wrong('without an abort');
  if (aborted !== undefined && !['Aborting', 'Closing', 'Aborted'].includes(state)) return wrong('after an abort');
  if (state === 'Waiting' && isLastIteration(plan, progress)) return wrong('with no iteration to come');
  if ((state === 'Iterating.Paused') !== isPaused(context) && followsPlan(state))
    return wrong(!isPaused(context) ? 'while nobody holds it' : 'while somebody holds it');
  if (!followsPlan(state) && progress.ready.length + progress.retrying.length > 0)
    return wrong('while a step is to be started');
  return undefined;
};

const progressFault = ({ state, context: { plan, progress } }: SupervisorState): Fault => {
  const { iteration, outcomes, attempts, ready, running, leaving = [], retrying, open, worst } = progress;
  const steps = plan.steps.length;
  if (outcomes.length !== steps || attempts.length !== steps) return 'its progress is not that of its plan';
  const order = plan.iterations[iteration - 1]?.order ?? [];
  const isOpen = new Set(order.filter((step) => outcomes[step] === null));
  if (open !== isOpen.size) return `${isOpen.size} steps have no outcome, not ${open}`;
  const between = retrying.map(({ step }) => step);
  for (const list of [ready, running, between]) {
    if (new Set(list).size < list.length) return 'a step stands twice in its progress';
    const stranger = list.find((step) => !isOpen.has(step));
    if (stranger !== undefined) return `step ${stranger} waits or runs though it has an outcome or is not drawn`;
  }
  if (new Set(leaving).size < leaving.length || leaving.some((step) => !running.includes(step)))
    return 'a step leaves that does not run';
  const both = running.find((step) => ready.includes(step) || between.includes(step));
  if (both !== undefined) return `step ${both} waits and runs at once`;
  const mayRun = (step: number): boolean => {
    const condition = plan.steps[step]?.condition;
    return condition === undefined || evaluate(condition, outcomes) === 'true';
  };
  const early = ready.find((step) => !mayRun(step));
  if (early !== undefined) return `step ${early} is ready before its condition holds`;
  const unbegun = [...running, ...between].find((step) => (attempts[step] ?? 0) < 1);
  if (unbegun !== undefined) return `step ${unbegun} runs without an attempt`;
  const spent = [...isOpen].find((step) => attempts[step] !== 0 && !running.includes(step) && !between.includes(step));
  if (spent !== undefined) return `step ${spent} was tried, and neither runs nor is to be tried again`;
  const underWay = new Set([...running, ...between, ...ready]);
  const dropped = [...isOpen].find((step) => mayRun(step) && !underWay.has(step));
  if (dropped !== undefined && followsPlan(state)) return `step ${dropped} may run, and neither waits nor runs`;
  const excess = attempts.findIndex((attempt, step) => attempt > (plan.steps[step]?.retries?.limit ?? 0) + 1);
  if (excess >= 0) return `step ${excess} has more attempts than its plan allows`;
  const untold = order.find((step) => worseOf(worst, outcomes[step] ?? 'Skipped') !== worst);
  return untold === undefined ? undefined : `the outcome of step ${untold} is worse than the worst`;
};

const attemptsFault = ({ supervisor: { state, context }, attempts }: Checkpoint): Fault => {
  const { plan, progress } = context;
  const driven = new Set(attempts.map((one) => one.context.step));
  if (driven.size < attempts.length) return 'two attempts of one step are under way';
  for (const attempt of attempts) {
    const fault = attemptFault(attempt, plan, progress);
    if (fault !== undefined) return fault;
  }
  const order = plan.iterations[progress.iteration - 1]?.order ?? [];
  const open = order.filter((step) => progress.outcomes[step] === null);
  const awaited = followsPlan(state) ? progress.running : open;
  const undriven = awaited.find((step) => !driven.has(step));
  return undriven === undefined ? undefined : `nobody drives step ${undriven}, which is to end`;
};

const attemptFault = ({ state, context }: AttemptState, plan: Plan, progress: Progress): Fault => {
  const { step, id, experiment, iteration, attempt } = context;
  const planned = plan.steps[step];
  if (planned?.id !== id || planned.experiment !== experiment)
    return `there is no step ${step} called ${id} in its plan`;
  if (iteration !== progress.iteration || attempt !== progress.attempts[step] || progress.outcomes[step] !== null)
    return `the attempt of ${id} is none that its plan waits for`;
  const mustRun = !state.startsWith('CleaningUp') && state !== 'Launching.Settling';
  if (mustRun && !progress.running.includes(step)) return `${id} is ${state} though its plan does not have it running`;
  const known: Partial<ExperimentContext & Launch> = { ...context.launch, ...context };
  const missing = (needed[state] ?? []).find((field) => known[field] === undefined);
  if (missing !== undefined) return `${id} is ${state} without \`${missing}\``;
  if (context.launch?.job.name === '') return `the Job of ${id} has no name`;
  const { end, launch, unclean } = context;
  if (mustRun && end !== undefined) return `${id} is ${state} and has ended already`;
  // Every end but a verdict, and a refusal before anything was launched, removes whatever there may be.
  const mayBeThere = launch?.launchedAt !== undefined || end?.ending === 'aborted';
  if (end !== undefined && end.verdict === undefined && mayBeThere && !unclean)
    return `${id} has ended without a verdict and has nothing to clean up`;
  if (state === 'Running.Starting' && context.startedAt !== undefined) return `${id} is ${state} though it has started`;
  return undefined;
};

const factsFault = ({ supervisor: { context }, facts }: Checkpoint): Fault => {
  const { plan, progress } = context;
  if (facts.length > plan.steps.length) return 'it has facts of more steps than its plan';
  // Facts are of what was begun: who believes in fewer attempts launches one of them again.
  const ahead = facts.findIndex((step, index) => {
    const { iteration, attempt } = step?.current ?? { iteration: 0, attempt: 0 };
    const begun = iteration === progress.iteration ? (progress.attempts[index] ?? 0) : Number.POSITIVE_INFINITY;
    return iteration > progress.iteration || attempt > begun;
  });
  return ahead < 0 ? undefined : `it has facts of an attempt of step ${ahead} that its plan has not begun`;
};
