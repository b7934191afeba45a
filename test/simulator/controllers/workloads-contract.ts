import { beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../contract/client.ts';
import { type ContractTarget, freshNamespace, job, pod } from '../../contract/target.ts';

type Body = Reply['body'];

const container = (body: Body, index = 0): Body => body?.status?.containerStatuses?.[index];

/** What Jobs, pods and their collectors do, the same on a simulated and on a real cluster (Kubernetes up to 1.24). */
export const describeWorkloads = (target: () => ContractTarget): void => {
  describe('workloads', () => {
    let core = '';
    let jobs = '';
    let apps = '';
    const client = () => target().client;
    const image = () => target().image;
    beforeAll(async () => {
      const namespace = await freshNamespace(client());
      core = `/api/v1/namespaces/${namespace}`;
      jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
      apps = `/apis/apps/v1/namespaces/${namespace}`;
    });
    const podsOf = (name: string): string => `${core}/pods?labelSelector=job-name%3D${name}`;
    const until = async (path: string, accepted: (body: Body) => boolean): Promise<Body> =>
      (await client().until(path, ({ body }) => accepted(body))).body;
    const eventsOf = async (name: string, reason: string): Promise<Body[]> => {
      const path = `${core}/events?fieldSelector=involvedObject.name%3D${name},reason%3D${reason}`;
      return (await until(path, ({ items }) => items?.length > 0)).items;
    };
    const started = async (name: string, command: string, spec = {}): Promise<Body> => {
      await client().post(jobs, job(name, image(), command, spec));
      const list = await until(podsOf(name), ({ items }) => items?.[0]?.status?.phase === 'Running');
      return list.items[0];
    };

    it('completes a Job whose pod has succeeded', async () => {
      await client().post(jobs, job('well', image(), 'sleep 1; exit 0'));
      const done = await until(`${jobs}/well`, ({ status }) => status?.succeeded === 1 && status?.conditions);
      expect(done.status).toMatchObject({
        succeeded: 1,
        conditions: [{ type: 'Complete', status: 'True' }],
        startTime: expect.any(String),
        completionTime: expect.any(String),
      });
      expect(done.status).not.toHaveProperty('active');
      const [made] = (await client().get(podsOf('well'))).body.items;
      expect(made.status.phase).toBe('Succeeded');
      expect(made.metadata.labels).toMatchObject({ 'job-name': 'well', 'controller-uid': done.metadata.uid });
      expect(made.metadata.ownerReferences).toMatchObject([
        { kind: 'Job', controller: true, blockOwnerDeletion: true },
      ]);
      expect(container(made)).toMatchObject({
        ready: false,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      });
      const conditions = Object.fromEntries(
        made.status.conditions.map((one: Body) => [one.type, [one.status, one.reason]]),
      );
      expect(conditions).toEqual({
        Initialized: ['True', 'PodCompleted'],
        Ready: ['False', 'PodCompleted'],
        ContainersReady: ['False', 'PodCompleted'],
        PodScheduled: ['True', undefined],
      });
      const [created] = await eventsOf('well', 'SuccessfulCreate');
      expect(created).toMatchObject({
        type: 'Normal',
        message: `Created pod: ${made.metadata.name}`,
        source: { component: 'job-controller' },
      });
      for (const reason of ['Scheduled', 'Pulled', 'Created', 'Started']) {
        expect(await eventsOf(made.metadata.name, reason)).toHaveLength(1);
      }
    });

    it('fails a Job with backoffLimit 0 whose pod has failed', async () => {
      await client().post(jobs, job('ill', image(), 'exit 3'));
      const done = await until(`${jobs}/ill`, ({ status }) => status?.conditions);
      expect(done.status).toMatchObject({
        failed: 1,
        conditions: [
          {
            type: 'Failed',
            status: 'True',
            reason: 'BackoffLimitExceeded',
            message: 'Job has reached the specified backoff limit',
          },
        ],
      });
      const { items } = (await client().get(podsOf('ill'))).body;
      expect(items).toHaveLength(1);
      expect(container(items[0]).state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    });

    it('makes another pod when the main pod is deleted, although backoffLimit is 0', async () => {
      const first = await started('replaced', 'sleep 300');
      await client().remove(`${core}/pods/${first.metadata.name}`);
      const list = await until(podsOf('replaced'), ({ items }) =>
        items?.some((one: Body) => one.metadata.name !== first.metadata.name),
      );
      expect(list.items.length).toBeGreaterThan(0);
      await client().remove(`${jobs}/replaced`, { propagationPolicy: 'Background' });
      await until(podsOf('replaced'), ({ items }) => items?.length === 0);
    });

    it('waits in a foreground deletion until the pods are gone', async () => {
      const first = await started('fore', 'sleep 300', {
        template: {
          spec: {
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 3,
            containers: [{ name: 'main', image: image(), command: ['sh', '-c', 'sleep 300'] }],
          },
        },
      });
      const removed = await client().remove(`${jobs}/fore`, { propagationPolicy: 'Foreground' });
      expect(removed.body.metadata.finalizers).toEqual(['foregroundDeletion']);
      const dying = await until(`${core}/pods/${first.metadata.name}`, ({ metadata }) => metadata?.deletionTimestamp);
      expect(dying.metadata.deletionGracePeriodSeconds).toBe(3);
      expect((await client().get(`${jobs}/fore`)).status).toBe(200);
      await client().until(`${jobs}/fore`, ({ status }) => status === 404);
      expect((await client().get(podsOf('fore'))).body.items).toEqual([]);
    });

    it('leaves the pods of a Job that is deleted without a policy', async () => {
      const first = await started('left', 'sleep 300');
      await client().remove(`${jobs}/left`);
      await client().until(`${jobs}/left`, ({ status }) => status === 404);
      const orphan = await until(`${core}/pods/${first.metadata.name}`, ({ metadata }) => !metadata?.ownerReferences);
      expect(orphan.status.phase).toBe('Running');
      await client().remove(`${core}/pods/${first.metadata.name}`);
    });

    it('refuses pods whose service account is missing, and says so on the Job', async () => {
      const spec = {
        template: { spec: { ...job('x', image(), 'true').spec.template.spec, serviceAccountName: 'nobody' } },
      };
      await client().post(jobs, job('lonely', image(), 'true', spec));
      const [event] = await eventsOf('lonely', 'FailedCreate');
      expect(event).toMatchObject({ type: 'Warning', source: { component: 'job-controller' } });
      expect(event.message).toMatch(
        /^Error creating: pods "lonely-" is forbidden: error looking up service account contract-\S+\/nobody: serviceaccount "nobody" not found$/,
      );
      expect((await client().get(podsOf('lonely'))).body.items).toEqual([]);
    });

    it.each([
      ['absent', { image: 'localhost/absent-does-not-exist:1', imagePullPolicy: 'Never' }, 'ErrImageNeverPull'],
      ['misnamed', { image: 'UPPER:CASE:TWICE' }, 'InvalidImageName'],
      [
        'unconfigured',
        { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'gone', key: 'a' } } }] },
        'CreateContainerConfigError',
      ],
    ])('keeps the %s container waiting', async (name, more, reason) => {
      const spec = { containers: [{ name: 'main', image: image(), command: ['sleep', '1'], ...more }] };
      await client().post(`${core}/pods`, pod(name, image(), '', spec));
      const found = await until(`${core}/pods/${name}`, (body) => container(body)?.state?.waiting?.reason === reason);
      expect(found.status.phase).toBe('Pending');
      expect(container(found)).toMatchObject({ ready: false, started: false, restartCount: 0 });
      if (name === 'unconfigured') expect(container(found).state.waiting.message).toBe('secret "gone" not found');
    });

    it('tells of a volume whose ConfigMap is missing, and goes on when it is there', async () => {
      const volumeMounts = [{ name: 'v', mountPath: '/v' }];
      const spec = {
        volumes: [
          { name: 'v', configMap: { name: 'later' } },
          { name: 'nobody-mounts-it', configMap: { name: 'never' } },
        ],
        containers: [{ name: 'main', image: image(), command: ['true'], volumeMounts }],
      };
      await client().post(`${core}/pods`, pod('mounts', image(), 'exit 0', spec));
      const [event] = await eventsOf('mounts', 'FailedMount');
      expect(event).toMatchObject({ type: 'Warning', source: { component: 'kubelet' } });
      expect(event.message).toBe('MountVolume.SetUp failed for volume "v" : configmap "later" not found');
      const waiting = await until(`${core}/pods/mounts`, (body) => container(body));
      expect(container(waiting).state.waiting.reason).toBe('ContainerCreating');
      await client().post(`${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'later' } });
      await until(`${core}/pods/mounts`, ({ status }) => status?.phase === 'Succeeded');
    });

    it('leaves a pod unschedulable that no node can take', async () => {
      await client().post(
        `${core}/pods`,
        pod('picky', image(), 'exit 0', { nodeSelector: { nowhere: 'to-be-found' } }),
      );
      const found = await until(`${core}/pods/picky`, ({ status }) => status?.conditions);
      expect(found.status).toMatchObject({
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      });
      expect((await eventsOf('picky', 'FailedScheduling'))[0].message).toMatch(
        /^0\/\d+ nodes are available: \d+ node\(s\) didn't match/,
      );
    });

    it('keeps a pod running beside an ended container', async () => {
      const one = (name: string, command: string) => ({ name, image: image(), command: ['sh', '-c', command] });
      const containers = [one('main', 'exit 0'), one('side', 'sleep 300')];
      await client().post(`${core}/pods`, pod('pair', image(), '', { containers }));
      const found = await until(
        `${core}/pods/pair`,
        (body) =>
          body.status?.containerStatuses?.some((one: Body) => one.state.terminated) && body.status.phase === 'Running',
      );
      expect(found.status.conditions.find((one: Body) => one.type === 'Ready')).toMatchObject({
        status: 'False',
        reason: 'ContainersNotReady',
        message: 'containers with unready status: [main]',
      });
      await client().remove(`${core}/pods/pair`);
    });

    it('restarts a container in place under OnFailure and keeps how it ended', async () => {
      await client().post(`${core}/pods`, pod('again', image(), 'sleep 1; exit 7', { restartPolicy: 'OnFailure' }));
      const found = await until(`${core}/pods/again`, (body) => container(body)?.restartCount >= 1);
      expect(container(found).lastState.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
      const backing = await until(
        `${core}/pods/again`,
        (body) => container(body)?.state?.waiting?.reason === 'CrashLoopBackOff',
      );
      expect(backing.status.phase).toBe('Running');
      expect(container(backing).state.waiting.message).toMatch(
        /^back-off 10s restarting failed container=main pod=again_contract-/,
      );
      await client().remove(`${core}/pods/again`);
    });

    it('fails a Job that is past its deadline and removes its pod', async () => {
      await client().post(jobs, job('late', image(), 'sleep 300', { activeDeadlineSeconds: 3 }));
      const done = await until(`${jobs}/late`, ({ status }) => status?.conditions);
      expect(done.status.conditions).toMatchObject([
        { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' },
      ]);
      await until(podsOf('late'), ({ items }) => items?.length === 0);
    });

    it('brings up a Deployment', async () => {
      const labels = { app: 'up' };
      const spec = {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: image(), command: ['sh', '-c', 'sleep 300'] }],
      };
      await client().post(`${apps}/deployments`, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'up' },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      });
      const found = await until(`${apps}/deployments/up`, ({ status }) => status?.availableReplicas === 1);
      expect(found.status).toMatchObject({ replicas: 1, updatedReplicas: 1, readyReplicas: 1, observedGeneration: 1 });
      const available = found.status.conditions.find((one: Body) => one.type === 'Available');
      expect(available).toMatchObject({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      });
      const { items } = (await client().get(`${core}/pods?labelSelector=app%3Dup`)).body;
      expect(items[0].metadata.ownerReferences).toMatchObject([{ kind: 'ReplicaSet', controller: true }]);
      await client().remove(`${apps}/deployments/up`, { propagationPolicy: 'Background' });
      await until(`${core}/pods?labelSelector=app%3Dup`, ({ items: left }) => left?.length === 0);
    });
  });
};
