import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { readResult } from '../../src/runner/effects/read-result.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { builtJob, noRequests, readingResults, rebuilding } from './means.ts';

/** What is read of a result that was written after the launch. */
const read = (verdict: string, marks: Readonly<Record<string, string>>) => {
  const result = {
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosResult',
    metadata: { name: 'engine-a', uid: 'r1', resourceVersion: '7', annotations: marks },
    spec: { engine: 'engine', experiment: 'a' },
    status: { experimentStatus: { phase: 'Completed', verdict } },
  };
  const run = readingResults({
    ...rebuilding(manualClock(start), builtJob('a-job', { resultName: 'engine-a' })),
    cluster: { ...noRequests, get: async () => E.right(result) },
  });
  const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none', launchedAt: start };
  return readResult(run, params);
};

describe('the result of a step that has ended', () => {
  it('tells which targets it still marks as injected, though it says Pass', async () => {
    expect(await read('Pass', { 'pod/a': 'injected', 'pod/b': 'reverted' })).toEqual({
      ...{ type: 'RESULT_READ', verdict: 'Pass' },
      injected: ['pod/a'],
    });
  });

  it('says nothing of targets where all were reverted', async () => {
    expect(await read('Pass', { 'pod/a': 'reverted' })).toEqual({ type: 'RESULT_READ', verdict: 'Pass' });
  });

  it('names eight targets at most and counts the rest', async () => {
    const marks = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`pod/p${index}`, 'injected']));
    const event = await read('Fail', marks);
    expect(event?.type === 'RESULT_READ' && event.injected?.slice(7)).toEqual(['pod/p7', '12 more']);
  });
});
