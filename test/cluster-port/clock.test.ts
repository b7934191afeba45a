import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { steadyTime, systemClock } from '../../src/cluster/clock.ts';
import { systemClock as runnerClock, sleep } from '../../src/runner/clock.ts';

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

/** A machine on which time passes, and whose clock on the wall is set. */
const machine = () => {
  let passed = 0;
  let offset = 0;
  return {
    now: steadyTime(
      () => start + passed + offset,
      () => passed,
    ),
    wall: () => start + passed + offset,
    pass: (ms: number) => {
      passed += ms;
    },
    set: (byMs: number) => {
      offset += byMs;
    },
  };
};

describe('the time of a process', () => {
  it('goes on where the clock on the wall is set back', () => {
    const { now, pass, set } = machine();
    pass(1_000);
    expect(now()).toBe(start + 1_000);
    set(-hour);
    pass(500);
    expect(now()).toBe(start + 1_500);
  });

  it('follows a clock that is set forward', () => {
    const { now, pass, set } = machine();
    set(hour);
    pass(500);
    expect(now()).toBe(start + hour + 500);
  });

  it('never runs backwards, never stands still while time passes, and is never behind the wall', () => {
    const step = fc.record({ pass: fc.nat(10 * hour), set: fc.integer({ min: -10 * hour, max: 10 * hour }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { now, wall, pass, set } = machine();
        let before = now();
        for (const each of steps) {
          set(each.set);
          pass(each.pass);
          const after = now();
          expect(after - before).toBeGreaterThanOrEqual(each.pass);
          expect(after).toBeGreaterThanOrEqual(wall());
          before = after;
        }
      }),
    );
  });

  it('is told in whole milliseconds', () => {
    expect(
      steadyTime(
        () => start,
        () => 0.75,
      )(),
    ).toBe(start);
  });
});

describe('the clocks of a process whose machine is set back by an hour', () => {
  const setBack = (): void => {
    const wall = Date.now.bind(Date);
    const spied = vi.spyOn(Date, 'now').mockImplementation(() => wall() - hour);
    onTestFinished(() => spied.mockRestore());
  };

  it('do not go back, and agree', () => {
    const before = systemClock.now();
    setBack();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(runnerClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.elapsed()).toBeLessThanOrEqual(runnerClock.elapsed());
  });

  it('let a timer go off that was to go off soon', async () => {
    const due = runnerClock.now() + 20;
    setBack();
    await new Promise<void>((resolve) => runnerClock.setTimer(due, resolve));
    await sleep(runnerClock, 1);
  });
});
