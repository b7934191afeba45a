import type { InterceptedRequest, Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { checkpointAnnotation } from '../../src/runner/checkpoint/checkpoint.ts';
import { commandLineExitCode } from '../../src/runner/run/finish.ts';
import { account, type Ground, type GroundOptions, ground, namespace, within } from './ground.ts';
import { engine, experiment } from './manifests.ts';

type Meets = (request: InterceptedRequest) => boolean;

/** The authorizer's own words, by which a missing right is told from what an admission webhook denies. */
const refusal = ({ verb, resource, user, group, namespace }: InterceptedRequest): string =>
  `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "${namespace}"`;

interface Gap {
  readonly world: Ground;
  /** Takes from runners what they were permitted before. */
  readonly open: (meets?: Meets) => void;
  readonly close: () => void;
}

const withGap = async (
  status: 401 | 403,
  options: Partial<GroundOptions> = {},
  objects?: readonly object[],
): Promise<Gap> => {
  let gap: Meets | undefined;
  const interceptor: Interceptor = (request) =>
    request.userAgent.startsWith('chaos-runner/') && gap?.(request) === true
      ? { is: 'respond', status, ...(status === 403 ? { message: refusal(request) } : {}) }
      : undefined;
  const world = await ground({
    speed: 10,
    objects: objects ?? [
      experiment('pod-delete', { duration: '2s', helpers: '1' }),
      experiment('node-drain'),
      engine(['pod-delete', 'node-drain']),
    ],
    ...options,
    interceptors: [interceptor],
  });
  return {
    world,
    open: (meets = () => true) => {
      gap = meets;
    },
    close: () => {
      gap = undefined;
    },
  };
};

const runs = (world: Ground): Promise<boolean> =>
  world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));

const endOfGap = (world: Ground, ms: number): Promise<void> =>
  new Promise((resolve) => {
    world.clock.setTimer(world.clock.now() + ms, resolve);
  });

const passed = [
  { status: 'Completed', verdict: 'Pass' },
  { status: 'Completed', verdict: 'Pass' },
];

const states = (world: Ground): readonly object[] => world.rows().map(({ status, verdict }) => ({ status, verdict }));

describe.each(['watch', 'poll'])('rights that are taken away while a step runs, where the runner has to %s', (how) => {
  const extras = { watch: how === 'watch' };

  it.each([
    [403, 3_000],
    [403, 8_000],
    [401, 8_000],
  ] as const)('cost nothing when an answer %s is over after %s ms', async (status, ms) => {
    const { world, open, close } = await withGap(status, { extras });
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    open();
    await endOfGap(world, ms);
    close();
    expect(await runner.exited).toBe(0);
    expect(states(world)).toEqual(passed);
    expect([...world.created.values()]).toEqual([1, 1]);
    expect(world.residue()).toEqual([]);
  });

  it.each([403, 401] as const)(
    'are waited for without end in the pod, and the run goes on when they are back: %s',
    async (status) => {
      const { world, open, close } = await withGap(status, { extras, speed: 240 });
      const runner = world.start({ mode: 'pod' });
      await runs(world);
      open();
      let code: number | undefined;
      void runner.exited.then((ended) => {
        code = ended;
      });
      expect(await within(world, 16 * 60_000, () => code !== undefined)).toBe(false);
      close();
      expect(await runner.exited).toBe(0);
      expect(states(world)).toEqual(passed);
      expect(world.residue()).toEqual([]);
    },
  );

  it('end a run on the command line after fifteen minutes with an error that names what is left', async () => {
    const { world, open } = await withGap(403, { extras, speed: 240 });
    const runner = world.start({ mode: 'commandLine' });
    await runs(world);
    const since = world.clock.now();
    open();
    const finish = await runner.finish;
    const [job = ''] = world.created.keys();
    expect(finish).toMatchObject({
      is: 'TryAgain',
      reason: expect.stringContaining('no longer permitted'),
      left: [expect.stringContaining(`job/${job}`)],
    });
    expect(commandLineExitCode(finish ?? { is: 'Nothing', reason: '' })).toBe(2);
    expect(world.clock.now() - since).toBeGreaterThan(14 * 60_000);
  });
});

describe.each([403, 401] as const)('all rights, answered with %s for eight seconds', (status) => {
  it.each([
    ['experiment', 'Running.Starting'],
    ['experiment', 'Running.ReadingResult'],
    ['experiment', 'CleaningUp.Recording'],
    ['experiment', 'CleaningUp.Deleting'],
    ['experiment', 'Verdict'],
    ['supervisor', 'Closing'],
    ['supervisor', 'Completed'],
  ])('cost nothing when they are taken away as the %s is %s', async (machine, state) => {
    const gap: { world?: Gap; isOpened: boolean } = { isOpened: false };
    gap.world = await withGap(status, {
      onRecord: ({ data }) => {
        if (gap.isOpened || data.machine !== machine || data.to !== state) return;
        gap.isOpened = true;
        gap.world?.open();
        gap.world?.world.clock.setTimer(gap.world.world.clock.now() + 8_000, () => gap.world?.close());
      },
    });
    const { world } = gap.world;
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(gap.isOpened).toBe(true);
    expect(states(world)).toEqual(passed);
    expect([...world.created.values()]).toEqual([1, 1]);
    expect(world.residue()).toEqual([]);
  });
});

