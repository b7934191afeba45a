import type { Problem } from '../json/problem.ts';
import { batchLimits } from './batch-limits.ts';
import { stepsOf } from './condition.ts';
import { cyclesOf, printCycle } from './dependency-graph.ts';
import type { Plan } from './plan.ts';

/**
 * Whether the parts of a plan fit together: what the machines rely on and never check. A plan that was made by this
 * program always does.
 */
export const planProblems = (plan: Plan): readonly Problem[] => {
  const problems = [...stepProblems(plan), ...sizeProblems(plan)];
  // Only for steps that are there can be said what is wrong with their order.
  return problems.length > 0
    ? problems
    : [...cycleProblems(plan), ...plan.iterations.flatMap((_, index) => iterationProblems(plan, index))];
};

/**
 * Whether the plan is for an engine with these entries: the same experiments at the places that the steps name. -1 names
 * no place: the step was asked for when the engine had no such entry.
 */
export const planFitsEngine = (plan: Plan, names: readonly string[]): readonly Problem[] =>
  plan.steps.flatMap(({ experiment, entry }, index) => {
    const message = `entry ${entry} of the engine is ${names[entry] ?? 'not there'}, not ${experiment}`;
    return entry === -1 || names[entry] === experiment ? [] : [{ path: ['steps', index, 'entry'], message }];
  });

const stepProblems = ({ steps, preset }: Plan): readonly Problem[] => {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  steps.forEach(({ id, condition }, index) => {
    if (seen.has(id)) problems.push({ path: ['steps', index, 'id'], message: `another step is called "${id}" too` });
    seen.add(id);
    for (const needed of condition ? stepsOf(condition) : []) {
      if (steps[needed]) continue;
      problems.push({ path: ['steps', index, 'condition'], message: `there is no step with the index ${needed}` });
    }
  });
  if (preset && preset.length !== steps.length) {
    problems.push({ path: ['preset'], message: `has ${preset.length} entries for ${steps.length} steps` });
  }
  return problems;
};

const sizeProblems = ({ steps, iterations }: Plan): readonly Problem[] => {
  const executions = iterations.reduce((sum, { order }) => sum + order.length, 0);
  const problems: Problem[] = [];
  if (steps.length > batchLimits.steps) {
    problems.push({ path: ['steps'], message: `${steps.length} steps: at most ${batchLimits.steps} can be one batch` });
  }
  if (executions > batchLimits.executions) {
    const message = `${executions} executions of steps in all: at most ${batchLimits.executions} can be one run`;
    problems.push({ path: ['iterations'], message });
  }
  if (iterations.length === 0) problems.push({ path: ['iterations'], message: 'there is no iteration' });
  return problems;
};

const cycleProblems = ({ steps }: Plan): readonly Problem[] =>
  cyclesOf(steps.map(({ condition }) => condition)).map((cycle) => {
    const ids = steps.map(({ id }) => id);
    const message = `the steps wait for each other: ${printCycle(cycle, ids)}`;
    return { path: ['steps', cycle[0] ?? 0, 'condition'], message };
  });

/** Each step once; what a step waits for runs in the same iteration or has an outcome already, else it waits for ever. */
const iterationProblems = (plan: Plan, iteration: number): readonly Problem[] => {
  const order = plan.iterations[iteration]?.order ?? [];
  const running = new Set(order);
  const problems: Problem[] = [];
  if (running.size < order.length)
    problems.push({ path: ['iterations', iteration, 'order'], message: 'has a step twice' });
  order.forEach((index, place) => {
    const path = ['iterations', iteration, 'order', place];
    const step = plan.steps[index];
    if (!step) problems.push({ path, message: `there is no step with the index ${index}` });
    if (plan.preset?.[index]) problems.push({ path, message: `${step?.id ?? index} has an outcome already` });
    for (const needed of step?.condition ? stepsOf(step.condition) : []) {
      if (running.has(needed) || plan.preset?.[needed]) continue;
      const message = `${step?.id} waits for ${plan.steps[needed]?.id ?? needed}, which is not in this iteration`;
      problems.push({ path, message });
    }
  });
  return problems;
};
