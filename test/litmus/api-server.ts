import { randomBytes } from 'node:crypto';
import { type RequestOptions, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { JsonRecord } from '../../src/model/json/json-object.ts';

/** A namespace on the API server of KUBECONFIG in which Jobs can be tried. */
export interface ApiServer {
  readonly namespace: string;
  /** Creates with `dryRun=All`: validated, defaulted, admitted, not stored. Rejects with the server's message. */
  readonly tryJob: (job: JsonRecord) => Promise<JsonRecord>;
  readonly close: () => Promise<void>;
}

/** Undefined without KUBECONFIG. */
export const openApiServer = async (): Promise<ApiServer | undefined> => {
  if (!process.env.KUBECONFIG) return undefined;
  const config = new KubeConfig();
  config.loadFromFile(process.env.KUBECONFIG);
  const namespace = `litmus-fixtures-${randomBytes(4).toString('hex')}`;
  const send = sender(config);
  await send('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return {
    namespace,
    tryJob: (job) => send('POST', `/apis/batch/v1/namespaces/${namespace}/jobs?dryRun=All`, job),
    close: async () => {
      await send('DELETE', `/api/v1/namespaces/${namespace}`);
    },
  };
};

type Send = (method: string, path: string, body?: JsonRecord) => Promise<JsonRecord>;

const sender =
  (config: KubeConfig): Send =>
  async (method, path, body) => {
    const server = new URL(config.getCurrentCluster()?.server ?? '');
    const options: RequestOptions = { method, host: server.hostname, port: server.port || 443, path };
    await config.applyToHTTPSOptions(options);
    options.headers = { ...options.headers, 'content-type': 'application/json', accept: 'application/json' };
    return new Promise((resolve, reject) => {
      const call = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          const answer = JSON.parse(text) as JsonRecord;
          if ((response.statusCode ?? 500) < 300) resolve(answer);
          else reject(new Error(String(answer.message)));
        });
      });
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  };
