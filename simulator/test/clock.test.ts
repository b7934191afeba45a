import { expect, test } from 'vitest';
import { manualClock, realClock, scopedClock } from '../clock.ts';

test('a clock that is moved runs its timers in order, each at its own time', () => {
  const clock = manualClock(0);
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, clock.now()]);
  clock.setTimer(20, note('late'));
  clock.setTimer(10, note('first'));
  clock.setTimer(10, note('second'));
  clock.setTimer(10, () => clock.setTimer(15, note('nested')));
  clock.setTimer(12, note('cancelled'))();
  clock.advance(30);
  expect(seen).toEqual([
    ['first', 10],
    ['second', 10],
    ['nested', 15],
    ['late', 20],
  ]);
  expect(clock.now()).toBe(30);
});

test('a timer in the past runs with the next move and not before', () => {
  const clock = manualClock(100);
  const seen: number[] = [];
  clock.setTimer(5, () => seen.push(clock.now()));
  expect(seen).toEqual([]);
  clock.advance(0);
  expect(seen).toEqual([100]);
});

test('advanceUntil stops as soon as the condition holds, or at its limit', () => {
  const clock = manualClock(0);
  let count = 0;
  const tick = (): void => {
    count += 1;
    clock.setTimer(clock.now() + 10, tick);
  };
  clock.setTimer(10, tick);
  expect(clock.advanceUntil(() => count === 3, 1_000)).toBe(true);
  expect(clock.now()).toBe(30);
  expect(clock.advanceUntil(() => count === 100, 50)).toBe(false);
});

test('many timers set in any order run in theirs', () => {
  const clock = manualClock(0);
  const seen: number[] = [];
  for (let i = 0; i < 1_000; i += 1) clock.setTimer((i * 7919) % 1009, () => seen.push(clock.now()));
  clock.advance(2_000);
  expect(seen).toHaveLength(1_000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

test('a closed scope runs nothing any more', () => {
  const clock = manualClock(0);
  const scope = scopedClock(clock);
  const seen: string[] = [];
  scope.setTimer(10, () => seen.push('before'));
  scope.setTimer(20, () => seen.push('after'));
  clock.advance(15);
  scope.close();
  scope.setTimer(30, () => seen.push('late'));
  clock.advance(100);
  expect(seen).toEqual(['before']);
});

test('a fast clock calls its timers not before their simulated time', async () => {
  const clock = realClock(1_000);
  const start = clock.now();
  const end = await new Promise<number>((resolve) => clock.setTimer(start + 5_000, () => resolve(clock.now())));
  expect(end - start).toBeGreaterThanOrEqual(5_000);
});

test('a clock of another time shows that at first', () => {
  expect(realClock(0, 1_000).now()).toBe(1_000);
});
