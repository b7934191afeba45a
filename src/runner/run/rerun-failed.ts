import * as E from 'fp-ts/Either';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { type Checkpoint, checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../checkpoint/checkpoint-text.ts';
import { worstFacts } from './step-facts.ts';

/** Asks that a restarted engine runs only what did not pass in the run before: `failed`. */
const rerunAnnotation = 'runner.litmuschaos.io/rerun';

/** What is to be run again: the plan of the run before, and what came of its steps. */
export interface Before {
  readonly plan: Plan;
  readonly facts: Checkpoint['facts'];
}

/** Undefined: nothing asks for it, or nothing is known of a run before. */
export const planToRerun = (engine: ChaosEngine): Before | undefined => {
  const { annotations = {}, uid } = engine.metadata;
  const written = annotations[checkpointAnnotation];
  if (annotations[rerunAnnotation] !== 'failed' || written === undefined) return undefined;
  const before = decodeCheckpoint(written);
  if (E.isLeft(before) || before.right.engineUid !== uid) return undefined;
  const { facts, supervisor } = before.right;
  return { plan: supervisor.context.plan, facts };
};

/** The plan reduced to what did not pass before. */
export const rerunOf = async (planned: Plan, { plan, facts }: Before): Promise<Plan> => {
  const { rerunPlan } = await import('../../model/plan/rerun.ts');
  const last = plan.steps.map(({ id }, step) => {
    const worst = facts[step] ? worstFacts(facts[step]) : undefined;
    // What passed before the run before was not run in it.
    return [id, worst?.end?.outcome ?? plan.preset?.[step] ?? undefined] as const;
  });
  return rerunPlan(planned, Object.fromEntries(last));
};
