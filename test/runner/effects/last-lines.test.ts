import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/port.ts';
import { lastLines } from '../../../src/runner/effects/collect-log.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { builtJob, rebuilding, silent } from '../means.ts';
import { asking, settled } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job' };

/** The last lines of the pod `main`, whose Job was built in this process unless said otherwise. */
const scene = (podLog: Cluster['podLog'], built = [builtJob('a-job')]) => {
  const clock = manualClock(start);
  const told: unknown[] = [];
  const { cluster, asked } = asking({ podLog });
  const ends = new AbortController();
  const run: Parameters<typeof lastLines>[0] = {
    ...{ ...rebuilding(clock, ...built), cluster, signal: ends.signal },
    log: { ...silent, info: (...said) => told.push(said) },
  };
  return { clock, told, asked, ends, read: () => lastLines(run, params, 'main') };
};
const never: Cluster['podLog'] = () => new Promise(() => undefined);

describe('the last lines of a container that is being ended', () => {
  it('are asked for at once, before the log goes with its pod, and before other requests', () => {
    const { asked, read } = scene(never);
    void read();
    expect(asked).toEqual([
      [
        ...['podLog', { namespace: 'litmus', name: 'main' }],
        { container: 'a-job', tailLines: 10, limitBytes: 1_048_576 },
        { signal: expect.any(AbortSignal), patienceMs: 2_000, urgent: true },
      ],
    ]);
  });

  it('are copied into the log of the run, and answered', async () => {
    const { clock, told, read } = scene(async () => E.right('first\nlast'));
    expect(await read()).toBe('first\nlast');
    expect(told).toEqual([
      [{ job: 'a-job', pod: 'main', tail: ['first', 'last'] }, 'last lines of the main container'],
    ]);
    expect(clock.pending()).toEqual([]);
  });

  it('are answered in 600 characters', async () => {
    const { read } = scene(async () => E.right(`a${'b'.repeat(600)}`));
    expect(await read()).toBe(`…${'b'.repeat(600)}`);
  });

  it('are withheld where it is not known any more what they may contain', async () => {
    const { asked, read } = scene(never, []);
    expect(await read()).toMatch(/^withheld, because it is not known any more/);
    expect(asked).toEqual([]);
  });

  it('are nothing where the container has said nothing', async () => {
    const { told, read } = scene(async () => E.right(''));
    expect(await read()).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('are waited for two seconds, and their request is given up then', async () => {
    const { clock, asked, read } = scene(never);
    const lines = read();
    await settled();
    expect(clock.pending()).toEqual([start + 2_000]);
    clock.goTo(start + 2_000);
    expect(await lines).toBeUndefined();
    expect(asked[0]?.[3]).toMatchObject({ signal: { aborted: true } });
  });

  it('hold up no process that ends', async () => {
    const { clock, ends, read } = scene(never);
    const lines = read();
    ends.abort();
    expect(await lines).toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });
});
