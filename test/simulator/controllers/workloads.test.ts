import { afterAll, beforeAll } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/simulator.ts';
import { type Client, createClient } from '../../contract/client.ts';
import { describeWorkloads } from './workloads-contract.ts';

let simulator: Simulator;
let client: Client;

beforeAll(async () => {
  simulator = await startSimulator({ speed: 10 });
  client = createClient(simulator.url, simulator.adminToken, simulator.certificateAuthority);
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});

describeWorkloads(() => ({
  client,
  url: simulator.url,
  kubeconfig: '',
  tokenFor: async (namespace, account) => simulator.tokenFor(namespace, account),
  image: 'localhost/busybox:1',
  close: async () => {},
}));
