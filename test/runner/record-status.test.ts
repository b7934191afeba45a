import { describe, expect, it } from 'vitest';
import { recordStatus } from '../../src/runner/effects/record-status.ts';
import type { Flushed } from '../../src/runner/publish/status-writer.ts';
import { start } from './fixtures.ts';
import { instantClock } from './instant-clock.ts';

/** Writes the row of a step. `flushed`: how that ends; undefined: never. `hindered`: since when the server does not let it. */
const recorded = async (mayInject: boolean, flushed: Flushed | undefined, hindered?: number) => {
  const unfinished: string[] = [];
  const clock = instantClock(start);
  const run = {
    ...{ clock, signal: new AbortController().signal },
    writer: {
      flush: () => (flushed === undefined ? new Promise<Flushed>(() => undefined) : Promise.resolve(flushed)),
      hinderedSince: () => hindered,
    },
    endUnfinished: (reason: string) => unfinished.push(reason),
  };
  return { event: await recordStatus(run, mayInject), unfinished, elapsed: clock.now() - start };
};

describe('the row of a step that has ended', () => {
  it.each(['written', 'gone'] as const)('is recorded when it is %s', async (flushed) => {
    expect((await recorded(false, flushed)).event).toEqual({ type: 'STATUS_RECORDED' });
    expect((await recorded(true, flushed)).event).toEqual({ type: 'STATUS_RECORDED' });
  });

  it.each(['cancelled', 'taken'] as const)('is left to others when it is %s', async (flushed) => {
    expect((await recorded(false, flushed)).event).toBeUndefined();
  });

  it('that is refused ends the process, where nothing may inject: nothing is recorded that was not written', async () => {
    const { event, unfinished } = await recorded(false, 'refused');
    expect([event, unfinished.length]).toEqual([undefined, 1]);
  });

  it('that is refused keeps no fault from being ended, and the record says so', async () => {
    const { event, unfinished } = await recorded(true, 'refused');
    expect(event).toEqual({ type: 'STATUS_RECORDED', unwritten: true });
    expect(unfinished).toEqual([]);
  });

  it('that may not be written for ten seconds neither', async () => {
    const { event, elapsed } = await recorded(true, undefined, start);
    expect(event).toEqual({ type: 'STATUS_RECORDED', unwritten: true });
    expect(elapsed).toBeGreaterThanOrEqual(10_000);
    expect(elapsed).toBeLessThan(12_000);
  });
});
