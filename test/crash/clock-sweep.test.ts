import { expect, it } from 'vitest';
import { integerBelow, streamFor } from '../../src/model/plan/random.ts';
import { openGround } from '../runner-e2e/ground.ts';
import { type MachineClock, machineClock } from '../runner-e2e/machine-clock.ts';
import { differences, inParallel } from './expectations.ts';
import { account, engineName, referenceObjects } from './reference-batch.ts';
import { seenIn } from './seen-in-process.ts';

const hour = 3_600_000;
const width = 10;
const executions = 10;
const runs = 60;
const limitMs = 10 * 60_000;

/** One run of the reference batch on a machine whose clock the seed sets, forward and back, at one record in four. */
const runOnASetClock = async (seed: number): Promise<readonly string[]> => {
  const stream = streamFor(seed, 'clock');
  const sets: string[] = [];
  const machine: { clock?: MachineClock } = {};
  const ground = await openGround({
    objects: referenceObjects(),
    account,
    engine: engineName,
    seed,
    speed: 6,
    extras: { watch: seed % 2 === 0 },
    onRecord: ({ data }) => {
      if (integerBelow(stream, 4) > 0) return;
      const by = integerBelow(stream, 4 * hour) - 2 * hour;
      machine.clock?.set(by);
      sets.push(`${Math.round(by / 1_000)} s at record ${data.sequence}`);
    },
  });
  try {
    machine.clock = machineClock(ground.clock, integerBelow(stream, 2 * hour) - hour);
    const exitCode = await ground.start({ mode: 'pod', holder: 'the-pod', clock: machine.clock.clock }).exited;
    const overdue = ground
      .records()
      .filter(({ data: { event } }) => event.type === 'TIMER' && event.timer === 'overdue');
    const found = [
      ...differences(seenIn(ground, exitCode), executions),
      ...overdue.map(({ subject }) => `${subject} was called overdue`),
    ];
    return found.length === 0 ? [] : [`SWEEP_SEED=${seed} SWEEP_RUNS=1: ${found.join('; ')} after ${sets.join(', ')}`];
  } finally {
    await ground.close();
  }
};

it('comes to the same end on a machine whose clock is set again and again', { timeout: limitMs }, async () => {
  const first = Number(process.env.SWEEP_SEED ?? Date.now() % 1_000_000);
  const seeds = Array.from({ length: Number(process.env.SWEEP_RUNS ?? runs) }, (_, index) => first + index);
  const failures: string[] = [];
  await inParallel(seeds, width, async (seed) => void failures.push(...(await runOnASetClock(seed))));
  console.log(`SWEEP_SEED=${first}, ${seeds.length} runs`);
  expect(failures).toEqual([]);
});
