import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

interface Case {
  readonly behaviour?: Behaviour;
  readonly definition?: object;
  readonly spec?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** What the event and the record have to name. */
  readonly names: RegExp;
}

const run = async ({ behaviour, definition, spec, env, names }: Case, timeout: number, how: string) => {
  const world = await ground({
    extras: { watch: how === 'watch' },
    speed: 20,
    objects: [
      experiment('pod-delete', behaviour, definition),
      engine(['pod-delete'], {
        spec: { jobCleanUpPolicy: 'retain', ...spec },
        components: { statusCheckTimeouts: { delay: 1, timeout } },
      }),
    ],
  });
  const finish = await world.start({ mode: 'pod', ...(env === undefined ? {} : { env }) }).finish;
  expect(finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
  expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
  const warnings = world.events().filter(({ type }) => type === 'Warning');
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Experiment Job creation failed, skipping Chaos Experiment: pod-delete/),
  ]);
  expect(warnings[0]?.message).toMatch(names);
  const verdict = world.records().find(({ data }) => data.to === 'Verdict');
  expect(verdict?.data.outcome).toBe('Error');
  expect(world.records().some(({ data }) => names.test(data.reason ?? ''))).toBe(true);
  expect(world.created.size).toBe(1);
  expect(world.residue()).toEqual([]);
  return world;
};

/** Twice `statusCheckTimeouts.timeout`. */
const afterTheStartTimeout: Readonly<Record<string, Case>> = {
  'an image that cannot be pulled': { behaviour: { failsToStart: 'ImagePullBackOff' }, names: /ImagePullBackOff/ },
  'a container whose configuration lacks something': {
    behaviour: { failsToStart: 'CreateContainerConfigError' },
    names: /CreateContainerConfigError.*simulated/,
  },
  'a pod that fits on no node': { behaviour: { failsToStart: 'Unschedulable' }, names: /Unschedulable/ },
  'a quota that is full': { behaviour: { failsToStart: 'QuotaExceeded' }, names: /exceeded quota: simulated/ },
  'a missing Secret that may not be looked for': {
    definition: { secrets: [{ name: 'credentials', mountPath: '/etc/credentials' }] },
    names: /FailedMount.*"credentials" not found/,
  },
};

/** With the default of six minutes the test itself would not end. */
const atOnce: Readonly<Record<string, Case>> = {
  'an image name that is none': { behaviour: { failsToStart: 'InvalidImageName' }, names: /InvalidImageName/ },
  'an image that must not be pulled': { behaviour: { failsToStart: 'ErrImageNeverPull' }, names: /ErrImageNeverPull/ },
  'a quota that wants limits, or an admission webhook, that refuses the pod': {
    behaviour: { failsToStart: 'FailedCreate' },
    names: /must specify limits\.cpu/,
  },
  'a service account that does not exist': {
    spec: { chaosServiceAccount: 'nobody' },
    env: { CHAOS_SVC_ACC: 'nobody' },
    names: /serviceaccount "nobody" not found/,
  },
};

const hows = ['watch', 'poll'];

describe.each(hows)('where the runner has to %s', (how) => {
  it.each(Object.entries(afterTheStartTimeout))('ends a step after the start time-out, for %s', async (_, one) => {
    const world = await run(one, 2, how);
    expect(world.records().some(({ data }) => data.reason?.includes('did not start within 4 s'))).toBe(true);
  });

  it.each(Object.entries(atOnce))('ends a step at once, for %s', async (_, one) => {
    const world = await run(one, 180, how);
    expect(world.records().some(({ data }) => data.reason?.includes('did not start within'))).toBe(false);
  });
});

it('pods that nobody may list are warned of once, with the right that is missing', async () => {
  const world = await ground({
    speed: 20,
    objects: [
      experiment('pod-delete'),
      engine(['pod-delete'], { components: { statusCheckTimeouts: { delay: 1, timeout: 2 } } }),
    ],
    interceptors: [
      ({ verb, resource, userAgent }) =>
        verb === 'list' && resource === 'pods' && userAgent.startsWith('chaos-runner/')
          ? { is: 'respond', status: 403, message: 'no' }
          : undefined,
    ],
  });
  const runner = world.start({ mode: 'pod' });
  expect(await runner.exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  const said = runner.said.filter((line) => line.includes('pods of the experiments cannot be seen'));
  expect(said).toEqual([expect.stringContaining('grant the service account: list pods')]);
});
