import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { type Phase, phaseOfState } from './phases.ts';

/** A step of the batch at the moment that is shown. */
export interface StepView {
  readonly id: string;
  readonly experiment: string;
  readonly phase: Phase;
  /** All its attempts so far, in all iterations, in the order in which they began. */
  readonly attempts: readonly AttemptView[];
  /** The latest one. */
  readonly latest?: AttemptView;
}

const isTriedAgain = (plan: Plan | undefined, index: number, attempt: AttemptView, over: boolean): boolean => {
  const retries = plan?.steps[index]?.retries;
  return (
    !over &&
    retries !== undefined &&
    attempt.outcome !== undefined &&
    attempt.attempt <= retries.limit &&
    retries.on.includes(attempt.outcome)
  );
};

const phaseOf = (model: RunModel, index: number, latest: AttemptView | undefined): Phase => {
  const over = model.endedAt !== undefined;
  if (latest === undefined || (latest.iteration < model.iteration && !over)) return 'Waiting';
  if (isTriedAgain(model.plan, index, latest, over || model.supervisor.state !== 'Iterating.Running'))
    return 'Retrying';
  return phaseOfState(latest.state, latest.outcome);
};

/** Every step of the plan, or, where the log does not hold the plan, every step that it tells of. */
export const stepsOf = (model: RunModel, plan: Plan | undefined): readonly StepView[] => {
  const byId = new Map<string, AttemptView[]>();
  for (const attempt of model.attempts) {
    const known = byId.get(attempt.id);
    if (known === undefined) byId.set(attempt.id, [attempt]);
    else known.push(attempt);
  }
  const named = plan?.steps ?? [...byId].map(([id, attempts]) => ({ id, experiment: attempts[0]?.experiment ?? id }));
  return named.map(({ id, experiment }, index) => {
    const attempts = byId.get(id) ?? [];
    const latest = attempts.at(-1);
    const view = { id, experiment, phase: phaseOf(model, index, latest), attempts };
    return latest === undefined ? view : { ...view, latest };
  });
};

/** How many steps are in each phase, phases without any left out. */
export const countPhases = (steps: readonly StepView[]): ReadonlyMap<Phase, number> => {
  const counts = new Map<Phase, number>();
  for (const { phase } of steps) counts.set(phase, (counts.get(phase) ?? 0) + 1);
  return counts;
};
