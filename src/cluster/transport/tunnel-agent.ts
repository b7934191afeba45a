import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { isRecord } from '../../model/json/json-object.ts';

/** The client library's agent that reaches a server through a tunnel: CONNECT, or SOCKS. Rejects where it knows no such proxy. */
export const tunnelAgent = async (proxy: string, server: string): Promise<Agent> => {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'it', server, skipTLSVerify: false, proxyUrl: proxy }],
    users: [{ name: 'it' }],
    contexts: [{ name: 'it', cluster: 'it', user: 'it' }],
    currentContext: 'it',
  });
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { agent } = options;
  if (typeof agent !== 'object') throw new Error('it has no agent for it');
  // An agent's own options come before those of a request, even where they say nothing: authority and name of the server.
  const own: Record<string, unknown> = 'options' in agent && isRecord(agent.options) ? agent.options : {};
  for (const key of Object.keys(own)) if (own[key] === undefined) delete own[key];
  return agent;
};
