import * as E from 'fp-ts/Either';
import { traverseWithIndex } from 'fp-ts/ReadonlyArray';
import type { Path, Problem } from '../json/problem.ts';
import { validation } from '../json/validation.ts';
import { batchLimits } from '../plan/batch-limits.ts';
import type { Condition } from '../plan/condition.ts';
import { parseCondition } from '../plan/condition-parser.ts';
import { type ExpressionProblem, withCaret } from '../plan/condition-tokens.ts';
import { type Conditions, cyclesOf, printCycle } from '../plan/dependency-graph.ts';
import { canBeTrue } from '../plan/satisfiability.ts';
import { didYouMean } from '../text/nearest.ts';
import type { Batch } from './batch.ts';
import { type PlacedProblem, readBatch } from './batch-document.ts';
import { stepIds } from './default-plan.ts';

/** What a batch refers to: the entries of an engine, in declared order. */
export interface BatchSteps {
  /** The ids of the steps, see `stepIds`. */
  readonly ids: readonly string[];
  /** By index into the ids. */
  readonly conditions: Conditions;
}

const unknownStep = (path: Path, id: string, ids: readonly string[]): Problem => {
  const all = `the steps are ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}`;
  return { path, message: `no step is called "${id}"`, hint: all, ...didYouMean(id, ids) };
};

/** One expression, or the entries of a list, which all have to hold. Problems name the column and show it with a caret. */
const conditionFrom = (
  dependsOn: string | readonly string[],
  path: Path,
  indexOf: ReadonlyMap<string, number>,
): E.Either<readonly Problem[], Condition> => {
  const isList = typeof dependsOn !== 'string';
  const parsed = traverseWithIndex(validation<Problem>())((index, text: string) =>
    E.mapLeft((problems: readonly ExpressionProblem[]) =>
      problems.map(({ column, message, hint }) => {
        const meant = hint === undefined ? '' : `; ${hint}`;
        const said = `column ${column}: ${message}${meant}\n${withCaret(text, column)}`;
        return { path: isList ? [...path, index] : path, message: said };
      }),
    )(parseCondition(text, indexOf)),
  )(isList ? dependsOn : [dependsOn]);
  return E.map((of: readonly Condition[]): Condition => {
    const [only] = of;
    return of.length === 1 && only ? only : { is: 'all', of };
  })(parsed);
};

const dependencyProblems = (conditions: Conditions, ids: readonly string[]): readonly Problem[] => {
  const problem = (step: number, message: string): Problem => ({
    path: ['steps', ids[step] ?? '', 'dependsOn'],
    message,
  });
  const cycles = cyclesOf(conditions);
  if (cycles.length > 0)
    return cycles.map((cycle) => problem(cycle[0] ?? 0, `the steps wait for each other: ${printCycle(cycle, ids)}`));
  const never = 'this can never be true, whatever the outcomes of the steps';
  return conditions.flatMap((condition, step) =>
    condition && canBeTrue(condition, conditions) === 'no' ? [problem(step, never)] : [],
  );
};

const sizeProblems = (batch: Batch, steps: number): readonly Problem[] => {
  const problems: Problem[] = [];
  if (steps === 0) problems.push({ path: [], message: 'the engine has no experiments, so there is nothing to run' });
  if (steps > batchLimits.steps) {
    const message = `the engine has ${steps} experiments: at most ${batchLimits.steps} can be one batch`;
    problems.push({ path: [], message });
  }
  if (batch.pick !== undefined && batch.pick > steps) {
    problems.push({ path: ['pick'], message: `${batch.pick} steps cannot be drawn from ${steps}` });
  }
  const executions = (batch.iterations ?? 1) * Math.min(batch.pick ?? steps, steps);
  if (executions > batchLimits.executions) {
    const message = `${executions} executions of steps in all: at most ${batchLimits.executions} can be one run`;
    problems.push({ path: ['iterations'], message });
  }
  return problems;
};

/** What the settings mean for the engine with these entries. Left: every problem at once. */
export const resolveBatch = (batch: Batch, names: readonly string[]): E.Either<readonly Problem[], BatchSteps> => {
  const ids = stepIds(names);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const conditions: (Condition | undefined)[] = ids.map(() => undefined);
  const problems: Problem[] = [...sizeProblems(batch, ids.length)];
  for (const [id, { dependsOn }] of batch.steps ?? []) {
    const step = indexOf.get(id);
    if (step === undefined) problems.push(unknownStep(['steps', id], id, ids));
    if (dependsOn === undefined) continue;
    const condition = conditionFrom(dependsOn, ['steps', id, 'dependsOn'], indexOf);
    if (E.isLeft(condition)) problems.push(...condition.left);
    else if (step !== undefined) conditions[step] = condition.right;
  }
  problems.push(...dependencyProblems(conditions, ids));
  return problems.length > 0 ? E.left(problems) : E.right({ ids, conditions });
};

/** As much of an engine as a batch needs. */
export interface EngineOfBatch {
  readonly spec: { readonly experiments: readonly { readonly name: string }[] };
}

/**
 * Everything that can be told to be wrong with a batch document and the engine that it is for, without a cluster, each
 * problem with its line and column in the text where it has one. Empty when nothing is wrong.
 */
export const checkBatch = (text: string, engine: EngineOfBatch): readonly PlacedProblem[] => {
  const document = readBatch(text);
  if (E.isLeft(document)) return document.left;
  const { batch, place } = document.right;
  const resolved = resolveBatch(
    batch,
    engine.spec.experiments.map(({ name }) => name),
  );
  return E.isLeft(resolved) ? resolved.left.map(place) : [];
};
