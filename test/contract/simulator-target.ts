import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { createClient } from './client.ts';
import type { ContractTarget } from './target.ts';

/** A simulator of its own for the suite. */
export const openSimulator = async (): Promise<ContractTarget> => {
  const simulator = await startSimulator();
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, simulator.kubeconfig());
  const client = createClient(simulator.url, simulator.adminToken, simulator.certificateAuthority);
  return {
    client,
    url: simulator.url,
    kubeconfig,
    tokenFor: async (namespace, account) => simulator.tokenFor(namespace, account),
    image: 'localhost/busybox:1',
    close: async () => {
      await client.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
