import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import type { Cluster, KubeObject } from '../../../src/cluster/port.ts';
import { type ExperimentEffectMeans, executeExperimentEffect } from '../../../src/runner/effects/execute-effect.ts';
import type { Flushed } from '../../../src/runner/publish/status-writer.ts';
import type { OutwardExperimentEffect } from '../../../src/runner/run/loop.ts';
import { createTimers } from '../../../src/runner/run/timers.ts';
import { attemptState, jobOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, builtJob, eachByItself, listOf, noRequests, readingResults, rebuilding } from '../means.ts';
import { settled } from './asking.ts';

const to = { step: 0, iteration: 1, attempt: 1 };
const launch = { job: { name: 'a-job', uid: 'uid-job' }, baseline: 'none', launchedAt: start };
const observation = { type: 'observe', params: { ...to, job: 'a-job', deadlines: {} } } as const;

const resultWith = (verdict: string): KubeObject => ({
  ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult', metadata: { name: 'engine-a' } },
  ...{ spec: { engine: 'engine', experiment: 'a' }, status: { experimentStatus: { verdict } } },
});

/** The effects of attempts whose Job was built in this process; what is told is told with its attempt. */
const scene = (answers: Partial<Cluster> = {}, more: Partial<ExperimentEffectMeans> = {}) => {
  const clock = manualClock(start);
  const told: unknown[] = [];
  const left: string[] = [];
  const observed: unknown[] = [];
  const timers = createTimers(clock);
  let touched = 0;
  const secret = { literals: [{ name: 'PASSWORD', value: 'hunter2-hunter2' }] };
  const { dependencies } = builtJob('a-job');
  const built = builtJob('a-job', { resultName: 'engine-a', dependencies: { ...dependencies, ...secret } });
  const run: ExperimentEffectMeans = {
    ...readingResults({ ...rebuilding(clock, built), cluster: { ...noRequests, ...answers } }),
    ...{
      latch: { closed: false },
      existing: new Map(),
      warned: new Map(),
      launched: { yet: true },
      timers,
      inFlight: new Map(),
    },
    observer: {
      ...{ observe: (step) => observed.push(step), leave: (name) => left.push(name), podsOf: () => [] },
      afterLook: (_, then) => then(),
    },
    writer: {
      ...{ flush: async () => 'written', hinderedSince: () => undefined, owe: () => undefined },
      settle: async () => 'written',
      touch: () => {
        touched += 1;
      },
    },
    deferral: { isPossible: () => false },
    jointDeletion: eachByItself,
    giveUp: async () => 'exits',
    waitsForRemoval: () => false,
    publish: () => undefined,
    toExperiment: (...words) => told.push(words),
    ...more,
  };
  const execute = async (effect: OutwardExperimentEffect, context: Partial<ExperimentContext> = {}) => {
    executeExperimentEffect(run, effect, attemptState('', context).context);
    await settled();
  };
  return { run, clock, told, left, observed, touched: () => touched, execute };
};

describe('the answer to an effect', () => {
  const going = { ...jobOf('a'), metadata: { name: 'a-job', deletionTimestamp: '2026-01-01T00:00:00Z' } };
  it.each<readonly [string, OutwardExperimentEffect, string, Partial<Cluster>]>([
    ['a validation', { type: 'validate', params: to }, 'REJECTED', {}],
    [
      'a creation',
      { type: 'createJob', params: { ...to, job: 'a-job' } },
      'JOB_CREATED',
      { create: async (_, job) => E.right(job) },
    ],
    [
      'an adoption',
      { type: 'adoptJob', params: { ...to, job: 'a-job', baseline: 'none' } },
      'JOB_CREATED',
      { get: async () => E.right(jobOf('a')) },
    ],
    ['a launch that is called off', { type: 'settleLaunch', params: { ...to, job: 'a-job' } }, 'JOB_REFUSED', {}],
    [
      'the reading of a result',
      { type: 'readResult', params: { ...to, job: 'a-job', baseline: 'none' } },
      'RESULT_READ',
      { get: async () => E.right(resultWith('Pass')) },
    ],
    [
      'the reading of a log',
      { type: 'collectLog', params: { ...to, job: 'a-job', pod: 'main' } },
      'LOG_COLLECTED',
      { list: async () => listOf([]), podLog: async () => absent },
    ],
    ['the record of a row', { type: 'recordStatus', params: to }, 'STATUS_RECORDED', {}],
    [
      'a clean-up',
      { type: 'cleanUp', params: { ...to, job: 'a-job', removeJob: true, removeHelpers: false } },
      'CLEANED',
      { remove: async () => E.right(going) },
    ],
  ])('is told to its attempt, and to it alone: %s', async (_, effect, type, answers) => {
    const { told, execute } = scene(answers);
    await execute(effect, { launch });
    expect(told).toEqual([[to, expect.objectContaining({ type })]]);
  });

  it('is told to nobody where there is none', async () => {
    const readExperiment = async () => ({ is: 'Unread', reason: 'nobody answers' }) as const;
    const { told, execute } = scene({}, { readExperiment, launched: { yet: false } });
    await execute({ type: 'validate', params: to });
    expect(told).toEqual([]);
  });
});

