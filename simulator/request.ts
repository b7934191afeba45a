/** A small HTTP client for API servers: over https it trusts the authority that it is told. */

import { Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, Agent as SecureAgent } from 'node:https';
import { defined } from '../src/model/json/json-object.ts';

export interface Server {
  /** `https://HOST:PORT`, or with http. */
  readonly url: string;
  /** PEM, for https. */
  readonly certificateAuthority?: string;
}

interface HttpRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the request, and the answer. */
  readonly signal?: AbortSignal;
}

export interface Connection {
  /** The answer as soon as its headers are there, whatever its status. Rejects when there is none. */
  send(request: HttpRequest): Promise<IncomingMessage>;
  /** Breaks what is open. */
  close(): void;
}

/** Connections to a server, which stay open between requests. */
export const connectTo = ({ url, certificateAuthority: ca }: Server): Connection => {
  const secure = url.startsWith('https:');
  const agent = secure ? new SecureAgent({ keepAlive: true, ...defined({ ca }) }) : new Agent({ keepAlive: true });
  return {
    send: ({ method, path, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        // A body whose length is not told is lost where the method, such as DELETE, usually has none.
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
        const options = { agent, method, headers: { ...headers, ...length }, ...(signal ? { signal } : {}) };
        const request = (secure ? overHttps : overHttp)(`${url}${path}`, options, resolve);
        request.on('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
};

/** All of an answer. Rejects when the connection breaks before its end. */
export const textOf = async (answer: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return text;
};
