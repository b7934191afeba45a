import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { Call, Cluster } from '../../src/cluster/port.ts';
import { readResult } from '../../src/runner/effects/read-result.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { builtJob, noRequests, readingResults, rebuilding } from './means.ts';

it('the result of a step that has ended is read before what can wait: others wait for the step', async () => {
  const calls: (Call | undefined)[] = [];
  const cluster: Cluster = {
    ...noRequests,
    get: async (_kind, _ref, call) => {
      calls.push(call);
      return E.left({ is: 'Forbidden', message: 'not permitted', rule: 'get chaosresults' });
    },
  };
  const built = builtJob('a-job', { resultName: 'engine-a' });
  const run = readingResults({ ...rebuilding(manualClock(start), built), cluster });
  await readResult(run, { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none' });
  expect(calls).toMatchObject([{ urgent: true, patienceMs: Number.POSITIVE_INFINITY }]);
});