it('the launch of a Job can be called off by its name while it is under way', async () => {
  const { told, execute } = scene({ create: () => new Promise(() => undefined) });
  await execute({ type: 'createJob', params: { ...to, job: 'a-job' } });
  await execute({ type: 'settleLaunch', params: { ...to, job: 'a-job' } });
  expect(told).toEqual([]);
});

it('nothing is observed of a Job any more whose result is read', async () => {
  const { left, execute } = scene({ get: async () => E.right(resultWith('Pass')) });
  await execute({ type: 'readResult', params: { ...to, job: 'a-job', baseline: 'none' } });
  expect(left).toEqual(['a-job']);
});

it('a row is brought up to date without an answer', async () => {
  const { told, touched, execute } = scene();
  await execute({ type: 'updateStatus', params: to });
  expect([told, touched()]).toEqual([[], 1]);
});

describe('the observation of a Job', () => {
  it('begins with all that is known of its attempt', async () => {
    const { observed, execute } = scene();
    await execute(observation, { launch: { ...launch, expectedMs: 60_000 }, pod: 'main', startedAt: start + 5 });
    expect(observed).toStrictEqual([
      {
        ...{ to, job: 'a-job', launchedAt: start, pod: 'main', startedAt: start + 5, expectedMs: 60_000 },
        mask: expect.any(Function),
      },
    ]);
  });

  it('hides what may be a secret in what the cluster says', async () => {
    const masks: string[] = [];
    const { run } = scene();
    const observe: typeof run.observer.observe = ({ mask }) => masks.push(mask('no hunter2-hunter2'));
    await scene({}, { observer: { ...run.observer, observe } }).execute(observation, { launch });
    expect(masks).toEqual(['no ***']);
  });
});

describe('the deadlines of an attempt', () => {
  const deferral = (step: number) =>
    ({ type: 'deferDeletion', params: { ...to, step, deadlines: { deferral: start + 10 } } }) as const;

  it('stay where the row of another one is written', async () => {
    const { clock, told, execute } = scene();
    await execute(deferral(0));
    await execute(deferral(1));
    await execute({ type: 'recordStatus', params: { ...to, step: 1 } });
    clock.goTo(start + 10);
    expect(told.slice(1)).toEqual([[to, { type: 'TIMER', timer: 'deferral' }]]);
  });

  it('go when it is cleaned up', async () => {
    const { clock, execute } = scene({ remove: async () => absent });
    await execute(deferral(0));
    await execute(
      { type: 'cleanUp', params: { ...to, job: 'a-job', removeJob: true, removeHelpers: false } },
      { launch },
    );
    expect(clock.pending()).toEqual([]);
  });
});

