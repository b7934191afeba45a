import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { createClient } from './client.ts';
import type { ContractTarget } from './target.ts';

/** The cluster that the kubeconfig file is for; its current context's user must have a token. */
export const openCluster = async (kubeconfig = process.env.KUBECONFIG): Promise<ContractTarget> => {
  if (!kubeconfig) throw new Error('set KUBECONFIG to a cluster that these tests may use');
  const config = parse(await readFile(kubeconfig, 'utf8'));
  const { server, 'certificate-authority-data': authority } = config.clusters[0].cluster;
  const client = createClient(server, config.users[0].user.token, Buffer.from(authority, 'base64').toString());
  return {
    client,
    url: server,
    kubeconfig,
    tokenFor: async (namespace, account) => {
      const base = `/api/v1/namespaces/${namespace}`;
      const found = await client.until(`${base}/serviceaccounts/${account}`, ({ body }) => body?.secrets?.length > 0);
      const secret = await client.get(`${base}/secrets/${found.body.secrets[0].name}`);
      return Buffer.from(secret.body.data.token, 'base64').toString();
    },
    image: 'localhost/busybox:1',
    close: () => client.close(),
  };
};
