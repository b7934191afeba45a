import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCluster } from 'chaos-runner-simulator';
import { kinds } from '../../src/model/kube/kinds.ts';
import { Api } from '../cluster/api.ts';
import type { Place } from './place.ts';

/** The simulator in this process, with pods that start at once; over TLS, as a real API server. */
export async function simulatedPlace(): Promise<Place> {
  const simulator = await createCluster({ seed: 1, litmus: {} });
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-bench-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, simulator.kubeconfig(), { mode: 0o600 });
  const { hostname, port } = new URL(simulator.url);
  return {
    name: 'simulator',
    api: await Api.fromKubeconfig(kubeconfig),
    requestsBy: async (agent, namespace, since) =>
      simulator.requests
        .filter(
          (request) =>
            request.userAgent.startsWith(agent) &&
            request.time >= since &&
            (request.namespace ?? namespace) === namespace,
        )
        .map(({ verb, path: requested, status, time }) => ({ verb, path: requested, status, at: time })),
    // Past the API: a watch would have to be written and read in the process that is the server.
    follow: async (kind, within, saw) =>
      simulator.store.subscribe(({ type, resource, object }) => {
        if (type !== 'DELETED' && resource === kinds[kind].plural && object.metadata.namespace === within) saw(object);
      }),
    accessFor: async (namespace, account) => ({
      host: hostname,
      port,
      token: simulator.tokenFor(namespace, account),
      ca: simulator.certificateAuthority ?? '',
    }),
    needsResults: false,
    isReal: false,
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
