import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { RunEvent } from '../../../src/runner/publish/engine-event.ts';
import { createHoldUps } from '../../../src/runner/run/hold-ups.ts';
import { start } from '../fixtures.ts';
import { silent } from '../means.ts';

const withdrawn: ClusterError = { is: 'Withdrawn', message: 'the rule "delete jobs" is missing' };
const away: ClusterError = { is: 'Unavailable', message: 'nothing listens' };

const scene = () => {
  const published: RunEvent[] = [];
  const said: unknown[] = [];
  let now = start;
  const log = { ...silent, warn: (fields: object) => said.push(fields) };
  const clock = { now: () => now, elapsed: () => now, setTimer: () => () => undefined };
  const holdUps = createHoldUps({ clock, log, publish: (event) => published.push(event) });
  const seenAt = (ms: number, error: ClusterError, elapsedMs = 0): void => {
    now = start + ms;
    holdUps.sawRetry({ error, elapsedMs });
  };
  return { published, said, seenAt };
};

describe('what holds a run up', () => {
  it('is said at once as event and in the log, where it is a right that is missing', () => {
    const { published, said, seenAt } = scene();
    seenAt(0, withdrawn);
    expect(published).toMatchObject([
      { reason: 'RunHeldUp', warning: true, message: expect.stringContaining('the rule "delete jobs" is missing') },
    ]);
    expect(said).toEqual([{ cause: withdrawn.message }]);
  });

  it('is said once a minute as long as it lasts', () => {
    const { published, seenAt } = scene();
    for (let second = 0; second < 180; second += 1) seenAt(second * 1_000, withdrawn);
    expect(published.map(({ at }) => at - start)).toEqual([0, 60_000, 120_000]);
  });

  it('is said of a server that is away only when that lasts', () => {
    const { published, seenAt } = scene();
    seenAt(0, away, 29_000);
    expect(published).toEqual([]);
    seenAt(1_000, away, 30_000);
    expect(published).toHaveLength(1);
  });
});
