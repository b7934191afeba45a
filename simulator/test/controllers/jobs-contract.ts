import { describe, expect, it } from 'vitest';
import { type ContractTarget, job } from '../../../test/contract/target.ts';
import type { ServerVersion } from '../../../test/contract/versions.ts';
import { type Body, type Change, condition, container, reached, workloads } from './workload-fixture.ts';

const tracking = 'batch.kubernetes.io/job-tracking';

/** Jobs to their ends, and their deletion. */
export const describeJobs = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('Jobs', () => {
    const { client, image, core, jobs, podsOf, until, eventsOf, started, seen } = workloads(target);
    /** The conditions of a Job that has ended, the interim one first where there is one. */
    const ends = (interim: string, final: string, more: object): object[] =>
      version.pick<object[]>({
        20: [{ type: final, status: 'True', ...(final === 'Complete' ? {} : more) }],
        31: [interim, final].map((type) => ({ type, status: 'True', ...more })),
      });

    it('complete when their pod has succeeded', async () => {
      await client().post(jobs(), job('well', image(), 'sleep 1; exit 0'));
      const done = await until(`${jobs()}/well`, reached('Complete'));
      expect(done.status).toMatchObject({
        succeeded: 1,
        conditions: ends('SuccessCriteriaMet', 'Complete', {
          reason: 'CompletionsReached',
          message: 'Reached expected number of succeeded pods',
        }),
        startTime: expect.any(String),
        completionTime: expect.any(String),
        ...version.pick<object>({ 20: {}, 31: { ready: 0, terminating: 0, uncountedTerminatedPods: {} } }),
      });
      expect(done.status).not.toHaveProperty('active');
      const [made] = (await client().get(podsOf('well'))).body.items;
      const { uid } = done.metadata;
      expect(made.metadata.labels).toEqual({
        'job-name': 'well',
        'controller-uid': uid,
        ...version.pick<object>({
          20: {},
          27: { 'batch.kubernetes.io/job-name': 'well', 'batch.kubernetes.io/controller-uid': uid },
        }),
      });
      expect(made.metadata.ownerReferences).toMatchObject([
        { kind: 'Job', controller: true, blockOwnerDeletion: true },
      ]);
      expect(made.metadata).not.toHaveProperty('finalizers');
      const [created] = await eventsOf('well', 'SuccessfulCreate');
      expect(created).toMatchObject({
        type: 'Normal',
        message: `Created pod: ${made.metadata.name}`,
        source: { component: 'job-controller' },
      });
      expect((await eventsOf('well', 'Completed'))[0]).toMatchObject({ type: 'Normal', message: 'Job completed' });
    });

    version.since(
      25,
      'before, the pods that are there were counted',
      'count a pod once, by its finalizer',
      async () => {
        const stepOf = ({ object: { status, metadata } }: Change): string => {
          if (metadata.name !== 'counted') return `pod ${status.phase} ${metadata.finalizers?.join() ?? 'free'}`;
          const names = (status?.conditions ?? []).map((one: Body) => one.type);
          const uncounted = status?.uncountedTerminatedPods?.succeeded?.length ?? 0;
          return ['job', status?.succeeded ?? 0, uncounted, ...names].join(' ');
        };
        const stepsOf = (changes: readonly Change[]): string[] =>
          changes
            .filter(({ object }) => object.metadata.name.startsWith('counted'))
            .map(stepOf)
            .filter((step, index, all) => step !== all[index - 1]);
        const end = [
          `pod Succeeded ${tracking}`,
          'job 0 1 SuccessCriteriaMet',
          'pod Succeeded free',
          'job 1 0 SuccessCriteriaMet Complete',
        ];
        const changes = await seen(
          () => client().post(jobs(), job('counted', image(), 'exit 0')),
          (all) => end.slice(2).every((step) => stepsOf(all).includes(step)),
        );
        expect(stepsOf(changes).slice(-4)).toEqual(end);
      },
    );

    it('fail without retries when their pod has failed', async () => {
      await client().post(jobs(), job('ill', image(), 'exit 3'));
      const done = await until(`${jobs()}/ill`, reached('Failed'));
      const why = { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
      expect(done.status).toMatchObject({ failed: 1, conditions: ends('FailureTarget', 'Failed', why) });
      const { items } = (await client().get(podsOf('ill'))).body;
      expect(items).toHaveLength(1);
      expect(container(items[0]).state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
      expect((await eventsOf('ill', why.reason))[0]).toMatchObject({ type: 'Warning', message: why.message });
    });

    version.before(
      25,
      'a pod that is being deleted did not count',
      'make another pod when the main pod is deleted, although backoffLimit is 0',
      async () => {
        const first = await started('replaced', 'sleep 300');
        await client().remove(`${core()}/pods/${first.metadata.name}`);
        const list = await until(podsOf('replaced'), ({ items }) =>
          items?.some((one: Body) => one.metadata.name !== first.metadata.name),
        );
        expect(list.items.length).toBeGreaterThan(0);
        await client().remove(`${jobs()}/replaced`, { propagationPolicy: 'Background' });
        await until(podsOf('replaced'), ({ items }) => items?.length === 0);
      },
    );

    version.since(
      31,
      'it is a failure at once, and the Job waits for its end',
      'fail without another pod when the main pod is deleted under backoffLimit 0',
      async () => {
        const spec = { terminationGracePeriodSeconds: 3 };
        const { template } = job('deleted', image(), 'sleep 300').spec;
        const first = await started('deleted', 'sleep 300', { template: { spec: { ...template.spec, ...spec } } });
        expect(first.metadata.finalizers).toEqual([tracking]);
        await client().remove(`${core()}/pods/${first.metadata.name}`);
        // The condition comes first, the counts with the next write of the status.
        await until(`${jobs()}/deleted`, reached('FailureTarget'));
        const target = await until(`${jobs()}/deleted`, ({ status }) => status?.failed === 1);
        expect(target.status).toMatchObject({ failed: 1, terminating: 1 });
        expect(condition(target, 'Failed')).toBeUndefined();
        expect((await client().get(`${core()}/pods/${first.metadata.name}`)).status).toBe(200);
        const done = await until(`${jobs()}/deleted`, reached('Failed'));
        expect(done.status).toMatchObject({ failed: 1, terminating: 0 });
        // Its containers have ended by then; the pod itself goes a moment later.
        await until(podsOf('deleted'), ({ items }) => items?.length === 0);
      },
    );

    version.since(
      25,
      'pods had no finalizer',
      'keep a pod that is deleted by force until they have counted it',
      async () => {
        const first = await started('forced', 'sleep 300');
        const removed = await client().remove(`${core()}/pods/${first.metadata.name}`, { gracePeriodSeconds: 0 });
        expect(removed.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: [tracking] });
        await client().until(`${core()}/pods/${first.metadata.name}`, ({ status }) => status === 404);
        const done = await until(`${jobs()}/forced`, reached('Failed'));
        expect(done.status.failed).toBe(1);
      },
    );

    it('wait in a foreground deletion until the pods are gone', async () => {
      const first = await started('fore', 'sleep 300', {
        template: {
          spec: {
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 3,
            containers: [{ name: 'main', image: image(), command: ['sh', '-c', 'sleep 300'] }],
          },
        },
      });
      const removed = await client().remove(`${jobs()}/fore`, { propagationPolicy: 'Foreground' });
      expect(removed.body.metadata.finalizers).toEqual(['foregroundDeletion']);
      const dying = await until(`${core()}/pods/${first.metadata.name}`, ({ metadata }) => metadata?.deletionTimestamp);
      expect(dying.metadata.deletionGracePeriodSeconds).toBe(3);
      // The Job lets go of a pod at once that goes with it.
      await until(`${core()}/pods/${first.metadata.name}`, ({ metadata }) => !metadata?.finalizers);
      expect((await client().get(`${jobs()}/fore`)).status).toBe(200);
      await client().until(`${jobs()}/fore`, ({ status }) => status === 404);
      expect((await client().get(podsOf('fore'))).body.items).toEqual([]);
    });

    it('leave their pods when they are deleted without a policy', async () => {
      const first = await started('left', 'sleep 300');
      await client().remove(`${jobs()}/left`);
      await client().until(`${jobs()}/left`, ({ status }) => status === 404);
      const path = `${core()}/pods/${first.metadata.name}`;
      const orphan = await until(path, ({ metadata }) => !metadata?.ownerReferences && !metadata?.finalizers);
      expect(orphan.status.phase).toBe('Running');
      await client().remove(path);
    });

    it('get no pods whose service account is missing, and an event says so', async () => {
      const spec = {
        template: { spec: { ...job('x', image(), 'true').spec.template.spec, serviceAccountName: 'nobody' } },
      };
      await client().post(jobs(), job('lonely', image(), 'true', spec));
      const [event] = await eventsOf('lonely', 'FailedCreate');
      expect(event).toMatchObject({ type: 'Warning', source: { component: 'job-controller' } });
      expect(event.message).toMatch(
        /^Error creating: pods "lonely-" is forbidden: error looking up service account contract-\S+\/nobody: serviceaccount "nobody" not found$/,
      );
      expect((await client().get(podsOf('lonely'))).body.items).toEqual([]);
    });

    it('fail past their deadline, and their pod is removed', async () => {
      await client().post(jobs(), job('late', image(), 'sleep 300', { activeDeadlineSeconds: 8 }));
      // Only a pod that the controller has seen counts as failed.
      await until(`${jobs()}/late`, ({ status }) => status?.active === 1);
      const done = await until(`${jobs()}/late`, reached('Failed'));
      const why = { reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
      expect(done.status).toMatchObject({
        conditions: ends('FailureTarget', 'Failed', why),
        // Before pods were tracked by finalizers, a controller that saw its pod go before its own write failed the Job once more,
        // over the pods that were then left: none.
        ...version.pick<object>({ 20: {}, 26: { failed: 1 } }),
      });
      const [event] = await eventsOf('late', 'SuccessfulDelete');
      expect(event.message).toMatch(/^Deleted pod: late-/);
      await until(podsOf('late'), ({ items }) => items?.length === 0);
    });

    version.since(21, 'the field was behind a gate', 'go some time after their end', async () => {
      await client().post(jobs(), job('brief', image(), 'exit 0', { ttlSecondsAfterFinished: 2 }));
      await until(`${jobs()}/brief`, reached('Complete'));
      await client().until(`${jobs()}/brief`, ({ status }) => status === 404);
      expect((await client().get(podsOf('brief'))).body.items).toEqual([]);
    });
  });
};
