import { type Phase, phaseOf, phases } from '../../audit/phases.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { Plan } from '../../model/plan/plan.ts';

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

/** Of an earlier iteration nothing is shown once the next one has begun. */
const standingOf = (model: RunModel, latest: AttemptView | undefined): Phase =>
  phaseOf(model, model.endedAt === undefined && (latest?.iteration ?? 0) < model.iteration ? undefined : latest);

/** Every step of the plan, or, where the log does not hold the plan, every step that it tells of. */
export const stepsOf = (model: RunModel, plan: Plan | undefined): readonly StepView[] => {
  const byId = new Map<string, AttemptView[]>();
  for (const attempt of model.attempts) {
    const known = byId.get(attempt.id);
    if (known === undefined) byId.set(attempt.id, [attempt]);
    else known.push(attempt);
  }
  const named = plan?.steps ?? [...byId].map(([id, attempts]) => ({ id, experiment: attempts[0]?.experiment ?? id }));
  return named.map(({ id, experiment }) => {
    const attempts = byId.get(id) ?? [];
    const latest = attempts.at(-1);
    const view = { id, experiment, phase: standingOf(model, latest), attempts };
    return latest === undefined ? view : { ...view, latest };
  });
};

/** How many steps are in each phase, in the order of the phases; those without any are left out. */
export const countPhases = (steps: readonly StepView[]): readonly (readonly [Phase, number])[] =>
  phases
    .map((phase) => [phase, steps.filter((step) => step.phase === phase).length] as const)
    .filter(([, count]) => count > 0);