it('a RoleBinding that is deleted and made again while a step runs costs nothing', async () => {
  const { world } = await withGap(403);
  const { store } = world.simulator;
  const runner = world.start({ mode: 'pod' });
  await runs(world);
  const binding = store.get('rolebindings', namespace, account);
  if (binding === undefined) throw new Error('there is no RoleBinding');
  store.remove('rolebindings', namespace, account, {});
  await endOfGap(world, 8_000);
  const { name, labels = {} } = binding.metadata;
  store.create('rolebindings', { ...binding, metadata: { name, namespace, labels } });
  expect(await runner.exited).toBe(0);
  expect(states(world)).toEqual(passed);
  expect(world.residue()).toEqual([]);
});

describe('a single right that is taken away', () => {
  it.each([
    ['to delete Jobs', 'delete', 'jobs'],
    ['to write the engine', 'patch', 'chaosengines'],
    ['to read results', 'get', 'chaosresults'],
    ['to create Jobs', 'create', 'jobs'],
    ['to read experiments', 'get', 'chaosexperiments'],
    ['to list pods', 'list', 'pods'],
  ])('%s is waited for', async (_, verb, resource) => {
    const { world, open, close } = await withGap(403);
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    open((request) => request.verb === verb && request.resource === resource);
    await endOfGap(world, 20_000);
    close();
    expect(await runner.exited).toBe(0);
    expect(states(world)).toEqual(passed);
    expect([...world.created.values()]).toEqual([1, 1]);
    expect(world.residue()).toEqual([]);
  });

  it('is said once a minute as an event and in the log', async () => {
    const { world, open, close } = await withGap(403, { speed: 60 });
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    open(({ verb, resource }) => verb === 'delete' && resource === 'jobs');
    const heldUp = () => world.events().find(({ reason }) => reason === 'RunHeldUp');
    await world.until(() => heldUp()?.count === 3);
    close();
    expect(await runner.exited).toBe(0);
    expect(heldUp()).toMatchObject({ type: 'Warning', message: expect.stringContaining('delete jobs.batch') });
    expect(runner.said.filter((line) => line.includes('held up')).length).toBeGreaterThanOrEqual(3);
  });

  it('to write rows keeps no fault from being ended at an abort', async () => {
    const { world, open, close } = await withGap(403, { speed: 20 }, [
      experiment('pod-delete', { duration: '1h', helpers: '1' }),
      engine(['pod-delete']),
    ]);
    const runner = world.start({ mode: 'commandLine' });
    await runs(world);
    open(({ verb, resource }) => verb === 'patch' && resource === 'chaosengines');
    runner.runner.abort('user', 'Enough.');
    await world.until(() => world.residue().length === 0);
    close();
    expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', left: [] });
    expect(states(world)).toEqual([{ status: 'Forcefully Aborted', verdict: 'Stopped' }]);
  });
});

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

describe('a process that begins while a right is taken away that the one before it had', () => {
  it.each([
    ['to create Jobs', 'create', 'jobs'],
    ['to delete Jobs', 'delete', 'jobs'],
    ['to read results', 'get', 'chaosresults'],
    ['to read experiments', 'get', 'chaosexperiments'],
    ['to list pods', 'list', 'pods'],
    ['to write the engine', 'patch', 'chaosengines'],
  ])('%s waits for it', async (_, verb, resource) => {
    const { world } = await withGap(403, { speed: 20 });
    const { store } = world.simulator;
    const first = world.start({ mode: 'pod', holder: 'the-pod' });
    await runs(world);
    // What was used with success is in the checkpoint that is written next.
    const used = verb === 'delete' ? 'delete jobs.batch' : 'launchedAt';
    await world.until(() => world.engine()?.metadata.annotations?.[checkpointAnnotation]?.includes(used));
    first.kill();
    const role = store.get('roles', namespace, account);
    const rules = (role as unknown as { readonly rules: readonly Rule[] }).rules;
    const without = rules.flatMap((rule): readonly Rule[] =>
      rule.resources.includes(resource)
        ? [
            { ...rule, resources: rule.resources.filter((one) => one !== resource) },
            { ...rule, resources: [resource], verbs: rule.verbs.filter((one) => one !== verb) },
          ]
        : [rule],
    );
    const grant = (given: readonly Rule[]) =>
      store.update('roles', namespace, account, (now) => ({ ...now, rules: given }));
    grant(without);
    const second = world.start({ mode: 'pod', holder: 'the-pod' });
    await world.until(() => world.events().some(({ reason }) => reason === 'RunHeldUp'));
    grant(rules);
    expect(await second.exited).toBe(0);
    expect(states(world)).toEqual(passed);
    expect([...world.created.values()]).toEqual([1, 1]);
  });
});

describe('a process that cannot read its engine', () => {
  it.each([401, 403] as const)('ends with an error that says what was not looked at: %s', async (status) => {
    const { world, open, close } = await withGap(status, { speed: 60 });
    const first = world.start({ mode: 'pod', holder: 'the-pod' });
    await runs(world);
    first.kill();
    open(({ resource }) => resource === 'chaosengines');
    const second = world.start({ mode: 'pod', holder: 'the-pod' });
    expect(await second.exited).toBe(1);
    expect(await second.finish).toMatchObject({ is: 'TryAgain', left: [expect.stringContaining('was not looked at')] });
    close();
    expect(await world.start({ mode: 'pod', holder: 'the-pod' }).exited).toBe(0);
    expect(states(world)).toEqual(passed);
  });

  it('hands over when it is told to stop meanwhile', async () => {
    const { world, open } = await withGap(403, {}, [
      experiment('pod-delete', { duration: '60s' }),
      engine(['pod-delete']),
    ]);
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    open();
    runner.runner.terminate();
    expect(await runner.exited).toBe(143);
  });
});
