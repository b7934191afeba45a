import { type ChaosResult, stillInjected } from './result.ts';

/** That many targets are named, the rest are counted: the list becomes part of records and of the checkpoint. */
const mostNamed = 8;

/** The targets on which a fault may still be on: what a result marks as injected, the first eight by name. */
export const injectedIn = (result: ChaosResult | undefined): readonly string[] => {
  const all = result === undefined ? [] : stillInjected(result);
  return all.length <= mostNamed ? all : [...all.slice(0, mostNamed), `${all.length - mostNamed} more`];
};

/** How many targets such a list stands for. */
export const targetCount = (targets: readonly string[]): number => {
  const more = moreIn(targets);
  return more === undefined ? targets.length : targets.length - 1 + more;
};

const moreIn = (targets: readonly string[]): number | undefined => {
  const found = /^(\d+) more$/.exec(targets.at(-1) ?? '');
  return found === null ? undefined : Number(found[1]);
};

/** A list of targets as a part of a sentence: `pod/a, pod/b and 3 more`. */
export const targetsText = (targets: readonly string[]): string =>
  moreIn(targets) === undefined ? targets.join(', ') : `${targets.slice(0, -1).join(', ')} and ${targets.at(-1) ?? ''}`;
