import { describe, expect, it } from 'vitest';
import { byOurClock, serverTime } from '../../src/runner/server-time.ts';
import { start } from './fixtures.ts';

const hour = 3_600_000;

/** Our clock stands at `start`, the server's so far ahead of it; undefined: it has not told. */
const clocks = (aheadMs: number | undefined) => ({
  clock: { now: () => start },
  cluster: { serverTime: () => (aheadMs === undefined ? undefined : start + aheadMs) },
});

describe('what the server has dated, by our clock', () => {
  it.each<readonly [string, number | undefined, number, number]>([
    ['was as long ago as it is by the clock of a server that is ahead', hour, start + hour - 90_000, start - 90_000],
    ['was as long ago as it is by the clock of a server that is behind', -hour, start - hour - 90_000, start - 90_000],
    ['stands as it is where the clocks agree but for a second and the way', -3_000, start - 90_000, start - 90_000],
    ['stands as it is where the server has not told its time', undefined, start - 90_000, start - 90_000],
    ['has been, whatever a node says whose clock is ahead of the server', 0, start + hour, start],
    ['has been, whatever a node says whose clock is ahead of all others', hour, start + 3 * hour, start],
    ['is told in whole milliseconds', hour + 0.25, start + hour - 90_000, start - 90_001],
  ])('%s', (_, aheadMs, at, expected) => {
    expect(byOurClock(clocks(aheadMs), at)).toBe(expected);
  });
});

it('the server has the last word on its time, and our clock where it has not told', () => {
  expect([serverTime(clocks(hour)), serverTime(clocks(undefined))]).toEqual([start + hour, start]);
});
