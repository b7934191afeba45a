import type { Ground } from '../ground.ts';

/** The rows of one engine, as they end. */
export interface Rows {
  readonly ended: () => number;
  readonly passed: () => number;
  /** When the latest row has ended, in milliseconds since the epoch. */
  readonly lastAt: () => number;
  /** Resolves once so many rows have ended. */
  readonly untilEnded: (count: number) => Promise<void>;
  readonly close: () => void;
}

interface Row {
  readonly status: string;
  readonly verdict: string;
}

/** Follows the rows of an engine from now on. They are only counted: there may be thousands in each change. */
export async function followRows({ place, namespace }: Ground, engine: string): Promise<Rows> {
  let [ended, passed, lastAt] = [0, 0, 0];
  const waiting = new Set<() => void>();
  const close = await place.follow('ChaosEngine', namespace, ({ metadata, status }) => {
    if (metadata.name !== engine) return;
    const { experiments = [] } = (status ?? {}) as { readonly experiments?: readonly Row[] };
    const done = experiments.filter((row) => row.status === 'Completed' && row.verdict !== 'Awaited');
    passed = done.filter(({ verdict }) => verdict === 'Pass').length;
    if (done.length > ended) [ended, lastAt] = [done.length, Date.now()];
    for (const check of waiting) check();
  });
  return {
    ended: () => ended,
    passed: () => passed,
    lastAt: () => lastAt,
    untilEnded: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (ended < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close,
  };
}
