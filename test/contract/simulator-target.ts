import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createCluster, type KubernetesVersion, realClock } from 'chaos-runner-simulator';
import { createClient } from './client.ts';
import type { ApiTarget } from './target.ts';

/** A simulator of its own for the suite, of this version. */
export const openSimulator = async (kubernetes: KubernetesVersion): Promise<ApiTarget> => {
  const clock = realClock();
  let skipped = 0;
  const hurried: Clock = {
    now: () => clock.now() + skipped,
    elapsed: () => clock.now() + skipped,
    setTimer: (at, fn) => clock.setTimer(at - skipped, fn),
  };
  const simulator = await createCluster({ kubernetes, clock: hurried, litmus: {} });
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, simulator.kubeconfig());
  const client = createClient(simulator.url, simulator.adminToken, simulator.certificateAuthority);
  return {
    client,
    url: simulator.url,
    kubeconfig,
    tokenFor: async (namespace, account) => simulator.tokenFor(namespace, account),
    forget: async () => simulator.compact(),
    hurry: (seconds) => {
      skipped += seconds * 1000;
    },
    image: 'localhost/busybox:1',
    close: async () => {
      await client.close();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
