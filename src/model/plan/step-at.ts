import type { Plan } from './plan.ts';
import type { PlannedStep } from './planned-step.ts';

/** The step at this index. Throws where the plan has none: whoever names one has its index from this plan. */
export const stepAt = ({ steps }: Pick<Plan, 'steps'>, index: number): PlannedStep => {
  const step = steps[index];
  if (step === undefined) throw new Error(`the plan has ${steps.length} steps, and none at ${index}`);
  return step;
};
