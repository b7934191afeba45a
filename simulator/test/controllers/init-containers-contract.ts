import { describe, expect, it } from 'vitest';
import { type ContractTarget, job, pod } from '../../../test/contract/target.ts';
import type { ServerVersion } from '../../../test/contract/versions.ts';
import { type Body, condition, reached, workloads } from './workload-fixture.ts';

/** Init containers, and those of them that stay: native sidecars. */
export const describeInitContainers = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('init containers', () => {
    const { client, image, core, jobs, podsOf, until, seen } = workloads(target);
    const pathOf = (name: string): string => `${core()}/pods/${name}`;
    const one = (name: string, command: string, more = {}) => ({
      name,
      image: image(),
      command: ['sh', '-c', command],
      ...more,
    });
    const sidecar = (name: string, exit: number) =>
      one(name, `trap "sleep 1; exit ${exit}" TERM; sleep 300 & wait`, { restartPolicy: 'Always' });
    const post = (name: string, spec: object) => client().post(`${core()}/pods`, pod(name, image(), '', { ...spec }));
    const states = ({ status }: Body): string[] =>
      [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
        ({ state }: Body) => state.waiting?.reason ?? Object.keys(state)[0],
      );

    it('run one after the other before the others do', async () => {
      await post('ordered', {
        initContainers: [one('first', 'sleep 1'), one('second', 'sleep 1')],
        containers: [one('main', 'sleep 1')],
      });
      const waits = await until(pathOf('ordered'), (body) => states(body)[0] === 'running');
      expect(states(waits)).toEqual(['running', 'PodInitializing', 'PodInitializing']);
      expect(waits.status.phase).toBe('Pending');
      expect(condition(waits, 'Initialized')).toMatchObject({
        status: 'False',
        reason: 'ContainersNotInitialized',
        message: 'containers with incomplete status: [first second]',
      });
      expect(waits.status.initContainerStatuses[0].ready).toBe(false);
      const next = await until(pathOf('ordered'), (body) => states(body)[1] === 'running');
      expect(states(next)).toEqual(['terminated', 'running', 'PodInitializing']);
      expect(condition(next, 'Initialized').message).toBe('containers with incomplete status: [second]');
      expect(next.status.initContainerStatuses[0].ready).toBe(true);
      const last = await until(pathOf('ordered'), ({ status }) => status?.phase === 'Running');
      expect(states(last)).toEqual(['terminated', 'terminated', 'running']);
      await until(pathOf('ordered'), ({ status }) => status?.phase === 'Succeeded');
    });

    it('that fail fail their pod, whose containers never start', async () => {
      await post('hindered', {
        initContainers: [one('first', 'exit 4'), one('second', 'exit 0')],
        containers: [one('main', 'exit 0')],
      });
      const failed = await until(pathOf('hindered'), ({ status }) => status?.phase === 'Failed');
      expect(states(failed)).toEqual(['terminated', 'PodInitializing', 'PodInitializing']);
      expect(condition(failed, 'Initialized')).toMatchObject({
        status: 'False',
        message: 'containers with incomplete status: [first second]',
      });
      expect(condition(failed, 'Ready').reason).toBe(version.pick({ 20: 'ContainersNotReady', 27: 'PodFailed' }));
    });

    it('that fail are tried again under OnFailure', async () => {
      await post('retried', {
        restartPolicy: 'OnFailure',
        initContainers: [one('first', 'sleep 1; exit 4')],
        containers: [one('main', 'exit 0')],
      });
      const again = await until(
        pathOf('retried'),
        ({ status }) => status?.initContainerStatuses?.[0].restartCount >= 1,
      );
      expect(again.status.phase).toBe('Pending');
      expect(again.status.initContainerStatuses[0].lastState.terminated).toMatchObject({ exitCode: 4 });
      await client().remove(pathOf('retried'));
    });

    version.since(
      29,
      'restartPolicy of a container was dropped',
      'with restartPolicy Always stay beside the others, and end after them, the last first',
      async () => {
        await post('beside', {
          terminationGracePeriodSeconds: 10,
          initContainers: [sidecar('outer', 0), one('between', 'exit 0'), sidecar('inner', 3)],
          containers: [one('main', 'sleep 1')],
        });
        const all = await until(pathOf('beside'), ({ status }) => status?.phase === 'Running');
        expect(states(all)).toEqual(['running', 'terminated', 'running', 'running']);
        expect(all.status.initContainerStatuses.map(({ ready, started }: Body) => [ready, started])).toEqual([
          [true, true],
          [true, false],
          [true, true],
        ]);
        const alone = await until(pathOf('beside'), (body) => states(body)[3] === 'terminated');
        expect(states(alone).slice(0, 3)).toEqual(['running', 'terminated', 'running']);
        expect(condition(alone, 'Ready')).toMatchObject({
          reason: 'ContainersNotReady',
          message: 'containers with unready status: [main]',
        });
        const done = await until(pathOf('beside'), ({ status }) => status?.phase === 'Succeeded');
        const [outer, , inner] = done.status.initContainerStatuses.map(({ state }: Body) => state.terminated);
        expect([outer.exitCode, inner.exitCode]).toEqual([0, 3]);
        expect(outer.finishedAt > inner.finishedAt).toBe(true);
      },
    );

    version.since(29, 'restartPolicy of a container was dropped', 'that stay count among the unready', async () => {
      const changes = await seen(
        () => post('early', { initContainers: [sidecar('mesh', 0)], containers: [one('main', 'exit 0')] }),
        (all) => all.some(({ object }) => object.metadata.name === 'early' && object.status?.initContainerStatuses),
      );
      const early = changes.find(({ object }) => object.status?.initContainerStatuses)?.object;
      expect(condition(early, 'Ready').message).toBe('containers with unready status: [mesh main]');
      expect(condition(early, 'Initialized').message).toBe('containers with incomplete status: [mesh]');
    });

    version.since(29, 'restartPolicy of a container was dropped', 'that stay do not keep a Job open', async () => {
      const { template } = job('meshed', image(), 'exit 0').spec;
      const spec = { ...template.spec, initContainers: [sidecar('mesh', 0)] };
      await client().post(jobs(), job('meshed', image(), 'exit 0', { template: { spec } }));
      const done = await until(`${jobs()}/meshed`, reached('Complete'));
      expect(done.status.succeeded).toBe(1);
      expect((await client().get(podsOf('meshed'))).body.items[0].status.phase).toBe('Succeeded');
    });

    version.since(29, 'restartPolicy of a container was dropped', 'that stay are restarted when they end', async () => {
      await post('restarted', {
        initContainers: [one('mesh', 'sleep 1; exit 1', { restartPolicy: 'Always' })],
        containers: [one('main', 'sleep 300')],
      });
      const again = await until(
        pathOf('restarted'),
        ({ status }) => status?.initContainerStatuses?.[0].restartCount >= 1,
      );
      expect(again.status.phase).toBe('Running');
      await client().remove(pathOf('restarted'));
    });
  });
};
