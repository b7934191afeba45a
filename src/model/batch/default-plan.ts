import type { Plan } from '../plan/plan.ts';
import type { PlannedStep } from '../plan/planned-step.ts';

/**
 * The ids of the entries of an engine as steps: the entry's name, for repeats the name with the next free suffix `-2`,
 * `-3`… A name that some entry carries literally is never given to a repeat of another one.
 */
export const stepIds = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names);
  const seen = new Set<string>();
  const next = new Map<string, number>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = next.get(name) ?? 2;
    while (taken.has(`${name}-${number}`)) number += 1;
    next.set(name, number + 1);
    taken.add(`${name}-${number}`);
    return `${name}-${number}`;
  });
};

/** The entries as steps without any condition, limit or lock. */
const plainSteps = (names: readonly string[]): readonly PlannedStep[] => {
  const ids = stepIds(names);
  return names.map((experiment, entry) => ({ id: ids[entry] ?? experiment, experiment, entry, mutexes: [] }));
};

/** The plan of an engine without a batch document: declared order, one at a time, on after a failure, once. */
export const defaultPlan = (names: readonly string[]): Plan => ({
  version: 1,
  parallelism: 1,
  failurePolicy: 'continue',
  steps: plainSteps(names),
  iterations: [{ order: names.map((_, entry) => entry), intervalMs: 0 }],
  draws: [],
  notes: [],
});
