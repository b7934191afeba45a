import { describe, expect, it } from 'vitest';
import { integerBelow, streamFor } from '../../src/model/plan/random.ts';
import { differences, inParallel } from './expectations.ts';
import { type CrashPoint, runWorld } from './world.ts';

/** Four steps in two iterations, one of them with a second attempt in each. */
const executions = 10;
const fewestCrashPoints = 60;
const pairs = 20;
const width = 3;
const limitMs = 30 * 60_000;

const named = (crashes: readonly CrashPoint[]): string =>
  crashes.map(({ write, when }) => `${when} write ${write}`).join(', ');

const sweep = async (all: readonly (readonly CrashPoint[])[]): Promise<readonly string[]> => {
  const failures: string[] = [];
  await inParallel(all, width, async (crashes) => {
    const seen = await runWorld({ crashes });
    const found = differences(seen, executions);
    if (found.length > 0) failures.push(`killed ${named(crashes)}: ${found.join('; ')}`);
  });
  return failures;
};

describe('a runner that is killed', () => {
  it('comes to the same end as an undisturbed one, wherever it is killed once', { timeout: limitMs }, async () => {
    const undisturbed = await runWorld();
    expect(differences(undisturbed, executions)).toEqual([]);
    const points = undisturbed.writes.flatMap((_, index) =>
      (['before', 'after'] as const).map((when) => [{ write: index + 1, when }]),
    );
    console.log(`crash points: ${points.length}`);
    expect(points.length).toBeGreaterThanOrEqual(fewestCrashPoints);
    expect(await sweep(points)).toEqual([]);
  });

  it('comes to the same end when it is killed twice', { timeout: limitMs }, async () => {
    const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
    console.log(`seed of the pairs of crashes: ${seed} (CRASH_SEED repeats it)`);
    const stream = streamFor(seed, 'crashes');
    const { writes } = await runWorld();
    const draw = (from: number): CrashPoint => ({
      write: from + 1 + integerBelow(stream, writes.length - from - 1),
      when: integerBelow(stream, 2) === 0 ? 'before' : 'after',
    });
    const all = Array.from({ length: pairs }, () => {
      const first = draw(0);
      return [first, draw(Math.min(first.write, writes.length - 2))];
    });
    expect(await sweep(all)).toEqual([]);
  });
});
