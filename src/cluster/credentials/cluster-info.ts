import { defined, type JsonRecord, recordsAt, textAt } from '../../model/json/json-object.ts';
import { bytesOf } from './kube-config-context.ts';

/** Under this name a cluster of a kubeconfig carries what its credential plugins want to know. */
const execExtension = 'client.authentication.k8s.io/exec';

/**
 * What a credential plugin is told of the cluster that it is asked for, where it wants to be (`provideClusterInfo`): as
 * client-go does (`ConfigToExecCluster`), with the contents of the authority's file, and the plugin's own `config`. Rejects
 * where that file cannot be read.
 */
export const clusterInfo = async (cluster: JsonRecord, server: string): Promise<JsonRecord> => {
  const authority = await bytesOf(cluster, 'certificate-authority');
  const flags = ['insecure-skip-tls-verify', 'disable-compression'].filter((key) => cluster[key] === true);
  const extension = recordsAt(cluster, 'extensions').find(({ name }) => name === execExtension);
  return {
    server,
    ...defined({ 'tls-server-name': textAt(cluster, 'tls-server-name'), 'proxy-url': textAt(cluster, 'proxy-url') }),
    ...Object.fromEntries(flags.map((key) => [key, true])),
    ...defined({
      'certificate-authority-data': authority?.toString('base64'),
      config: extension?.extension ?? undefined,
    }),
  };
};
