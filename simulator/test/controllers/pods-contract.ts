import { describe, expect, it } from 'vitest';
import { type ContractTarget, pod } from '../../../test/contract/target.ts';
import type { ServerVersion } from '../../../test/contract/versions.ts';
import { type Body, condition, container, workloads } from './workload-fixture.ts';

/** Pods: what keeps them from starting, how they run, how they end. */
export const describePods = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('pods', () => {
    const { client, image, core, until, eventsOf, seen } = workloads(target);
    const pathOf = (name: string): string => `${core()}/pods/${name}`;
    const post = (name: string, command: string, spec = {}) =>
      client().post(`${core()}/pods`, pod(name, image(), command, spec));
    const running = (name: string): Promise<Body> => until(pathOf(name), ({ status }) => status?.phase === 'Running');
    /** What a watcher sees of a pod's end, from its deletion where it is deleted. */
    const endOf = async (name: string, begin: () => Promise<unknown>, enough: (pod: Body) => boolean) =>
      (await seen(begin, (all) => all.some(({ object }) => object.metadata.name === name && enough(object)))).filter(
        ({ object }) => object.metadata.name === name,
      );
    const isGone = ({ metadata }: Body): boolean => metadata.deletionGracePeriodSeconds === 0;

    it('tell by their conditions and events that they have run', async () => {
      await post('ran', 'exit 0');
      const ran = await until(pathOf('ran'), ({ status }) => status?.phase === 'Succeeded');
      expect(container(ran)).toMatchObject({
        ready: false,
        started: false,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      });
      expect(ran.status.conditions.map((one: Body) => [one.type, one.status, one.reason])).toEqual([
        ...version.pick<unknown[]>({
          20: [],
          29: [['PodReadyToStartContainers', 'False', undefined]],
          37: [['PodReadyToStartContainers', 'False', 'PodSandboxNotReady']],
        }),
        ['Initialized', 'True', 'PodCompleted'],
        ['Ready', 'False', 'PodCompleted'],
        ['ContainersReady', 'False', 'PodCompleted'],
        ['PodScheduled', 'True', undefined],
      ]);
      const texts = {
        Pulled: version.pick({
          20: `Container image "${image()}" already present on machine`,
          35: `Container image "${image()}" already present on machine and can be accessed by the pod`,
        }),
        Created: version.pick({ 20: 'Created container main', 32: 'Created container: main', 35: 'Container created' }),
        Started: version.pick({ 20: 'Started container main', 35: 'Container started' }),
      };
      for (const [reason, message] of Object.entries(texts)) {
        const events = await eventsOf('ran', reason);
        expect(events).toHaveLength(1);
        expect(events[0]).toMatchObject({
          message,
          source: { component: 'kubelet' },
          involvedObject: { fieldPath: 'spec.containers{main}' },
        });
      }
      const [scheduled] = await eventsOf('ran', 'Scheduled');
      expect(scheduled).toMatchObject({ firstTimestamp: null, lastTimestamp: null, action: 'Binding', source: {} });
      expect(scheduled.reportingComponent).toBe('default-scheduler');
    });

    version.since(26, 'before, they ended with their containers', 'end a moment after their containers', async () => {
      const changes = await endOf(
        'twofold',
        () => post('twofold', 'sleep 1; exit 0'),
        ({ status }) => status.phase === 'Succeeded',
      );
      const steps = changes
        .filter(({ object }) => container(object)?.state.terminated)
        .map(({ object: { status } }) => [
          status.phase,
          ...['Initialized', 'Ready'].map((type) => condition({ status }, type).reason),
        ]);
      expect(steps).toEqual([
        ['Running', 'PodCompleted', 'PodCompleted'],
        ['Succeeded', 'PodCompleted', 'PodCompleted'],
      ]);
    });

    const ends = [
      ['politely', 'trap "exit 0" TERM; sleep 300 & wait', 'Succeeded', { exitCode: 0, reason: 'Completed' }],
      ['deaf', 'sleep 300', 'Failed', { exitCode: 137, reason: 'Error' }],
    ] as const;
    for (const [name, command, phase, terminated] of ends) {
      version.since(
        27,
        'a pod may be gone before its last status is written',
        `that are deleted end before they go: ${name}`,
        async () => {
          await post(name, command);
          await running(name);
          const changes = await endOf(name, () => client().remove(pathOf(name)), isGone);
          const last = changes.at(-1)?.object;
          expect(last.status.phase).toBe(phase);
          expect(container(last).state.terminated).toMatchObject(terminated);
        },
      );
    }

    it('that are deleted are told to stop, each container in an event', async () => {
      await post('stopped', 'sleep 300');
      await running('stopped');
      await endOf('stopped', () => client().remove(pathOf('stopped')), isGone);
      expect((await eventsOf('stopped', 'Killing'))[0]).toMatchObject({
        type: 'Normal',
        message: 'Stopping container main',
        involvedObject: { fieldPath: 'spec.containers{main}' },
      });
    });

    version.since(27, 'they went as they were', 'that are deleted before they started end as failed', async () => {
      await post('unborn', '', {
        containers: [{ name: 'main', image: 'localhost/absent-does-not-exist:1', imagePullPolicy: 'Never' }],
      });
      await until(pathOf('unborn'), (body) => container(body)?.state.waiting?.reason === 'ErrImageNeverPull');
      const changes = await endOf('unborn', () => client().remove(pathOf('unborn')), isGone);
      expect(changes.at(-1)?.object.status).toMatchObject({
        phase: 'Failed',
        containerStatuses: [
          {
            state: {
              terminated: {
                exitCode: 137,
                reason: 'ContainerStatusUnknown',
                message: 'The container could not be located when the pod was terminated',
                startedAt: null,
                finishedAt: null,
              },
            },
          },
        ],
      });
    });

    it('leave what runs the grace of the first deletion, whatever a later one says', async () => {
      await post('graceful', 'sleep 300');
      await running('graceful');
      const remove = (gracePeriodSeconds: number) => client().remove(pathOf('graceful'), { gracePeriodSeconds });
      expect((await remove(5)).body.metadata.deletionGracePeriodSeconds).toBe(5);
      const [killing] = await eventsOf('graceful', 'Killing');
      expect((await remove(60)).body.metadata.deletionGracePeriodSeconds).toBe(5);
      const changes = await endOf('graceful', () => remove(2), isGone);
      expect(changes[0]?.object.metadata.deletionGracePeriodSeconds).toBeLessThan(5);
      const { finishedAt } = container(changes.at(-1)?.object).state.terminated;
      expect(Date.parse(finishedAt) - Date.parse(killing.lastTimestamp)).toBeGreaterThanOrEqual(4_000);
    });

    version.since(33, 'pods had no generation', 'say which generation their status is about', async () => {
      await post('observed', 'sleep 300');
      const found = await running('observed');
      expect(found.metadata.generation).toBe(1);
      expect([found.status, ...found.status.conditions].map((one: Body) => one.observedGeneration)).toEqual(
        Array(6).fill(1),
      );
      expect((await client().remove(pathOf('observed'))).body.metadata.generation).toBe(2);
    });

    it.each([
      [
        'absent',
        { image: 'localhost/absent-does-not-exist:1', imagePullPolicy: 'Never' },
        'ErrImageNeverPull',
        'Error: ErrImageNeverPull',
      ],
      ['misnamed', { image: 'UPPER:CASE:TWICE' }, 'InvalidImageName', 'Error: InvalidImageName'],
      [
        'unconfigured',
        { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'gone', key: 'a' } } }] },
        'CreateContainerConfigError',
        'Error: secret "gone" not found',
      ],
    ])('wait: %s', async (name, more, reason, message) => {
      const spec = { containers: [{ name: 'main', image: image(), command: ['sleep', '1'], ...more }] };
      await post(name, '', spec);
      const found = await until(pathOf(name), (body) => container(body)?.state?.waiting?.reason === reason);
      expect(found.status.phase).toBe('Pending');
      expect(container(found)).toMatchObject({ ready: false, started: false, restartCount: 0 });
      const waiting = {
        absent: 'Container image "localhost/absent-does-not-exist:1" is not present with pull policy of Never',
        misnamed: version.pick({
          20: `Failed to apply default image tag "UPPER:CASE:TWICE": couldn't parse image reference "UPPER:CASE:TWICE": invalid reference format: repository name must be lowercase`,
          32: `Failed to apply default image tag "UPPER:CASE:TWICE": couldn't parse image name "UPPER:CASE:TWICE": invalid reference format: repository name (library/UPPER) must be lowercase`,
        }),
        unconfigured: 'secret "gone" not found',
      }[name];
      expect(container(found).state.waiting.message).toBe(waiting);
      expect((await eventsOf(name, 'Failed')).map((event) => event.message)).toContain(message);
    });

    it('tell of a volume whose ConfigMap is missing, and go on when it is there', async () => {
      const volumeMounts = [{ name: 'v', mountPath: '/v' }];
      const spec = {
        volumes: [
          { name: 'v', configMap: { name: 'later' } },
          { name: 'nobody-mounts-it', configMap: { name: 'never' } },
        ],
        containers: [{ name: 'main', image: image(), command: ['true'], volumeMounts }],
      };
      await post('mounts', 'exit 0', spec);
      const [event] = await eventsOf('mounts', 'FailedMount');
      expect(event).toMatchObject({ type: 'Warning', source: { component: 'kubelet' } });
      expect(event.message).toBe('MountVolume.SetUp failed for volume "v" : configmap "later" not found');
      const waiting = await until(pathOf('mounts'), (body) => container(body));
      expect(container(waiting).state.waiting.reason).toBe('ContainerCreating');
      await client().post(`${core()}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' } });
      await until(pathOf('mounts'), ({ status }) => status?.phase === 'Succeeded');
    });

    it('stay unscheduled that no node can take', async () => {
      await post('picky', 'exit 0', { nodeSelector: { nowhere: 'to-be-found' } });
      const found = await until(pathOf('picky'), ({ status }) => status?.conditions);
      expect(found.status).toMatchObject({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      });
      const nodes = /^0\/(\d+) nodes/.exec(found.status.conditions[0].message)?.[1];
      const none = `0/${nodes} nodes are available: ${nodes}`;
      expect((await eventsOf('picky', 'FailedScheduling'))[0]).toMatchObject({
        message: version.pick({
          20: `${none} node(s) didn't match Pod's node affinity.`,
          32: `${none} node(s) didn't match Pod's node affinity/selector. preemption: ${none} Preemption is not helpful for scheduling.`,
        }),
        action: 'Scheduling',
        lastTimestamp: null,
      });
    });

    it('run as long as one of their containers does, and show them by name', async () => {
      const one = (name: string, command: string) => ({ name, image: image(), command: ['sh', '-c', command] });
      const containers = [one('side', 'sleep 300'), one('main', 'exit 0')];
      await post('pair', '', { containers });
      const found = await until(
        pathOf('pair'),
        (body) => container(body)?.state.terminated && body.status.phase === 'Running',
      );
      expect(found.status.containerStatuses.map((each: Body) => each.name)).toEqual(['main', 'side']);
      expect(condition(found, 'Ready')).toMatchObject({
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [main]',
      });
      await client().remove(pathOf('pair'));
    });

    it('restart a container in place under OnFailure and keep how it ended', async () => {
      await post('again', 'sleep 1; exit 7', { restartPolicy: 'OnFailure' });
      const found = await until(pathOf('again'), (body) => container(body)?.restartCount >= 1);
      expect(container(found).lastState.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
      const backing = await until(
        pathOf('again'),
        (body) => container(body)?.state?.waiting?.reason === 'CrashLoopBackOff',
      );
      expect(backing.status.phase).toBe('Running');
      const named = `again_${found.metadata.namespace}(${found.metadata.uid})`;
      expect(container(backing).state.waiting.message).toBe(
        `back-off 10s restarting failed container=main pod=${named}`,
      );
      expect((await eventsOf('again', 'BackOff'))[0].message).toBe(
        version.pick({
          20: 'Back-off restarting failed container',
          27: `Back-off restarting failed container main in pod ${named}`,
        }),
      );
      await client().remove(pathOf('again'));
    });
  });
};
