import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { Cluster } from '../../../src/cluster/port.ts';
import { planDigest } from '../../../src/job/plan-digest.ts';
import { build, type ValidateMeans, validate } from '../../../src/runner/effects/validate.ts';
import { tellWarned } from '../../../src/runner/effects/warn-once.ts';
import type { Flushed } from '../../../src/runner/publish/status-writer.ts';
import { right } from '../../model/fixtures.ts';
import { decoded, engineOf, planOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, rebuilding, silent } from '../means.ts';
import { asking, experimentWith, settled } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1 };
const away: ClusterError = { is: 'Unavailable', message: 'nobody answers' };
const there = { metadata: { name: 'there' } };

/** A run whose ChaosExperiment `a` is there, and nothing else; `definition`: what is in it. */
const scene = (more: Partial<ValidateMeans> = {}, answers: Partial<Cluster> = {}, definition: object = {}) => {
  const { cluster, asked } = asking({ get: async () => absent, getMetadata: async () => E.right(there), ...answers });
  const warned: unknown[] = [];
  const givenUp: unknown[] = [];
  const run: ValidateMeans = {
    ...{ ...rebuilding(manualClock(start)), latch: { closed: false }, existing: new Map(), warned: new Map(), cluster },
    readExperiment: async () => ({ is: 'Found', experiment: experimentWith(definition) }),
    log: { ...silent, warn: (...said) => warned.push(said) },
    giveUp: async (...why) => {
      givenUp.push(why);
      return 'reject';
    },
    writer: { settle: async () => 'written' },
    ...more,
  };
  return { run, asked, warned, givenUp, validated: () => validate(run, params) };
};
const { name: job } = right(build(scene().run, params, experimentWith()));

const rejection = (reason: unknown, warning = 'ExperimentDependencyCheck', ending = 'rejected') => ({
  ...{ type: 'REJECTED', ending, warning, reason },
});

