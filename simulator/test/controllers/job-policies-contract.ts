import { describe, expect } from 'vitest';
import { type ContractTarget, job } from '../../../test/contract/target.ts';
import type { ServerVersion } from '../../../test/contract/versions.ts';
import { type Body, condition, reached, workloads } from './workload-fixture.ts';

const dropped = 'the field was dropped';

/** What a Job can ask for beyond running: to sleep, to fail by rules, to be looked after by somebody else. */
export const describeJobPolicies = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('Job policies', () => {
    const { client, image, core, jobs, podsOf, until, eventsOf, started, namespace } = workloads(target);
    const suspend = (name: string, value: boolean) =>
      client().patch(`${jobs()}/${name}`, 'merge', { spec: { suspend: value } });
    const remove = (name: string) => client().remove(`${jobs()}/${name}`, { propagationPolicy: 'Background' });
    const evict = (name: string) =>
      client().post(`${core()}/pods/${name}/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name },
      });

    version.before(21, 'they came later', 'fields that nobody knows are dropped', async () => {
      const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
      const later = {
        suspend: true,
        podFailurePolicy: { rules },
        podReplacementPolicy: 'Failed',
        ttlSecondsAfterFinished: 1,
        managedBy: 'example.org/queue',
      };
      const made = await client().post(jobs(), job('plain', image(), 'exit 0', later));
      expect(made.status).toBe(201);
      for (const field of Object.keys(later)) expect(made.body.spec).not.toHaveProperty(field);
      await until(`${jobs()}/plain`, reached('Complete'));
    });

    version.since(24, dropped, 'a suspended Job has no pod and no start time until it is resumed', async () => {
      await client().post(jobs(), job('sleeping', image(), 'exit 0', { suspend: true }));
      const asleep = await until(`${jobs()}/sleeping`, reached('Suspended'));
      expect(condition(asleep, 'Suspended')).toMatchObject({ reason: 'JobSuspended', message: 'Job suspended' });
      expect(asleep.status).not.toHaveProperty('startTime');
      expect((await client().get(podsOf('sleeping'))).body.items).toEqual([]);
      expect((await eventsOf('sleeping', 'Suspended'))[0]).toMatchObject({ type: 'Normal', message: 'Job suspended' });
      await suspend('sleeping', false);
      const done = await until(`${jobs()}/sleeping`, reached('Complete'));
      expect(condition(done, 'Suspended')).toMatchObject({
        status: 'False',
        reason: 'JobResumed',
        message: 'Job resumed',
      });
      expect(done.status.startTime).toBeDefined();
      expect((await eventsOf('sleeping', 'Resumed'))[0]).toMatchObject({ type: 'Normal', message: 'Job resumed' });
    });

    version.since(24, dropped, 'a Job that is suspended loses its pods, which do not count as failed', async () => {
      const first = await started('halted', 'sleep 300');
      await suspend('halted', true);
      const asleep = await until(`${jobs()}/halted`, reached('Suspended'));
      expect(asleep.status).not.toHaveProperty('active');
      expect(asleep.status).not.toHaveProperty('failed');
      expect((await eventsOf('halted', 'SuccessfulDelete'))[0].message).toBe(`Deleted pod: ${first.metadata.name}`);
      await until(podsOf('halted'), ({ items }) => items?.length === 0);
      await suspend('halted', false);
      const next = await until(podsOf('halted'), ({ items }) => items?.length === 1);
      expect(next.items[0].metadata.name).not.toBe(first.metadata.name);
      await remove('halted');
    });

    version.since(
      29,
      dropped,
      'a terminating pod is a failure at once unless only failed ones are replaced',
      async () => {
        const failuresOf = async (name: string, podReplacementPolicy: string): Promise<Body> => {
          const { template } = job(name, image(), 'sleep 300').spec;
          const pod = { ...template.spec, terminationGracePeriodSeconds: 5 };
          const first = await started(name, 'sleep 300', {
            backoffLimit: 1,
            podReplacementPolicy,
            template: { spec: pod },
          });
          await client().remove(`${core()}/pods/${first.metadata.name}`);
          // The uid of a pod that is about to be counted stands in the status for a moment.
          const { status } = await until(
            `${jobs()}/${name}`,
            (body) => body.status?.terminating === 1 && !body.status.uncountedTerminatedPods?.failed,
          );
          await remove(name);
          return status;
        };
        expect(await failuresOf('at-once', 'TerminatingOrFailed')).toMatchObject({ failed: 1 });
        expect(await failuresOf('afterwards', 'Failed')).not.toHaveProperty('failed');
      },
    );

    version.since(31, dropped, 'a rule about exit codes fails a Job at once', async () => {
      const rules = [{ action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [41, 42] } }];
      await client().post(jobs(), job('ruled', image(), 'exit 42', { backoffLimit: 3, podFailurePolicy: { rules } }));
      const done = await until(`${jobs()}/ruled`, reached('Failed'));
      expect(done.spec.podReplacementPolicy).toBe('Failed');
      const [{ metadata }] = (await client().get(podsOf('ruled'))).body.items;
      const message = `Container main for pod ${namespace()}/${metadata.name} failed with exit code 42 matching FailJob rule at index 0`;
      const why = { status: 'True', reason: 'PodFailurePolicy', message };
      expect(done.status).toMatchObject({
        failed: 1,
        conditions: [
          { type: 'FailureTarget', ...why },
          { type: 'Failed', ...why },
        ],
      });
      expect((await eventsOf('ruled', 'PodFailurePolicy'))[0]).toMatchObject({ type: 'Warning', message });
    });

    version.since(31, dropped, 'a failure that a rule ignores does not count, and the Job goes on', async () => {
      const rules = [
        { action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [42] } },
        { action: 'Ignore', onExitCodes: { operator: 'In', values: [42] } },
      ];
      await client().post(jobs(), job('ignored', image(), 'exit 42', { podFailurePolicy: { rules } }));
      const [{ metadata }] = (await until(podsOf('ignored'), ({ items }) => items?.[0]?.status?.phase === 'Failed'))
        .items;
      await until(`${core()}/pods/${metadata.name}`, (body) => !body.metadata.finalizers);
      const { status } = await until(`${jobs()}/ignored`, (body) => body.status && !body.status.active);
      expect(status).not.toHaveProperty('failed');
      expect(status).not.toHaveProperty('conditions');
      await remove('ignored');
    });

    version.since(
      31,
      dropped,
      'a pod that is evicted by the API says so, and a rule about it fails the Job',
      async () => {
        const rules = [{ action: 'FailJob', onPodConditions: [{ type: 'DisruptionTarget' }] }];
        const first = await started('drained', 'sleep 300', { backoffLimit: 3, podFailurePolicy: { rules } });
        const { name } = first.metadata;
        const reply = await evict(name);
        expect([reply.status, reply.body]).toMatchObject([201, { kind: 'Status', status: 'Success' }]);
        const pod = await until(`${core()}/pods/${name}`, ({ metadata }) => metadata?.deletionTimestamp);
        expect(condition(pod, 'DisruptionTarget')).toMatchObject({
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
        });
        const done = await until(`${jobs()}/drained`, reached('Failed'));
        expect(condition(done, 'Failed')).toMatchObject({
          reason: 'PodFailurePolicy',
          message: `Pod ${namespace()}/${name} has condition DisruptionTarget matching FailJob rule at index 0`,
        });
        expect((await evict('nobody')).body).toMatchObject({ code: 404, message: 'pods "nobody" not found' });
      },
    );

    version.since(32, dropped, 'a Job that somebody else manages is left alone', async () => {
      await client().post(jobs(), job('foreign', image(), 'exit 0', { managedBy: 'example.org/queue' }));
      await client().post(jobs(), job('own', image(), 'exit 0'));
      await until(`${jobs()}/own`, reached('Complete'));
      expect((await client().get(`${jobs()}/foreign`)).body.status).toEqual({});
      expect((await client().get(podsOf('foreign'))).body.items).toEqual([]);
    });

    version.since(31, 'nothing said why', 'a pod says that a taint has driven it from its node', async () => {
      const first = await started('tainted', 'sleep 300');
      const { name } = first.metadata;
      const path = `/api/v1/nodes/${first.spec.nodeName}`;
      const before = (await client().get(path)).body.spec.taints ?? [];
      const taint = { key: 'contract.example.org/away', effect: 'NoExecute' };
      await client().patch(path, 'merge', { spec: { taints: [...before, taint] } });
      try {
        const pod = await until(`${core()}/pods/${name}`, ({ metadata }) => metadata?.deletionTimestamp);
        expect(condition(pod, 'DisruptionTarget')).toMatchObject({
          status: 'True',
          reason: 'DeletionByTaintManager',
          message: 'Taint manager: deleting due to NoExecute taint',
        });
        expect((await eventsOf(name, 'TaintManagerEviction'))[0]).toMatchObject({
          type: 'Normal',
          message: `Marking for deletion Pod ${namespace()}/${name}`,
          source: { component: 'taint-eviction-controller' },
        });
      } finally {
        await client().patch(path, 'merge', { spec: { taints: before.length === 0 ? null : before } });
      }
    });
  });
};
