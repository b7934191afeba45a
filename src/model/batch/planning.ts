import * as E from 'fp-ts/Either';
import { defined } from '../json/json-object.ts';
import type { Problem } from '../json/problem.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import { atOnceNotes } from '../plan/at-once-text.ts';
import { mentionsOf } from '../plan/dependency-graph.ts';
import { impliedMutexes } from '../plan/overlap.ts';
import { behindNeeds, neverPicked, pickSteps } from '../plan/pick.ts';
import type { Draw, Plan, PlannedIteration } from '../plan/plan.ts';
import type { PlannedStep } from '../plan/planned-step.ts';
import { integerBetween, shuffle, streamFor } from '../plan/random.ts';
import { printDuration } from '../text/duration.ts';
import type { Batch, BatchStep } from './batch.ts';
import { type BatchSteps, resolveBatch } from './batch-check.ts';
import { defaultPlan } from './default-plan.ts';

/** One entry of the engine's `spec.experiments`. */
interface PlanningEntry {
  readonly name: string;
  /** `components.env` of the entry. */
  readonly env?: readonly EnvVar[];
}

export interface PlanningInput {
  readonly entries: readonly PlanningEntry[];
  /** Absent: declared order, one at a time, on after a failure, once. */
  readonly batch?: Batch;
  /** The environment that a ChaosExperiment declares; undefined when it is not known. */
  readonly experiments?: (name: string) => readonly EnvVar[] | undefined;
  /** What the runner itself passes on, such as TARGETS; of the lowest precedence. */
  readonly runnerEnv?: readonly EnvVar[];
  /** For random draws when the document names no seed: a whole number from 0 to 2^53 - 1, drawn by the caller. */
  readonly seed?: number;
}

/** Whether the document asks for anything random, so that a seed is needed. */
const isRandom = ({ order, pick, minInterval }: Batch): boolean =>
  order === 'random' || pick !== undefined || (minInterval !== undefined && minInterval.minMs < minInterval.maxMs);

/**
 * The plan: what will run, in which order, all random draws made. The same input gives the same plan. Left: every problem
 * of the document for this engine.
 */
export const makePlan = (input: PlanningInput): E.Either<readonly Problem[], Plan> => {
  const { batch, entries } = input;
  const names = entries.map(({ name }) => name);
  if (!batch) return E.right(defaultPlan(names));
  const resolved = resolveBatch(batch, names);
  if (E.isLeft(resolved)) return resolved;
  const seed = isRandom(batch) ? (batch.seed ?? input.seed) : batch.seed;
  if (isRandom(batch) && seed === undefined) {
    return E.left([{ path: ['seed'], message: 'random order, pick and interval need a seed, and none was given' }]);
  }
  return E.right(planOf(input, batch, resolved.right, names, seed));
};

const planOf = (
  input: PlanningInput,
  batch: Batch,
  resolved: BatchSteps,
  names: readonly string[],
  seed: number | undefined,
): Plan => {
  const { ids, conditions } = resolved;
  const parallelism = batch.parallelism ?? 1;
  const implied = impliedMutexes({
    ids,
    names,
    conditions,
    parallelism,
    environments: input.entries.map((entry) => [
      ...(input.runnerEnv ?? []),
      ...(input.experiments?.(entry.name) ?? []),
      ...(entry.env ?? []),
    ]),
    declared: ids.map((id) => mutexesOf(batch.steps?.get(id))),
    allowOverlap: ids.map((id) => batch.steps?.get(id)?.allowOverlap === true),
  });
  const steps = ids.map((id, entry) => {
    const own = batch.steps?.get(id);
    return {
      id,
      experiment: names[entry] ?? id,
      entry,
      ...defined({ condition: conditions[entry] }),
      ...settings(own),
      mutexes: [...new Set([...mutexesOf(own), ...(implied.mutexes[entry] ?? [])])].sort(),
    };
  });
  const mentions = mentionsOf(conditions);
  const { iterations, draws } = drawIterations(batch, ids, mentions, seed);
  const drawnSeed: readonly Draw[] =
    seed !== undefined && batch.seed === undefined ? [{ what: 'seed', value: seed }] : [];
  const plan: Plan = {
    version: 1,
    parallelism,
    failurePolicy: batch.failurePolicy ?? 'continue',
    steps,
    iterations,
    ...defined({ timeoutMs: batch.timeout, iterationTimeoutMs: batch.iterationTimeout, seed }),
    draws: [...drawnSeed, ...draws],
    notes: [],
  };
  return { ...plan, notes: [...implied.notes, ...atOnceNotes(plan), ...notesOf(batch, ids, mentions)] };
};

const mutexesOf = (step: BatchStep | undefined): readonly string[] => [step?.mutex ?? []].flat();

const settings = ({ retries, timeout }: BatchStep = {}): Pick<PlannedStep, 'retries' | 'timeoutMs'> => ({
  ...(retries && { retries: { limit: retries.limit, on: retries.on ?? ['Error'], backoffMs: retries.backoff ?? 0 } }),
  ...defined({ timeoutMs: timeout }),
});

interface Drawn {
  readonly iterations: readonly PlannedIteration[];
  readonly draws: readonly Draw[];
}

/** Every iteration draws from streams of its own, so that more iterations never change the earlier ones. */
const drawIterations = (
  batch: Batch,
  ids: readonly string[],
  mentions: readonly (readonly number[])[],
  seed = 0,
): Drawn => {
  const { pick, minInterval } = batch;
  const declared = [...ids.keys()];
  const draws: Draw[] = [];
  const iterations: PlannedIteration[] = [];
  const named = (steps: readonly number[]): readonly string[] => steps.map((step) => ids[step] ?? '');
  for (let iteration = 1; iteration <= (batch.iterations ?? 1); iteration += 1) {
    let order: readonly number[] = declared;
    if (pick !== undefined) {
      const picked = pickSteps(streamFor(seed, `pick/${iteration}`), mentions, pick, declared);
      draws.push({ what: 'pick', iteration, value: named(picked) });
      order = picked.toSorted((left, right) => left - right);
    }
    if (batch.order === 'random') {
      order = behindNeeds(shuffle(streamFor(seed, `order/${iteration}`), order), mentions);
      draws.push({ what: 'order', iteration, value: named(order) });
    }
    let intervalMs = iteration === 1 ? 0 : (minInterval?.minMs ?? 0);
    if (iteration > 1 && minInterval && minInterval.minMs < minInterval.maxMs) {
      intervalMs = integerBetween(streamFor(seed, `interval/${iteration}`), minInterval.minMs, minInterval.maxMs);
      draws.push({ what: 'interval', iteration, value: intervalMs });
    }
    iterations.push({ order, intervalMs });
  }
  return { iterations, draws };
};

const notesOf = (batch: Batch, ids: readonly string[], mentions: readonly (readonly number[])[]): readonly string[] => {
  const notes: string[] = [];
  if (batch.pick !== undefined) {
    for (const step of neverPicked(mentions, batch.pick)) {
      notes.push(`${ids[step]} depends on so many steps that it is never among ${batch.pick} drawn ones.`);
    }
  }
  if (batch.minInterval !== undefined && (batch.iterations ?? 1) === 1) {
    notes.push(`minInterval ${printDuration(batch.minInterval.minMs)} has no effect: there is only one iteration.`);
  }
  return notes;
};
