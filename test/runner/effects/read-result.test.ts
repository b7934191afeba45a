import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { readResult } from '../../../src/runner/effects/read-result.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, builtJob, readingResults, rebuilding } from '../means.ts';
import { asking, settled } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', baseline: 'none' };

type Answer = E.Either<ClusterError, KubeObject>;

const resultWith = (status: object, labels: Readonly<Record<string, string>> = {}): Answer =>
  E.right({
    ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult', metadata: { name: 'engine-a', labels } },
    ...{ spec: { engine: 'engine', experiment: 'a' }, status: { experimentStatus: status } },
  });

/** The result is read as these answers say, one after the other; the last one is repeated. */
const scene = (first: Answer, ...others: readonly Answer[]) => {
  const rest = [first, ...others];
  const clock = manualClock(start);
  const { cluster, asked } = asking({ get: async () => (rest.length > 1 ? rest.shift() : rest[0]) ?? first });
  const { dependencies } = builtJob('a-job');
  const literals = [{ name: 'PASSWORD', value: 'hunter2-hunter2' }];
  const built = builtJob('a-job', { resultName: 'engine-a', dependencies: { ...dependencies, literals } });
  const ends = new AbortController();
  const run = readingResults({ ...rebuilding(clock, built), cluster, signal: ends.signal });
  return { clock, asked, ends, told: () => readResult(run, params) };
};

describe('the result of a step that has ended', () => {
  it('is read by its name, before other requests, until the step is told to end', async () => {
    const { asked, ends, told } = scene(resultWith({ verdict: 'Pass' }));
    await told();
    expect(asked).toEqual([
      [
        ...['get', 'ChaosResult', { namespace: 'litmus', name: 'engine-a' }],
        { signal: ends.signal, patienceMs: Number.POSITIVE_INFINITY, urgent: true },
      ],
    ]);
  });

  it('tells why the step failed, without what may be a secret', async () => {
    const { told } = scene(resultWith({ verdict: 'Fail', failStep: 'no hunter2-hunter2' }));
    expect(await told()).toStrictEqual({ type: 'RESULT_READ', verdict: 'Fail', reason: 'no ***' });
  });

  it.each([
    ['that passed', { verdict: 'Pass', failStep: 'none to speak of' }, 'Pass'],
    ['that says nothing of it', { verdict: 'Error' }, 'Error'],
  ])('tells no reason of a step %s', async (_, status, verdict) => {
    expect(await scene(resultWith(status)).told()).toStrictEqual({ type: 'RESULT_READ', verdict });
  });

  it('is believed of this engine alone', async () => {
    const { asked, clock, told } = scene(
      resultWith({ verdict: 'Pass' }, { chaosUID: 'another' }),
      resultWith({ verdict: 'Fail' }, { chaosUID: 'uid' }),
    );
    const event = told();
    await settled();
    clock.next();
    expect(await event).toEqual({ type: 'RESULT_READ', verdict: 'Fail' });
    expect(asked.length).toBe(2);
  });
});

describe('a result that is not written yet', () => {
  it('is looked for again at growing intervals for half a minute, and then missing', async () => {
    const { clock, asked, told } = scene(absent);
    const event = told();
    const looks: number[] = [];
    do {
      looks.push(clock.now() - start);
      await settled();
    } while (clock.next());
    expect(looks).toEqual([0, 100, 300, 700, 1_500, 3_000, 6_000, 10_000, 15_000, 20_000, 25_000, 30_000]);
    expect(asked.length).toBe(looks.length);
    expect(await event).toEqual({
      type: 'RESULT_MISSING',
      reason: 'The experiment ended without a result that can be believed: the experiment has written no ChaosResult.',
    });
  });

  it('is looked for again where the server has failed', async () => {
    const { clock, told } = scene(
      E.left({ is: 'Unavailable', message: 'nobody answers' }),
      resultWith({ verdict: 'Pass' }),
    );
    const event = told();
    await settled();
    clock.next();
    expect(await event).toMatchObject({ type: 'RESULT_READ' });
  });

  it('is not looked for again once the step is told to end', async () => {
    const { ends, asked, told } = scene(absent);
    const event = told();
    await settled();
    ends.abort();
    expect(await event).toBeUndefined();
    expect(asked.length).toBe(1);
  });
});

describe('a result that cannot be read', () => {
  it('is missing at once where it may not be read', async () => {
    const { asked, told } = scene(E.left({ is: 'Forbidden', message: 'not permitted', rule: 'get chaosresults' }));
    expect(await told()).toEqual({
      type: 'RESULT_MISSING',
      reason: 'The experiment ended without a result that can be believed: not permitted.',
    });
    expect(asked.length).toBe(1);
  });

  it('says nothing where the process ends', async () => {
    const { asked, told } = scene(E.left({ is: 'Cancelled', message: 'ending' }));
    expect(await told()).toBeUndefined();
    expect(asked.length).toBe(1);
  });
});
