import * as E from 'fp-ts/Either';
import type { Problem } from '../json/problem.ts';
import { strictProblems } from '../json/strict.ts';
import { type Plan, planCodec } from './plan.ts';
import { planProblems } from './plan-check.ts';

/**
 * A plan that was read as data, such as a file for `--plan` or a record: strict, and everything that the machines rely on
 * is checked, because a person may have edited it. Left: every problem at once.
 */
export const decodePlan = (value: unknown): E.Either<readonly Problem[], Plan> => {
  const decoded = planCodec.decode(value);
  if (E.isLeft(decoded)) return E.left(strictProblems(decoded.left));
  const problems = planProblems(decoded.right);
  return problems.length > 0 ? E.left(problems) : decoded;
};

/** The plan as JSON for a file; `readPlan` gives the same plan again. */
export const writePlan = (plan: Plan): string => `${JSON.stringify(plan, null, 2)}\n`;
