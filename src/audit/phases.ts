import { followsPlan } from '../../machines/supervisor/run-end.ts';
import { type Outcome, outcomes } from '../model/litmus/outcome.ts';
import { retries } from '../model/progress/progress.ts';
import type { AttemptView, RunModel } from './run-model.ts';

/** Where a step stands, as people see it: the phases of an attempt, and how it ended. */
export const phases = [
  'Waiting',
  'Preparing',
  'Starting',
  'Injecting',
  'Reading',
  'Cleaning',
  'Retrying',
  ...outcomes,
] as const;

export type Phase = (typeof phases)[number];

/** The phase of an attempt's state, a dotted path. A final state's phase is its outcome. */
export const phaseOfState = (state: string, outcome?: Outcome): Phase => {
  if (state === 'Verdict') return outcome ?? 'Error';
  if (state.startsWith('CleaningUp')) return 'Cleaning';
  switch (state) {
    case 'Pending':
    case 'Validating':
      return 'Preparing';
    case 'Running.Starting':
      return 'Starting';
    case 'Running.Observing':
      return 'Injecting';
    case 'Running.ReadingResult':
      return 'Reading';
    default:
      return state.startsWith('Launching') ? 'Preparing' : 'Waiting';
  }
};

/** Whether another attempt follows this one: its step has not ended with it. */
export const isRetried = (model: RunModel, attempt: AttemptView): boolean => {
  const { outcome, index = -1 } = attempt;
  if (outcome === undefined || !followsPlan(model.supervisor.state)) return false;
  return retries(model.plan?.steps[index], { outcome, attempt: attempt.attempt });
};

/** The phase of a step whose latest attempt in the current iteration this is; undefined: none has begun. */
export const phaseOf = (model: RunModel, latest: AttemptView | undefined): Phase => {
  // What is skipped, or aborted before its turn, has not begun: nothing of it runs.
  if (latest === undefined || (latest.attempt === 0 && latest.endedAt === undefined)) return 'Waiting';
  return isRetried(model, latest) ? 'Retrying' : phaseOfState(latest.state, latest.outcome);
};
