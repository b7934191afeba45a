import { expect, it } from 'vitest';
import { abortRun } from '../../../src/runner/run/drive-effects.ts';
import type { Loop } from '../../../src/runner/run/loop.ts';
import type { RunState } from '../../../src/runner/run/run-parts.ts';

type Told = Parameters<Loop['toSupervisor']>[0];

it('tells a run once that it is aborted, however often its engine is seen to end: it would begin its closing again', () => {
  const told: Told[] = [];
  const latch = { closed: false };
  const state: RunState = { taken: false, aborting: false, endsAt: undefined, refusal: undefined, closed: {} };
  const run = { latch, state, loop: { toSupervisor: (event: Told) => void told.push(event) } };
  abortRun(run, { by: 'operator', reason: 'The ChaosEngine is being deleted.' });
  abortRun(run, { by: 'operator', reason: 'The ChaosEngine is gone.' });
  expect(told).toEqual([{ type: 'ABORT', by: 'operator', reason: 'The ChaosEngine is being deleted.' }]);
  expect(latch.closed).toBe(true);
});
