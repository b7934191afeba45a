import { describe, expect, it } from 'vitest';
import { sleep } from '../../../src/runner/clock.ts';
import { createPublisher } from '../../../src/runner/publish/publisher.ts';
import { memoryCluster } from '../../cluster-port/memory-cluster.ts';
import { engineOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { noRequests, silent } from '../means.ts';
import { settle } from './status-world.ts';

/** `tookMs`: what each creation takes. */
const scene = ({ tookMs = 0 } = {}) => {
  const events = memoryCluster();
  const clock = manualClock(start);
  const { get, patch } = events;
  const create: typeof events.create = async (...asked) => {
    if (tookMs > 0) await sleep(clock, tookMs);
    return events.create(...asked);
  };
  const publisher = createPublisher({
    cluster: { ...noRequests, create, get, patch },
    clock,
    engine: { current: () => engineOf({}) } as never,
    signal: new AbortController().signal,
    log: silent,
  });
  const publish = (count: number, reason = 'ExperimentJobCreate'): void => {
    for (let index = 0; index < count; index += 1)
      publisher.publish({ reason, warning: false, experiment: `e-${index}`, message: `m-${index}`, at: clock.now() });
  };
  const counts = (): readonly unknown[] => [...events.objects.values()].map(({ count }) => count);
  return { events, clock, publisher, publish, counts };
};

describe('the events of a run', () => {
  it('are written each by itself where there are few', async () => {
    const { publish, publisher, counts } = scene();
    publish(20);
    publish(20, 'ExperimentJobCleanUp');
    await publisher.flush();
    expect(counts()).toEqual(Array(40).fill(1));
  });

  it('are written together beyond the first sixty, none of them lost', async () => {
    const { publish, publisher, events, counts } = scene();
    publish(200);
    publish(200, 'ExperimentJobCleanUp');
    await publisher.flush();
    expect(events.calls).toHaveLength(62);
    expect(counts().reduce<number>((sum, count) => sum + Number(count), 0)).toBe(400);
  });

  it('gather while there are many, and take one request a turn for each reason', async () => {
    const { publish, publisher, events, clock } = scene();
    publish(60);
    await publisher.flush();
    const before = events.calls.length;
    publish(30);
    expect(events.calls).toHaveLength(before);
    clock.goTo(start + 1_000);
    await publisher.flush();
    publish(30);
    clock.goTo(start + 2_000);
    await publisher.flush();
    expect(events.calls.slice(before).map((call) => call.split(' ')[0])).toEqual(['create', 'patch']);
  });

  it('leave a server alone for eight times what each took, a second at most', async () => {
    for (const [tookMs, restMs] of [
      [100, 800],
      [500, 1_000],
    ] as const) {
      const { publish, events, clock } = scene({ tookMs });
      publish(2);
      await settle();
      const seen: number[] = [];
      while (events.calls.length < 2) {
        expect(clock.next()).toBe(true);
        await settle();
        if (events.calls.length > seen.length) seen.push(clock.now() - start);
      }
      expect(seen).toEqual([tookMs, 2 * tookMs + restMs]);
    }
  });

  it('rest no more once somebody waits for them', async () => {
    const { publish, publisher, events, clock } = scene({ tookMs: 100 });
    publish(3);
    await settle();
    clock.next();
    await settle();
    const flushed = publisher.flush();
    await settle();
    while (events.calls.length < 3) {
      expect(clock.next()).toBe(true);
      await settle();
    }
    await flushed;
    expect(clock.now() - start).toBe(300);
  });

  it('are written together where a slow server would not take each in time', async () => {
    const { publish, publisher, events, clock, counts } = scene({ tookMs: 200 });
    publish(60);
    const flushed = publisher.flush(5_000).then(() => clock.now() - start);
    let endedAfter: number | undefined;
    void flushed.then((ms) => {
      endedAfter = ms;
    });
    while (endedAfter === undefined) {
      await settle();
      if (endedAfter === undefined) clock.next();
    }
    expect(endedAfter).toBeLessThan(5_000);
    expect(events.calls.length).toBeLessThan(20);
    expect(counts().reduce<number>((sum, count) => sum + Number(count), 0)).toBe(60);
  });

  it('do not wait for others once somebody waits for them', async () => {
    const { publish, publisher, counts } = scene();
    publish(70);
    await publisher.flush();
    publish(1, 'BatchSummary');
    await publisher.flush();
    expect(counts()).toEqual([...Array(60).fill(1), 10, 1]);
  });
});
