import { type Client, createClient } from '../../test/contract/client.ts';
import { createContainerLogs } from '../container-logs.ts';
import { litmusDefinitions } from '../litmus/litmus-definitions.ts';
import { type ApiServerOptions, startApiServer } from '../server.ts';
import { createStore } from '../store.ts';

/** An API server over a store that has the definitions of Litmus, without controllers, and a client that speaks as the administrator. */
export const openServer = async (options: Partial<ApiServerOptions> = {}) => {
  const store = createStore({ now: Date.now, newUid: () => crypto.randomUUID() });
  for (const definition of litmusDefinitions) store.create('customresourcedefinitions', definition);
  const logs = createContainerLogs(Date.now);
  const server = await startApiServer({ store, logs, https: false, ...options });
  const client: Client = createClient(server.url, server.adminToken, server.certificateAuthority);
  return {
    store,
    logs,
    server,
    client,
    maps: '/api/v1/namespaces/default/configmaps',
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server.close();
    },
  };
};
