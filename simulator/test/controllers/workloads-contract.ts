import { describe, expect, it } from 'vitest';
import type { ContractTarget } from '../../../test/contract/target.ts';
import type { ServerVersion } from '../../../test/contract/versions.ts';
import { describeInitContainers } from './init-containers-contract.ts';
import { describeJobPolicies } from './job-policies-contract.ts';
import { describeJobs } from './jobs-contract.ts';
import { describePods } from './pods-contract.ts';
import { type Body, workloads } from './workload-fixture.ts';

/** What Jobs, pods and their collectors do, the same on a simulated and on a real cluster of one version. */
export const describeWorkloads = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('workloads', () => {
    describeJobs(target, version);
    describePods(target, version);
    describeInitContainers(target, version);
    describeDeployments(target);
    // The last: a taint drives away what the others have left.
    describeJobPolicies(target, version);
  });
};

const describeDeployments = (target: () => ContractTarget): void => {
  describe('Deployments', () => {
    const { client, image, core, apps, until } = workloads(target);

    it('come up', async () => {
      const labels = { app: 'up' };
      const spec = {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: 'main', image: image(), command: ['sh', '-c', 'sleep 300'] }],
      };
      await client().post(`${apps()}/deployments`, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'up' },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      });
      const found = await until(`${apps()}/deployments/up`, ({ status }) => status?.availableReplicas === 1);
      expect(found.status).toMatchObject({ replicas: 1, updatedReplicas: 1, readyReplicas: 1, observedGeneration: 1 });
      const available = found.status.conditions.find((one: Body) => one.type === 'Available');
      expect(available).toMatchObject({
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      });
      const { items } = (await client().get(`${core()}/pods?labelSelector=app%3Dup`)).body;
      expect(items[0].metadata.ownerReferences).toMatchObject([{ kind: 'ReplicaSet', controller: true }]);
      await client().remove(`${apps()}/deployments/up`, { propagationPolicy: 'Background' });
      await until(`${core()}/pods?labelSelector=app%3Dup`, ({ items: left }) => left?.length === 0);
    });
  });
};
