import { remembered } from '../model/json/remembered.ts';
import type { Condition } from '../model/plan/condition.ts';
import type { Plan } from '../model/plan/plan.ts';
import { sha256 } from './name.ts';

/** In one spelling, whether the plan was just made or read from a checkpoint. */
const spelt = (condition: Condition | undefined): unknown => {
  if (condition === undefined) return null;
  if (condition.is === 'outcome') return [condition.step, condition.outcome];
  return [condition.is, condition.is === 'not' ? spelt(condition.of) : condition.of.map(spelt)];
};

/**
 * 16 hex digits of what a plan says about which step is launched when: from that alone follows what a Job proves of other
 * steps. Times, locks and notes are not in it. Every launch asks for it, and a large plan makes a long text.
 */
export const planDigest = remembered(({ steps, iterations, parallelism, failurePolicy, preset = [] }: Plan): string =>
  sha256(
    JSON.stringify([
      steps.map(({ id, experiment, condition, retries }) => [
        ...[id, experiment, spelt(condition)],
        retries === undefined ? null : [retries.limit, retries.on],
      ]),
      iterations.map(({ order }) => order),
      ...[parallelism, failurePolicy, preset],
    ]),
  ).slice(0, 16),
);
