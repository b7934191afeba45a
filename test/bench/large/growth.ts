/** So many steps, and what a batch of them takes. */
export type Point = readonly [x: number, y: number];

/** The exponent b of `y = a·x^b` that fits best: the slope of a line through the logarithms. NaN of fewer than two points. */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const sums = logs.map(([x, y]) => [(x - meanX) * (y - meanY), (x - meanX) ** 2] as const);
  return sums.reduce((sum, [xy]) => sum + xy, 0) / sums.reduce((sum, [, xx]) => sum + xx, 0);
}

/**
 * How many steps there are beyond the first, and what they take: the start of the program would bend the line of small batches.
 * `alone`: what a batch of one step takes.
 */
export const beyondTheFirst = (alone: number, points: readonly Point[]): readonly Point[] =>
  points.map(([steps, taken]) => [steps - 1, taken - alone]);
