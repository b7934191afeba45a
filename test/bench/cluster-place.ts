import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { Api, pathOf } from '../cluster/api.ts';
import { requestsBy } from '../cluster/audit-log.ts';
import { followByWatch } from './follow-by-watch.ts';
import type { Place } from './place.ts';

/** How long the API server may take to write the last lines of its audit log. */
const auditLagMs = 1_000;

/** The cluster of KUBECONFIG. Its CRDs are applied from LITMUS_FIXTURES where they are missing. */
export async function clusterPlace(kubeconfig: string): Promise<Place> {
  const api = await Api.fromKubeconfig(kubeconfig);
  await ensureCrds(api);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(`${kubeconfig} names no cluster`);
  const { hostname, port } = new URL(cluster.server);
  const ca = cluster.caFile
    ? readFileSync(cluster.caFile, 'utf8')
    : Buffer.from(cluster.caData ?? '', 'base64').toString();
  return {
    name: `Kubernetes ${await minorVersion(api)}`,
    api,
    requestsBy: async (agent, namespace, since) => {
      await new Promise((resolve) => setTimeout(resolve, auditLagMs));
      return requestsBy(agent, namespace)
        .filter(({ at }) => at >= since)
        .map(({ verb, requestURI, status, at }) => ({ verb, path: requestURI, status, at }));
    },
    follow: (kind, within, saw) => followByWatch(api, kind, within, saw),
    accessFor: async (namespace, account) => {
      const asked = await api.send('POST', `${pathOf('ServiceAccount', { namespace, name: account })}/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: 7_200 },
      });
      if (asked.status >= 300) throw new Error(`no token for ${account}: ${asked.text}`);
      return { host: hostname, port: port || '443', token: JSON.parse(asked.text).status.token, ca };
    },
    needsResults: true,
    isReal: true,
    close: async () => undefined,
  };
}

/** Such as `1.37`. */
async function minorVersion(api: Api): Promise<string> {
  const { gitVersion } = JSON.parse((await api.send('GET', '/version')).text) as { readonly gitVersion: string };
  return /^v(\d+\.\d+)\./.exec(gitVersion)?.[1] ?? gitVersion;
}

async function ensureCrds(api: Api): Promise<void> {
  const served = async (plural: string): Promise<boolean> =>
    (await api.send('GET', `/apis/litmuschaos.io/v1alpha1/${plural}`)).status === 200;
  if (await served('chaosengines')) return;
  const folder = path.join(process.env.LITMUS_FIXTURES ?? '../shared/litmus', 'crds');
  for (const file of readdirSync(folder)) {
    for (const document of parseAllDocuments(readFileSync(path.join(folder, file), 'utf8'))) {
      const manifest = document.toJS();
      if (manifest) await api.send('POST', pathOf('CustomResourceDefinition', {}), manifest);
    }
  }
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await served('chaosengines')) && (await served('chaosexperiments')) && (await served('chaosresults'))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the API server does not serve the Litmus kinds');
}
