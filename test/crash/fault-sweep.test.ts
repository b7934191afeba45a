import { expect, it } from 'vitest';
import { sweepFaults } from './fault-run.ts';

/** An undisturbed run takes about 150 at this speed of the clock, most of them polls. */
const mostRequests = 400;
const limitMs = 15 * 60_000;

it('comes to the same end under faults at seeded places, where watch is permitted', { timeout: limitMs }, async () => {
  const sweep = await sweepFaults(160, true);
  expect(sweep.failures).toEqual([]);
  expect(sweep.mostRequests).toBeLessThanOrEqual(mostRequests);
});
