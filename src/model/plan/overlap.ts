import type { EnvVar } from '../kube/object-parts.ts';
import { faultOf, type Mechanism } from '../litmus/fault-mechanisms.ts';
import { mayShareTarget, showTarget, type Target, targetOf } from '../litmus/fault-target.ts';
import { lockGroups } from './clique-cover.ts';
import { concurrencyOf } from './concurrency.ts';
import type { Conditions } from './dependency-graph.ts';
import { type KeptApart, lockPrefix, type MayMeet } from './mutual-exclusion.ts';
import { sharedResults } from './shared-results.ts';

/** What the overlap guard looks at; all lists are by index into the steps. */
export interface OverlapInput {
  readonly ids: readonly string[];
  /** Names of the ChaosExperiments. */
  readonly names: readonly string[];
  readonly conditions: Conditions;
  readonly parallelism: number;
  /** The merged environment, later entries win. */
  readonly environments: readonly (readonly EnvVar[])[];
  /** Mutexes that the document declares. */
  readonly declared: readonly (readonly string[])[];
  readonly allowOverlap: readonly boolean[];
}

export interface ImpliedMutexes {
  /** By index into the steps. */
  readonly mutexes: readonly (readonly string[])[];
  /** Sentences for people: which steps never run at once, and why. */
  readonly notes: readonly string[];
}

/**
 * The mutexes that no document has to declare: for steps that write the same ChaosResult, always; and for faults that use
 * the same mechanism on what may be the same target, unless `allowOverlap` is set on one of the two. Only steps that could
 * run at the same time get one. Faults that are not known are left alone.
 */
export const impliedMutexes = (input: OverlapInput): ImpliedMutexes => {
  const mutexes: string[][] = input.ids.map(() => []);
  if (input.parallelism < 2) return { mutexes, notes: [] };
  const atOnce = concurrencyOf(input.conditions);
  const mayMeet: MayMeet = (left, right) =>
    atOnce(left, right) && !(input.declared[left] ?? []).some((mutex) => input.declared[right]?.includes(mutex));
  const apart = [...sharedResults(input, mayMeet), ...sharedMechanisms(input, mayMeet)];
  for (const { mutex, steps } of apart) for (const step of steps) mutexes[step]?.push(mutex);
  return {
    mutexes,
    notes: apart.map(({ steps, reason, mutex }) => `${listed(steps, input.ids)} ${reason} (mutex ${mutex}).`),
  };
};

const listed = (steps: readonly number[], ids: readonly string[]): string => {
  const names = steps.map((step) => ids[step] ?? `step ${step}`);
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
};

/** Steps with one mechanism and the very same target. */
interface Group {
  readonly target: Target;
  readonly steps: number[];
}

const groupsByMechanism = (input: OverlapInput): ReadonlyMap<Mechanism, readonly Group[]> => {
  const found = new Map<Mechanism, Map<string, Group>>();
  input.names.forEach((name, step) => {
    const fault = faultOf(name);
    if (!fault || input.allowOverlap[step]) return;
    const target = targetOf(fault.mechanism.scope, input.environments[step] ?? [], fault.named);
    const groups = found.get(fault.mechanism) ?? new Map<string, Group>();
    found.set(fault.mechanism, groups);
    const key = JSON.stringify(target);
    const group = groups.get(key) ?? { target, steps: [] };
    groups.set(key, group);
    group.steps.push(step);
  });
  return new Map([...found].map(([mechanism, groups]) => [mechanism, [...groups.values()]]));
};

/** Without the steps that can meet no other one of these: those need no lock. */
const thoseThatMeet = (groups: readonly Group[], mayMeet: MayMeet): readonly Group[] => {
  const all = groups.flatMap(({ steps }) => steps);
  const meets = new Set(all.filter((step) => all.some((other) => mayMeet(step, other))));
  return groups
    .map(({ target, steps }) => ({ target, steps: steps.filter((step) => meets.has(step)) }))
    .filter(({ steps }) => steps.length > 0);
};

const sharedMechanisms = (input: OverlapInput, mayMeet: MayMeet): readonly KeptApart[] =>
  [...groupsByMechanism(input)].flatMap(([mechanism, all]) => {
    const groups = thoseThatMeet(all, mayMeet);
    const meeting = (left: Group, right: Group): boolean =>
      mayShareTarget(left.target, right.target) &&
      left.steps.some((one) => right.steps.some((other) => mayMeet(one, other)));
    const joined = (left: number, right: number): boolean => {
      const [one, other] = [groups[left], groups[right]];
      return one !== undefined && other !== undefined && meeting(one, other);
    };
    const locks = lockGroups(groups.length, joined, mostLocks);
    const inSome = new Set(locks.groups.flat());
    const alone = [...groups.keys()].filter((group) => !inSome.has(group) && joined(group, group));
    return [...locks.groups, ...alone.map((group) => [group])].map((lock, index) => {
      const members = lock.flatMap((group) => groups[group] ?? []);
      return kept(mechanism, index, members, locks.exact || lock.length === 1);
    });
  });

/** More locks of one mechanism make a plan that nobody can check, and that is large. */
const mostLocks = 50;

const kept = (mechanism: Mechanism, index: number, groups: readonly Group[], exact: boolean): KeptApart => {
  const steps = groups.flatMap((group) => group.steps).sort((left, right) => left - right);
  const targets = groups.map(({ target }) => showTarget(target));
  const shown = targets.length > 3 ? [...targets.slice(0, 3), `${targets.length - 3} more`] : targets;
  const which = steps.length === 2 ? 'both' : 'all';
  const coarse = exact ? '' : ', too many different targets to keep apart only those that need it';
  const where =
    groups.length > 1
      ? `what may be the same target: ${shown.join('; ')}`
      : Object.keys(groups[0]?.target ?? {}).length === 0
        ? 'what may be the same target, because their environment names none'
        : `the same target, ${shown[0]}`;
  return {
    mutex: `${lockPrefix.overlap}${mechanism.name}${index === 0 ? '' : `-${index + 1}`}`,
    steps,
    reason: `never run at once: ${which} ${mechanism.shares}, on ${where}${coarse}`,
  };
};
