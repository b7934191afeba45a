import { referenceRows } from './reference-batch.ts';
import type { Seen } from './world.ts';

/** Everything in which a disturbed run differs from what an undisturbed one has to come to; empty: nothing. */
export const differences = (seen: Seen, executions: number): readonly string[] => {
  const found: string[] = [];
  if (seen.exitCode !== 0) found.push(`exit code ${seen.exitCode} after ${seen.processes} processes`);
  if (JSON.stringify(seen.rows) !== JSON.stringify(referenceRows)) found.push(`rows ${JSON.stringify(seen.rows)}`);
  for (const [job, times] of seen.created) if (times !== 1) found.push(`Job ${job} created ${times} times`);
  if (seen.created.size !== executions) found.push(`${seen.created.size} Jobs instead of ${executions}`);
  if (seen.residue.length > 0) found.push(`left behind: ${seen.residue.join(', ')}`);
  return [...found, ...seen.problems];
};

/** Does `work` for all items, `width` of them at once. */
export const inParallel = async <A>(
  items: readonly A[],
  width: number,
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
};
