import { afterAll, beforeAll } from 'vitest';
import { type Client, createClient } from '../../../test/contract/client.ts';
import type { ContractTarget } from '../../../test/contract/target.ts';
import { type ServerVersion, versionNamed } from '../../../test/contract/versions.ts';
import { createCluster, type Simulator } from '../../create-cluster.ts';
import type { KubernetesVersion } from '../../kubernetes-version.ts';

/** A hurried simulator of this version for the workload contract. */
export const simulatedWorkloads = (kubernetes: KubernetesVersion): [() => ContractTarget, ServerVersion] => {
  let simulator: Simulator;
  let client: Client;
  beforeAll(async () => {
    simulator = await createCluster({ speed: 10, kubernetes, litmus: {} });
    client = createClient(simulator.url, simulator.adminToken, simulator.certificateAuthority);
  });
  afterAll(async () => {
    await client.close();
    await simulator.close();
  });
  return [
    () => ({
      client,
      url: simulator.url,
      kubeconfig: '',
      tokenFor: async (namespace, account) => simulator.tokenFor(namespace, account),
      image: 'localhost/busybox:1',
      close: async () => {},
    }),
    versionNamed(kubernetes),
  ];
};
