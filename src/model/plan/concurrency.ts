import { type Outcome, wasStarted } from '../litmus/outcome.ts';
import type { Condition } from './condition.ts';
import { type Conditions, dependencyOrder, mentionsOf } from './dependency-graph.ts';

/** A set of steps as bits, 32 a word. */
type Steps = Uint32Array;

const has = (set: Steps, step: number): boolean => ((set[step >>> 5] ?? 0) & (1 << (step & 31))) !== 0;

const add = (set: Steps, step: number): void => {
  set[step >>> 5] = (set[step >>> 5] ?? 0) | (1 << (step & 31));
};

const union = (into: Steps, other: Steps): void => {
  for (let word = 0; word < into.length; word += 1) into[word] = (into[word] ?? 0) | (other[word] ?? 0);
};

const intersect = (into: Steps, other: Steps): void => {
  for (let word = 0; word < into.length; word += 1) into[word] = (into[word] ?? 0) & (other[word] ?? 0);
};

/**
 * For each pair of steps whether they can run at the same time in one iteration: false only where every way to start the
 * one has the other ended. `a.Pass || c.Pass` may start while `a` runs, so it is not after `a`; a step that is skipped
 * early does not pass on what it waits for. The graph must have no cycle.
 */
export const concurrencyOf = (conditions: Conditions): ((left: number, right: number) => boolean) => {
  const words = (conditions.length + 31) >>> 5;
  /** What has surely ended when the step is started, and when it is skipped because its condition became false. */
  const whenStarted: Steps[] = conditions.map(() => new Uint32Array(words));
  const whenSkipped: Steps[] = conditions.map(() => new Uint32Array(words));

  /** What has surely ended when `step` is known to have this outcome. */
  const endedWith = (step: number, outcome: Outcome | 'Done' | undefined): Steps => {
    const ended = Uint32Array.from(whenStarted[step] ?? new Uint32Array(words));
    if (outcome === undefined || outcome === 'Done' || !wasStarted(outcome))
      intersect(ended, whenSkipped[step] ?? new Uint32Array(words));
    add(ended, step);
    return ended;
  };

  /** What has surely ended when the condition is known to be `truth`. */
  const endedWhen = (condition: Condition, truth: boolean): Steps => {
    if (condition.is === 'outcome') return endedWith(condition.step, truth ? condition.outcome : undefined);
    if (condition.is === 'not') return endedWhen(condition.of, !truth);
    const [first, ...rest] = condition.of;
    const ended = first ? endedWhen(first, truth) : new Uint32Array(words);
    const combine = (condition.is === 'all') === truth ? union : intersect;
    for (const part of rest) combine(ended, endedWhen(part, truth));
    return ended;
  };

  for (const step of dependencyOrder(mentionsOf(conditions))) {
    const condition = conditions[step];
    if (!condition) continue;
    whenStarted[step] = endedWhen(condition, true);
    whenSkipped[step] = endedWhen(condition, false);
  }
  return (left, right) => {
    if (left === right) return false;
    const [before, after] = [whenStarted[left], whenStarted[right]];
    return !(before && has(before, right)) && !(after && has(after, left));
  };
};
