import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sleep, steadyTime, systemClock } from '../../src/cluster/clock.ts';

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

  it('goes on at its own pace where the clock on the wall is set forward: nothing becomes due by that', () => {
    const { now, pass, set } = machine();
    set(hour);
    pass(500);
    expect(now()).toBe(start + 500);
  });

  it('passes as time does, however often the clock on the wall is set', () => {
    const step = fc.record({ pass: fc.nat(10 * hour), set: fc.integer({ min: -10 * hour, max: 10 * hour }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const { now, pass, set } = machine();
        let passed = 0;
        for (const each of steps) {
          set(each.set);
          pass(each.pass);
          passed += each.pass;
          expect(now()).toBe(start + passed);
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

describe.each([
  ['back', -hour],
  ['forward', hour],
])('the clock of a process whose machine is set %s by an hour', (_, by) => {
  const setIt = (): void => {
    const wall = Date.now.bind(Date);
    const spied = vi.spyOn(Date, 'now').mockImplementation(() => wall() + by);
    onTestFinished(() => spied.mockRestore());
  };

  it('is not set', () => {
    const before = systemClock.now();
    setIt();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    expect(systemClock.now()).toBeLessThan(before + hour / 2);
  });

  it('lets a timer go off that was to go off soon', async () => {
    const due = systemClock.now() + 20;
    setIt();
    await new Promise<void>((resolve) => systemClock.setTimer(due, resolve));
    await sleep(systemClock, 1);
  });
});
