import { describe, expect, it } from 'vitest';
import type { InFlight } from '../../../src/runner/effects/create-job.ts';
import type { ToRunner } from '../../../src/runner/run/runner-loop.ts';
import { createTrouble } from '../../../src/runner/run/trouble.ts';
import { jobOf } from '../fixtures.ts';

const attempt = { step: 0, iteration: 1, attempt: 2 };

const scene = (launched: { yet: boolean; perhaps?: boolean }, inFlight: InFlight = new Map()) => {
  const sent: ToRunner[] = [];
  const stop = new AbortController();
  const trouble = createTrouble({
    loop: { attempts: () => [] },
    strays: { all: () => [jobOf('orphan')] },
    launched,
    inFlight,
    signal: stop.signal,
    send: (event) => sent.push(event),
  });
  return { trouble, sent, stop };
};
const left = ['job/orphan-job was there when it was looked last'];

describe('what stands in the way of a run', () => {
  it('is told with what may be left of it, and without where nothing was launched', () => {
    const untouched = scene({ yet: false });
    untouched.trouble.endUnfinished('no route');
    expect(untouched.sent).toEqual([{ type: 'UNFINISHED', reason: 'no route' }]);
    for (const launched of [{ yet: true }, { yet: false, perhaps: true }]) {
      const { trouble, sent } = scene(launched);
      trouble.endUnfinished('no route');
      expect(sent).toEqual([{ type: 'UNFINISHED', reason: 'no route', left }]);
    }
  });

  it.each([
    ['sent', { left }],
    ['preparing', {}],
    ['held', {}],
  ] as const)('counts the launch of another step that is %s', (how, more) => {
    const inFlight: InFlight = new Map([['orphan', { how, calledOff: new AbortController() }]]);
    const { trouble, sent } = scene({ yet: false }, inFlight);
    void trouble.giveUp(attempt, 'no route');
    expect(sent).toEqual([{ type: 'HINDERED', ...attempt, reason: 'no route', launched: false, ...more }]);
  });

  it('rejects the step that asks whether to give up, once that has been decided', async () => {
    const { trouble, sent } = scene({ yet: false });
    const answer = trouble.giveUp(attempt, 'no route');
    expect(sent).toEqual([{ type: 'HINDERED', ...attempt, reason: 'no route', launched: false }]);
    trouble.reject({ ...attempt, step: 1 });
    trouble.reject(attempt);
    expect(await answer).toBe('reject');
  });

  it('leaves the step to the next process, where this one ends', async () => {
    const { trouble, stop } = scene({ yet: false });
    const answer = trouble.giveUp(attempt, 'no route');
    stop.abort();
    expect(await answer).toBe('exits');
    expect(await trouble.giveUp(attempt, 'again')).toBe('exits');
  });
});