describe('the clean-up of an attempt', () => {
  const cleanUp = { type: 'cleanUp', params: { ...to, job: 'a-job', removeJob: true, removeHelpers: true } } as const;

  /** What is removed by a clean-up whose server lists `listed`, of which the observer has seen `seen`. */
  const removedIn = async (context: Partial<ExperimentContext>, listed: readonly KubeObject[] = [], seen = listed) => {
    const removed: unknown[] = [];
    const asked: string[] = [];
    const { run } = scene({
      list: async () => listOf(listed),
      remove: async (kind, { name }, { uid }) => {
        removed.push([kind, name, uid]);
        return absent;
      },
    });
    const podsOf = (job: string) => {
      asked.push(job);
      return seen;
    };
    const observer = { ...run.observer, podsOf };
    executeExperimentEffect({ ...run, observer }, cleanUp, attemptState('', context).context);
    await settled();
    return { removed, asked };
  };
  const helper = (at: number, labels: Readonly<Record<string, string>>): KubeObject => ({
    ...{ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'helper' }] } },
    metadata: { name: 'helper', uid: 'uid-helper', labels, creationTimestamp: new Date(at).toISOString() },
  });

  it('asks for its very Job, and for the helpers that the observer has seen, at once', async () => {
    const known = helper(start, { 'runner.litmuschaos.io/job': 'a-job' });
    const { removed, asked } = await removedIn({ launch }, [], [known]);
    expect(removed).toEqual([
      ['Job', 'a-job', 'uid-job'],
      ['Pod', 'helper', 'uid-helper'],
    ]);
    expect(new Set(asked)).toEqual(new Set(['a-job']));
  });

  const hour = 3_600_000;
  it.each([
    ['its Job was created', launch],
    [
      'its Job was validated, where its creation is not known of',
      { job: launch.job, baseline: 'none', validatedAt: start },
    ],
  ])('takes no helper for its own that is older than the moment when %s', async (_, known) => {
    const removedBy = async (at: number) => {
      const found = helper(at, { chaosUID: 'uid', app: 'a-helper-x' });
      return (await removedIn({ launch: known }, [found], [])).removed;
    };
    expect(await removedBy(start)).toContainEqual(['Pod', 'helper', 'uid-helper']);
    expect(await removedBy(start - hour)).toEqual([['Job', 'a-job', 'uid-job']]);
  });
});

describe('the row of an attempt', () => {
  const recorded = async (flushed: Flushed, context: Partial<ExperimentContext>) => {
    const ended: string[] = [];
    const owed: string[] = [];
    const { run, told, execute } = scene(
      {},
      {
        writer: {
          ...{ flush: async () => flushed, settle: async () => flushed },
          ...{ hinderedSince: () => undefined, touch: () => undefined, owe: () => owed.push('one') },
        },
        deferral: { isPossible: () => true },
        endUnfinished: (reason) => ended.push(reason),
      },
    );
    await execute({ type: 'recordStatus', params: to }, context);
    return { told, ended, owed, run };
  };

  it('that is refused holds up no clean-up of an attempt that may inject', async () => {
    const { told, ended } = await recorded('refused', { launch, unclean: true });
    expect(told).toEqual([[to, { type: 'STATUS_RECORDED', unwritten: true, deferrable: true }]]);
    expect(ended).toEqual([]);
  });

  it('that is refused ends the process where the attempt has ended by itself, and nothing is recorded', async () => {
    const { told, ended } = await recorded('refused', { launch });
    expect(told).toEqual([]);
    expect(ended).toEqual(['The row of a step that has ended could not be written into the ChaosEngine.']);
  });

  const built = { job: launch.job, baseline: 'none', validatedAt: start };
  it.each<readonly [string, Partial<ExperimentContext>]>([
    ['was rejected or skipped', {}],
    ['was called off before its Job was built', { unclean: true }],
    ['has a Job that the server has refused', { launch: built }],
  ])('that %s is written later, and waited for by nobody', async (_, context) => {
    const { told, ended, owed } = await recorded('refused', context);
    expect([told, ended, owed]).toMatchObject([[[to, { type: 'STATUS_RECORDED' }]], [], ['one']]);
  });

  it.each<readonly [string, Partial<ExperimentContext>]>([
    ['may have been created', { launch: built, unclean: true }],
    ['an earlier process may have created', { launch: built, takenOverAt: start }],
    ['was created', { launch }],
  ])('whose Job %s is waited for', async (_, context) => {
    const { told, owed } = await recorded('cancelled', context);
    expect([told, owed]).toEqual([[], []]);
  });
});
