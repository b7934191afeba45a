import { type Condition, stepsOf } from './condition.ts';

/** Conditions by index into the steps; undefined: none. */
export type Conditions = readonly (Condition | undefined)[];

/** The steps that each step's condition mentions. */
export const mentionsOf = (conditions: Conditions): readonly (readonly number[])[] =>
  conditions.map((condition) => (condition ? stepsOf(condition) : []));

/**
 * The steps in an order in which each follows all that it mentions, as far as there is one; steps that are on a cycle, or
 * depend on one, are missing.
 */
export const dependencyOrder = (mentions: readonly (readonly number[])[]): readonly number[] => {
  const dependents: number[][] = mentions.map(() => []);
  const missing = mentions.map((needed, step) => {
    for (const one of needed) dependents[one]?.push(step);
    return needed.length;
  });
  const order = missing.flatMap((count, step) => (count === 0 ? [step] : []));
  for (const step of order) {
    for (const dependent of dependents[step] ?? []) {
      const left = (missing[dependent] ?? 0) - 1;
      missing[dependent] = left;
      if (left === 0) order.push(dependent);
    }
  }
  return order;
};

/**
 * Cycles of dependencies, each as the path of its steps: every step mentions the next, the last one the first. Empty when
 * and only when there is none; no step is on two of the paths.
 */
export const cyclesOf = (conditions: Conditions): readonly (readonly number[])[] => {
  const mentions = mentionsOf(conditions);
  const free = new Set(dependencyOrder(mentions));
  const cycles: (readonly number[])[] = [];
  mentions.forEach((_, start) => {
    // Each step that is left mentions another one that is left, so this walk ends where it has been, or at a known path.
    const path: number[] = [];
    const places = new Map<number, number>();
    let step: number | undefined = start;
    while (step !== undefined && !free.has(step) && !places.has(step)) {
      places.set(step, path.length);
      path.push(step);
      step = mentions[step]?.find((needed) => !free.has(needed));
    }
    const from = step === undefined ? undefined : places.get(step);
    if (from !== undefined) cycles.push(path.slice(from));
    for (const one of path) free.add(one);
  });
  return cycles;
};

/** `a → b → a`, for people. `ids` is indexed like the steps; long paths are cut in the middle. */
export const printCycle = (cycle: readonly number[], ids: readonly string[]): string => {
  const names = [...cycle, ...cycle.slice(0, 1)].map((step) => ids[step] ?? `step ${step}`);
  const shown = names.length <= 20 ? names : [...names.slice(0, 10), `(${names.length - 19} more)`, ...names.slice(-9)];
  return shown.join(' → ');
};
