import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { Call } from '../../src/cluster/port.ts';
import { readResult } from '../../src/runner/effects/read-result.ts';
import type { RunContext } from '../../src/runner/run/run-context.ts';
import { planOf, start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';

it('the result of a step that has ended is read before what can wait: others wait for the step', async () => {
  const calls: (Call | undefined)[] = [];
  const signal = new AbortController().signal;
  const run = {
    identity: { runId: 'run1', engineName: 'engine', engineUid: 'uid', namespace: 'litmus', holder: 'me' },
    clock: manualClock(start),
    plan: planOf([{ id: 'a' }]),
    launched: { yet: true },
    signal,
    built: new Map([['a-job', { resultName: 'engine-a', dependencies: { secretsToMask: [], literals: [] } }]]),
    cluster: {
      get: async (_: string, __: object, call?: Call) => {
        calls.push(call);
        return E.left({ is: 'Forbidden', message: 'not permitted', rule: 'get chaosresults' });
      },
    },
  } as unknown as RunContext;
  await readResult(run, { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none' }, signal);
  expect(calls).toMatchObject([{ urgent: true, patienceMs: Number.POSITIVE_INFINITY }]);
});