describe('a step that can be launched', () => {
  it('is told with its Job, and with the time that its pod has to start', async () => {
    expect(await scene().validated()).toStrictEqual({
      ...{ type: 'VALIDATED', job, baseline: 'none', startTimeoutMs: 360_000, warnings: [] },
    });
  });

  it('is told once what has ended without a launch stands in the engine: it may follow from that', async () => {
    const { promise, resolve } = Promise.withResolvers<Flushed>();
    const answers: unknown[] = [];
    const validated = scene({ writer: { settle: () => promise } })
      .validated()
      .then((answer) => answers.push(answer));
    await settled();
    expect(answers).toEqual([]);
    resolve('written');
    await validated;
    expect(answers).toMatchObject([{ type: 'VALIDATED' }]);
  });

  it.each([
    ['refused', ['The row of a step that has ended could not be written into the ChaosEngine.']],
    ['taken', []],
    ['cancelled', []],
  ] as const)('is not launched where that is %s', async (flushed, expected) => {
    const ended: string[] = [];
    const { run, validated } = scene({
      writer: { settle: async () => flushed },
      endUnfinished: (reason) => ended.push(reason),
    });
    expect([await validated(), ended, run.built.size]).toEqual([undefined, expected, 0]);
  });

  it('is told with the time that its environment explains', async () => {
    const env = [{ name: 'TOTAL_CHAOS_DURATION', value: '60' }];
    expect(await scene({}, {}, { env }).validated()).toStrictEqual({
      ...{ type: 'VALIDATED', job, baseline: 'none', startTimeoutMs: 360_000, expectedMs: 60_000, warnings: [] },
    });
  });

  it('is told with what its ChaosResult was before', async () => {
    const before = {
      ...{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosResult' },
      metadata: { name: 'engine-a', uid: 'r1', resourceVersion: '7' },
    };
    expect(await scene({}, { get: async () => E.right(before) }).validated()).toMatchObject({ baseline: 'r1/7' });
  });

  it('keeps the Job that was built, with what a runner without a checkpoint has to know', async () => {
    const plan = planOf([{ id: 'a' }], { seed: 42 });
    const definition = { experimentAnnotations: { note: 'kept' } };
    const { run, validated } = scene({ plan }, {}, definition);
    await validated();
    const built = right(build(run, params, experimentWith(definition)));
    const annotations = {
      note: 'kept',
      'runner.litmuschaos.io/baseline': 'none',
      'runner.litmuschaos.io/plan': planDigest(plan),
      'runner.litmuschaos.io/seed': '42',
    };
    expect([...run.built]).toEqual([
      [job, { ...built, job: { ...built.job, metadata: { ...built.job.metadata, annotations } } }],
    ]);
  });

  it('has no seed in its Job where nothing was drawn', async () => {
    const { run, validated } = scene();
    await validated();
    expect(run.built.get(job)?.job.metadata.annotations).toStrictEqual({
      'runner.litmuschaos.io/baseline': 'none',
      'runner.litmuschaos.io/plan': planDigest(run.plan),
    });
  });

  it('is built for its step, iteration and attempt, of the run and the engine', () => {
    const built = right(build(scene().run, { step: 0, iteration: 2, attempt: 3 }, experimentWith()));
    expect(built.job.metadata).toMatchObject({
      labels: {
        'runner.litmuschaos.io/run': 'run1',
        'runner.litmuschaos.io/step': 'a',
        'runner.litmuschaos.io/iteration': '2',
        'runner.litmuschaos.io/attempt': '3',
        chaosUID: 'uid',
      },
      annotations: { 'runner.litmuschaos.io/baseline': 'unknown' },
    });
  });

  it('asks for all that it depends on, in its namespace, as patiently as the run allows', async () => {
    const definition = {
      configMaps: [{ name: 'settings', mountPath: '/settings' }],
      secrets: [{ name: 'access', mountPath: '/access' }],
    };
    const { run, asked, validated } = scene({}, {}, definition);
    await validated();
    const call = { signal: run.signal, patienceMs: Number.POSITIVE_INFINITY };
    expect(asked).toEqual([
      ['get', 'ChaosResult', { namespace: 'litmus', name: 'engine-a' }, call],
      ['getMetadata', 'ConfigMap', { namespace: 'litmus', name: 'settings' }, call],
      ['getMetadata', 'Secret', { namespace: 'litmus', name: 'access' }, call],
    ]);
  });

  it('says what is odd about it, and what could not be checked', async () => {
    const denied: ClusterError = { is: 'Forbidden', message: 'not permitted', rule: 'get chaosresults' };
    const env = [{ name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: '1' }];
    const { run, warned, validated } = scene({}, { get: async () => E.left(denied) }, { env });
    const { warnings } = right(build(run, params, experimentWith({ env })));
    expect(warnings).toEqual([expect.stringContaining('gives helper pods 1 s')]);
    expect(await validated()).toMatchObject({ baseline: 'unknown', warnings: [...warnings, 'not permitted'] });
    expect(warned).toEqual([...warnings, 'not permitted'].map((warning) => [{ job }, warning]));
  });
});

describe('a step that cannot be launched', () => {
  it.each([
    ['has no entry for it', planOf([{ id: 'a', entry: -1 }])],
    ['has another experiment at its place', planOf([{ id: 'a', entry: 1 }])],
  ])('is rejected where the engine %s', async (_, plan) => {
    expect(await scene({ plan }).validated()).toEqual(
      rejection(
        "The engine has no entry a in spec.experiments, though the operator's EXPERIMENT_LIST names it. Add the entry, or restart the engine.",
      ),
    );
  });

  it('is told apart where its ChaosExperiment is not installed', async () => {
    expect(await scene({ readExperiment: async () => ({ is: 'Missing' }) }).validated()).toEqual(
      rejection(
        'There is no ChaosExperiment a in namespace litmus. Install it there and start the engine again.',
        ...['ExperimentNotFound', 'notFound'],
      ),
    );
  });

  it('is rejected where its ChaosExperiment is refused, without giving anything up', async () => {
    const { givenUp, validated } = scene({ readExperiment: async () => ({ is: 'Refused', reason: 'it is odd' }) });
    expect(await validated()).toEqual(rejection('it is odd'));
    expect(givenUp).toEqual([]);
  });

  it('is rejected with every reason why no Job can be built', async () => {
    const configMaps = [{ name: 'settings' }];
    expect(await scene({}, {}, { image: '', configMaps }).validated()).toEqual(
      rejection(
        expect.stringMatching(
          /^spec\.definition\.image: is missing: the experiment has no image.*; spec\.definition\.configMaps\[0\]/,
        ),
      ),
    );
  });

  it("is rejected with Litmus' own reason where it is the sidecar that is wrong", async () => {
    const asked = decoded(engineOf({ annotations: { 'sidecar/enabled': 'true' } }));
    const engine = { ...scene().run.engine, current: () => asked };
    expect(await scene({ engine }).validated()).toEqual(
      rejection(expect.stringContaining('spec.components.sidecar'), 'SideCarPatchError'),
    );
  });

  it('is rejected where something that it depends on is missing', async () => {
    const secrets = [{ name: 'access', mountPath: '/access' }];
    const { run, validated } = scene({}, { getMetadata: async () => absent }, { secrets });
    expect(await validated()).toEqual(
      rejection(
        'There is no Secret access in namespace litmus, which the experiment mounts or reads. Create it and start the engine again.',
      ),
    );
    expect(run.built.size).toBe(0);
  });

  it('says nothing while the process ends: another one tries again', async () => {
    const { givenUp, validated } = scene({}, { get: async () => E.left({ is: 'Cancelled', message: 'ending' }) });
    expect(await validated()).toBeUndefined();
    expect(givenUp).toEqual([]);
  });
});

describe('a step of which the server does not tell whether it can be launched', () => {
  const unread: Partial<ValidateMeans> = {
    readExperiment: async () => ({ is: 'Unread', reason: 'nobody answers' }),
    launched: { yet: false },
  };

  it.each<readonly [string, Partial<ValidateMeans>, Partial<Cluster>]>([
    ['its ChaosExperiment cannot be read', unread, {}],
    ['its ChaosResult cannot be read', {}, { get: async () => E.left(away) }],
  ])('is rejected once that is given up, where %s', async (_, more, answers) => {
    const { givenUp, validated } = scene(more, answers);
    expect(await validated()).toEqual(rejection('nobody answers'));
    expect(givenUp).toEqual([[params, 'nobody answers']]);
  });

  it.each<readonly [string, Partial<ValidateMeans>, Partial<Cluster>]>([
    ['its ChaosExperiment cannot be read', unread, {}],
    ['its ChaosResult cannot be read', {}, { get: async () => E.left(away) }],
  ])('is left to another process that may not meet it, where %s', async (_, more, answers) => {
    const { validated } = scene({ ...more, giveUp: async () => 'exits' }, answers);
    expect(await validated()).toBeUndefined();
  });

  it('is not waited for any more once the latch is closed', async () => {
    const clock = manualClock(start);
    const { givenUp, validated } = scene({ ...unread, clock, launched: { yet: true }, latch: { closed: true } });
    expect(await validated()).toBeUndefined();
    expect([givenUp, clock.pending()]).toEqual([[], []]);
  });
});

it('builds no Job of a step whose entry the engine does not have', () => {
  const run = { ...scene().run, plan: planOf([{ id: 'a', entry: -1 }]) };
  expect(build(run, params, experimentWith())).toEqual(E.left([]));
});

describe('a ConfigMap that is missing', () => {
  const definition = { configMaps: [{ name: 'settings', mountPath: '/settings' }] };

  it('is asked for by the first of the steps that need it, and the result of none but the first', async () => {
    const { asked, validated } = scene({}, { getMetadata: async () => absent }, definition);
    const answers = [await validated(), await validated(), await validated()];
    expect(answers.map((answer) => answer?.type)).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(asked.map(([verb, kind]) => `${verb} ${kind}`)).toEqual(['get ChaosResult', 'getMetadata ConfigMap']);
  });

  it('is asked for again a second later: somebody may have made it', async () => {
    const clock = manualClock(start);
    const answers = [absent, E.right(there)];
    const { asked, validated } = scene({ clock }, { getMetadata: async () => answers.shift() ?? absent }, definition);
    await validated();
    clock.goTo(start + 1_000);
    expect(await validated()).toMatchObject({ type: 'VALIDATED' });
    expect(asked.filter(([verb]) => verb === 'get')).toHaveLength(2);
  });
});

it('what is to be said of many Jobs alike is said of the first, and at the end how many they were', async () => {
  const cluster = {
    get: async () => E.left({ is: 'Forbidden', message: 'may not get results', rule: 'get' } as const),
  };
  const { run, warned, validated } = scene({}, cluster);
  for (let step = 0; step < 5; step += 1) await validated();
  expect(warned).toEqual([[{ job }, 'may not get results']]);
  tellWarned(run);
  expect(warned.slice(1)).toEqual([[{ times: 5, jobs: [job, job, job] }, 'may not get results (the same of 5 Jobs)']]);
  tellWarned(run);
  expect(warned).toHaveLength(2);
});
