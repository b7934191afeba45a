import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { type Ground, type GroundOptions, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const objects = [experiment('pod-delete', { duration: '2s', helpers: '1' }), engine(['pod-delete'])];

const runs = (world: Ground): Promise<boolean> =>
  world.until(() => world.records().some(({ data }) => data.to === 'Running.Observing'));

/** Runners meet `status` and `message` at requests about engines, as long as `isChanged`. */
const changing = (verbs: readonly string[], status: number, message: string) => {
  const state = { isChanged: false };
  const options: GroundOptions = {
    speed: 20,
    objects,
    interceptors: [
      ({ verb, resource, userAgent }) =>
        state.isChanged && resource === 'chaosengines' && verbs.includes(verb) && userAgent.startsWith('chaos-runner/')
          ? { is: 'respond', status, message }
          : undefined,
    ],
  };
  return { state, options };
};

const passed = [{ status: 'Completed', verdict: 'Pass' }];

describe('a definition of ChaosEngines that is changed in the middle of a run', () => {
  const refusing = () => changing(['patch'], 422, 'status.experiments: Invalid value');

  it('and back costs nothing', async () => {
    const { state, options } = refusing();
    const world = await ground(options);
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    state.isChanged = true;
    await world.until(() => runner.said.some((line) => line.includes('held up')));
    state.isChanged = false;
    expect(await runner.exited).toBe(0);
    expect(world.rows()).toMatchObject(passed);
  });

  it('so that rows are refused ends no process with 0 over rows that are open', async () => {
    const { state, options } = refusing();
    const world = await ground(options);
    const runner = world.start({ mode: 'pod', holder: 'the-pod' });
    await runs(world);
    state.isChanged = true;
    expect(await runner.exited).toBe(1);
    expect(world.rows()).toMatchObject([{ status: 'Running' }]);
    expect(await runner.finish).toMatchObject({ is: 'TryAgain', left: [expect.stringContaining('job/')] });
    state.isChanged = false;
    expect(await world.start({ mode: 'pod', holder: 'the-pod' }).exited).toBe(0);
    expect(world.rows()).toMatchObject(passed);
    expect([...world.created.values()]).toEqual([1]);
  });

  it('so that rows are dropped in silence ends no process with 0', async () => {
    const world = await ground({ speed: 20, objects });
    let isSubresource = false;
    const runner = world.start({
      mode: 'pod',
      between: {
        patch: (inner, kind, ref, patch, call) => {
          const { status: _, ...rest } = patch;
          return inner.patch(kind, ref, isSubresource ? rest : patch, call);
        },
      },
    });
    await runs(world);
    isSubresource = true;
    expect(await runner.exited).toBe(1);
    expect(world.rows()).toMatchObject([{ status: 'Running' }]);
    expect(runner.said.join('\n')).toContain('did not keep it');
  });

  const unserving = () =>
    changing(['get', 'list', 'watch', 'patch'], 404, 'the server could not find the requested resource');

  it('and not served for a moment is no engine that is gone', async () => {
    const { state, options } = unserving();
    const world = await ground(options);
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    state.isChanged = true;
    world.clock.setTimer(world.clock.now() + 10_000, () => {
      state.isChanged = false;
    });
    expect(await runner.exited).toBe(0);
    expect(world.rows()).toMatchObject(passed);
  });

  it.each(['watch', 'poll'])('and not served any more ends the fault, and no process with 0 (%s)', async (how) => {
    const { state, options } = unserving();
    const long = [experiment('pod-delete', { duration: '1h', helpers: '1' }), engine(['pod-delete'])];
    const world = await ground({ ...options, objects: long, extras: { watch: how === 'watch' } });
    const runner = world.start({ mode: 'pod' });
    await runs(world);
    state.isChanged = true;
    expect(await runner.exited).toBe(1);
    expect(world.residue()).toEqual([]);
  });
});

it('an engine whose rows are wiped at the very end does not count as ended without them', async () => {
  const world = await ground({ speed: 10, objects });
  let wiped = false;
  const runner = world.start({
    mode: 'pod',
    between: {
      patch: async (inner, kind, ref, patch, call) => {
        const answer = await inner.patch(kind, ref, patch, call);
        const isLast = JSON.stringify(patch).includes('Completed');
        if (kind !== 'ChaosEngine' || !isLast || wiped || E.isLeft(answer)) return answer;
        wiped = true;
        world.setEngine(({ status: _, ...rest }) => rest);
        return answer;
      },
    },
  });
  expect(await runner.exited).toBe(0);
  expect(wiped).toBe(true);
  expect(world.rows()).toMatchObject(passed);
});

it.each([
  [
    'the row of a step that has ended is changed',
    (rows: readonly object[]) => rows.map((row) => ({ ...row, status: 'Running', verdict: 'Awaited' })),
  ],
  ['a verdict is changed', (rows: readonly object[]) => rows.map((row) => ({ ...row, verdict: 'Fail' }))],
  ['a row is taken away', (rows: readonly object[]) => rows.slice(1)],
])('where %s at the very end, the rows are written again', async (_, change) => {
  let isChanged = false;
  const world: Ground = await ground({
    speed: 10,
    objects,
    onRecord: ({ data }) => {
      if (isChanged || data.machine !== 'supervisor' || data.to !== 'Completed') return;
      isChanged = true;
      world.setEngine((now) => ({ ...now, status: { ...(now.status as object), experiments: change(world.rows()) } }));
    },
  });
  expect(await world.start({ mode: 'pod' }).exited).toBe(0);
  expect(isChanged).toBe(true);
  expect(world.rows()).toMatchObject(passed);
});
