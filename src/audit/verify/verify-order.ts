import { countBelow, type Node } from './verify-nodes.ts';

/** Marks of the longest rising subsequence: the elements that may stay where they are. O(n log n). */
const longestRising = (values: readonly number[]): readonly boolean[] => {
  const before: number[] = new Array(values.length).fill(-1);
  const tails: number[] = [];
  values.forEach((value, at) => {
    const length = countBelow(tails, (tail) => (values[tail] ?? 0) < value);
    before[at] = tails[length - 1] ?? -1;
    tails[length] = at;
  });
  const keeps: boolean[] = new Array(values.length).fill(false);
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) keeps[at] = true;
  return keeps;
};

export interface Displaced {
  /** Neighbours in the log that are out of place together, first and last. */
  readonly first: Node;
  readonly last: Node;
  /** The node that they stand behind in the log; undefined at the very beginning. */
  readonly behind: Node | undefined;
}

/**
 * The smallest set of lines that would have to be moved so that the log is in order. `log`: nodes in the order of the
 * lines; `right`: the same nodes in the order in which they were written.
 */
export const displaced = (log: readonly Node[], right: readonly Node[]): Displaced[] => {
  const rank = new Map(right.map((node, at) => [node, at]));
  const placed = log.filter((node) => rank.has(node));
  const keeps = longestRising(placed.map((node) => rank.get(node) ?? 0));
  const found: Displaced[] = [];
  placed.forEach((node, at) => {
    if (keeps[at]) return;
    const group = found.at(-1);
    const neighbour = placed[at - 1];
    if (group !== undefined && group.last === neighbour && (rank.get(node) ?? 0) === (rank.get(group.last) ?? 0) + 1) {
      found[found.length - 1] = { ...group, last: node };
    } else found.push({ first: node, last: node, behind: neighbour });
  });
  return found;
};
