import { isRecord, type JsonRecord } from '../../model/json/json-object.ts';
import { bytesOf, textOf } from './kube-config-context.ts';

/** Under this name a cluster of a kubeconfig carries what its credential plugins want to know. */
const execExtension = 'client.authentication.k8s.io/exec';

/**
 * What a credential plugin is told of the cluster that it is asked for, where it wants to be (`provideClusterInfo`): as
 * client-go does (`ConfigToExecCluster`), with the contents of the authority's file, and the plugin's own `config`. Rejects
 * where that file cannot be read.
 */
export const clusterInfo = async (cluster: JsonRecord, server: string): Promise<JsonRecord> => {
  const authority = await bytesOf(cluster, 'certificate-authority');
  const texts = ['tls-server-name', 'proxy-url'].flatMap((key) => {
    const text = textOf(cluster[key]);
    return text === undefined ? [] : [[key, text] as const];
  });
  const flags = ['insecure-skip-tls-verify', 'disable-compression'].filter((key) => cluster[key] === true);
  const extensions = Array.isArray(cluster.extensions) ? cluster.extensions.filter(isRecord) : [];
  const config = extensions.find(({ name }) => name === execExtension)?.extension;
  return {
    server,
    ...Object.fromEntries(texts),
    ...Object.fromEntries(flags.map((key) => [key, true])),
    ...(authority === undefined ? {} : { 'certificate-authority-data': authority.toString('base64') }),
    ...(config === undefined || config === null ? {} : { config }),
  };
};
