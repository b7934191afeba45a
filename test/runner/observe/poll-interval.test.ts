import { expect, test } from 'vitest';
import { intervalFor, pollInterval, waitAfter } from '../../../src/runner/observe/poll-interval.ts';

const launched = { launchedAt: 0 };
const running = { launchedAt: 0, startedAt: 1_000 };

test('a container that has just started is looked at as often as one that is about to', () => {
  expect(intervalFor(launched, 1_000)).toBe(300);
  expect(intervalFor(running, 2_000)).toBe(300);
});

test('what lies far in the future, by another clock, is looked at once a second; what lies just ahead has just happened', () => {
  expect(intervalFor({ launchedAt: 3_600_000 }, 0)).toBe(1_000);
  expect(intervalFor({ launchedAt: 0, startedAt: 3_600_000 }, 0)).toBe(1_000);
  expect(intervalFor({ launchedAt: 2_000 }, 0)).toBe(300);
  expect(intervalFor({ launchedAt: 0, startedAt: 2_000 }, 0)).toBe(300);
});

test('in the long middle of a known duration looks are five seconds apart, and one second near its end', () => {
  const known = { ...running, expectedMs: 60_000 };
  expect(intervalFor(known, 20_000)).toBe(5_000);
  expect(intervalFor(known, 60_000)).toBe(1_000);
  expect(intervalFor(known, 90_000)).toBe(1_000);
});

test('a look at a known duration never comes later than a second after its end', () => {
  for (let elapsed = 10_000; elapsed < 60_000; elapsed += 250) {
    const interval = intervalFor({ ...running, expectedMs: 60_000 }, 1_000 + elapsed);
    expect(elapsed + interval).toBeLessThanOrEqual(61_000);
  }
});

test('the step that is nearest to a change says how often all are looked at', () => {
  const slow = { ...running, expectedMs: 3_600_000 };
  expect(pollInterval([slow], 600_000)).toBe(5_000);
  expect(pollInterval([slow, { launchedAt: 599_000 }], 600_000)).toBe(300);
});

const justLaunched = { launchedAt: 599_000 };
const justStarted = { launchedAt: 590_000, startedAt: 599_000 };
const inTheMiddle = { ...running, expectedMs: 3_600_000 };

test('a list that took long is followed by a longer wait, of a second at most', () => {
  for (const step of [justLaunched, justStarted]) {
    expect(waitAfter(10, [step], 600_000)).toBe(300);
    expect(waitAfter(2_000, [step], 600_000)).toBe(1_000);
  }
  expect(waitAfter(2_000, [inTheMiddle], 600_000)).toBe(5_000);
});

test('the wait after a list that took long is longer while pods start than when only ends are awaited', () => {
  expect(waitAfter(100, [justStarted, justLaunched], 600_000)).toBe(800);
  expect(waitAfter(200, [justStarted], 600_000)).toBe(400);
});
