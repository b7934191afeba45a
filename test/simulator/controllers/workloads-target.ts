import { afterAll, beforeAll } from 'vitest';
import type { KubernetesVersion } from '../../../src/simulator/kubernetes-version.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import { type Client, createClient } from '../../contract/client.ts';
import type { ContractTarget } from '../../contract/target.ts';
import { type ServerVersion, versionNamed } from '../../contract/versions.ts';

/** A hurried simulator of this version for the workload contract. */
export const simulatedWorkloads = (kubernetes: KubernetesVersion): [() => ContractTarget, ServerVersion] => {
  let simulator: Simulator;
  let client: Client;
  beforeAll(async () => {
    simulator = await startSimulator({ speed: 10, kubernetes });
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
