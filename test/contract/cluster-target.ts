import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { createClient } from './client.ts';
import { compact } from './etcd.ts';
import type { ApiTarget } from './target.ts';
import { type ServerVersion, versionNamed } from './versions.ts';

/** The version of the cluster that the kubeconfig file is for: known before a suite begins. */
export const clusterVersion = async (kubeconfig = process.env.KUBECONFIG): Promise<ServerVersion> => {
  const { client, close } = await openCluster(kubeconfig);
  const { gitVersion } = (await client.get('/version')).body;
  await close();
  return versionNamed(gitVersion);
};

/** The cluster that the kubeconfig file is for; its current context's user must have a token. */
export const openCluster = async (kubeconfig = process.env.KUBECONFIG): Promise<ApiTarget> => {
  if (!kubeconfig) throw new Error('set KUBECONFIG to a cluster that these tests may use');
  const config = parse(await readFile(kubeconfig, 'utf8'));
  const { server, 'certificate-authority-data': authority } = config.clusters[0].cluster;
  const client = createClient(server, config.users[0].user.token, Buffer.from(authority, 'base64').toString());
  return {
    client,
    url: server,
    kubeconfig,
    tokenFor: async (namespace, account) => {
      const reply = await client.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {},
      });
      return reply.body.status.token;
    },
    forget: async () => {
      const { resourceVersion } = (await client.get('/api/v1/namespaces?limit=1')).body.metadata;
      await compact(server, resourceVersion);
    },
    image: 'localhost/busybox:1',
    close: () => client.close(),
  };
};
