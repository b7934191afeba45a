import { expect, it } from 'vitest';
import { driveEffects } from '../../../src/runner/run/drive-effects.ts';
import type { ToSupervisor } from '../../../src/runner/run/loop.ts';
import type { RunParts } from '../../../src/runner/run/run-parts.ts';

it('tells a run once that it is aborted, however often its engine is seen to end: it would begin its closing again', () => {
  const told: ToSupervisor[] = [];
  const latch = { closed: false };
  const parts = {
    ...{ run: { latch }, state: { aborting: false } },
    loop: { toSupervisor: (event: ToSupervisor) => told.push(event) },
  } as unknown as RunParts;
  const { abortRun } = driveEffects(parts);
  void abortRun({ by: 'operator', reason: 'The ChaosEngine is being deleted.' });
  void abortRun({ by: 'operator', reason: 'The ChaosEngine is gone.' });
  expect(told).toEqual([{ type: 'ABORT', by: 'operator', reason: 'The ChaosEngine is being deleted.' }]);
  expect(latch.closed).toBe(true);
});
