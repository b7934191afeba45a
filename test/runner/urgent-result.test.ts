import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { Call } from '../../src/cluster/port.ts';
import { readResult } from '../../src/runner/effects/read-result.ts';
import type { AttemptMeans } from '../../src/runner/effects/result-name.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { builtJob, noRequests, rebuilding } from './means.ts';

it('the result of a step that has ended is read before what can wait: others wait for the step', async () => {
  const calls: (Call | undefined)[] = [];
  const run: AttemptMeans = {
    ...rebuilding(manualClock(start), builtJob('a-job', { resultName: 'engine-a' })),
    cluster: {
      ...noRequests,
      get: async (_kind, _ref, call) => {
        calls.push(call);
        return E.left({ is: 'Forbidden', message: 'not permitted', rule: 'get chaosresults' });
      },
    },
  };
  await readResult(run, { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none' });
  expect(calls).toMatchObject([{ urgent: true, patienceMs: Number.POSITIVE_INFINITY }]);
});
