import * as http from 'node:http';
import * as https from 'node:https';
import * as E from 'fp-ts/Either';
import { defined } from '../../model/json/json-object.ts';
import type { Clock } from '../clock.ts';
import type { Connection, Credentials } from '../credentials/connection.ts';
import { failureOf, type TransportFailure } from './transport-failure.ts';

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With query; a path prefix of the server is put before it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: Credentials;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Told of the answer's `Warning` headers as soon as they are there: a watch ends minutes later. */
  readonly onWarning: (header: string) => void;
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Bounds of the exchanges of one process. */
export interface TransportLimits {
  /** Sockets at once, watches included. */
  readonly connections: number;
  /** A whole exchange, and a watch up to its headers, takes at most this long, in milliseconds. */
  readonly exchangeMs: number;
  /** A longer answer is given up: it would take the memory that the run needs. */
  readonly answerBytes: number;
}

export interface TransportOptions extends TransportLimits {
  readonly connection: Connection;
  readonly clock: Clock;
}

type Answer = Promise<E.Either<TransportFailure, Reply>>;

/** HTTP over one pool of kept connections. Nothing rejects; an aborted signal ends an exchange at once with a failure. */
export interface Transport {
  /**
   * With `onText`: hands the pieces of a 2xx answer to it as they come, and resolves when the server ends it, with an empty
   * body; with the whole body when the status is not 2xx.
   */
  readonly send: (exchange: Exchange, onText?: (text: string) => void) => Answer;
  /** Sockets that are open: busy, idle or connecting. */
  readonly sockets: () => number;
  readonly close: () => void;
}

const count = (lists: NodeJS.ReadOnlyDict<readonly unknown[]>): number =>
  Object.values(lists).reduce((sum, list) => sum + (list?.length ?? 0), 0);

const newAgent = ({ protocol }: URL, connections: number, tls: Connection['tls']): http.Agent => {
  const pool = { keepAlive: true, noDelay: true, maxSockets: connections, maxTotalSockets: connections };
  return protocol === 'https:' ? new https.Agent({ ...pool, ...tls }) : new http.Agent(pool);
};

const basicOf = ({ username, password }: URL): string | undefined => {
  if (username === '' && password === '') return undefined;
  const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(who).toString('base64')}`;
};

const pooled = (agent: http.Agent, connections: number): http.Agent => {
  // The client library makes proxy agents that open a connection for every request.
  Object.assign(agent, { keepAlive: true, maxSockets: connections, maxTotalSockets: connections });
  return agent;
};

/** Makes the transport of a connection. It holds no open handle until the first exchange, and none after `close`. */
export const createTransport = (options: TransportOptions): Transport => {
  const { connection, clock } = options;
  const base = new URL(connection.server);
  const secure = base.protocol === 'https:';
  const prefix = base.pathname.replace(/\/+$/, '');
  const { proxy } = connection;
  const forward = proxy?.forward;
  /** Who is spoken to: the server, or the proxy that hands on and is told the whole address. */
  const peer = forward ?? base;
  const agent =
    proxy?.agent !== undefined
      ? pooled(proxy.agent, options.connections)
      : newAgent(peer, options.connections, forward === undefined ? connection.tls : {});
  const where = `${base.protocol}//${base.host}${proxy === undefined ? '' : ` by way of ${proxy.name}`}`;

  const requestOptions = ({ method, path, headers, credentials, body }: Exchange): https.RequestOptions => ({
    agent,
    method,
    // Warnings are up to 4096 characters of any script, escaped: with the usual 16 KiB an answer would fail because of them.
    maxHeaderSize: 65_536,
    protocol: peer.protocol,
    host: peer.hostname.replace(/^\[|\]$/g, ''),
    port: peer.port === '' ? (peer.protocol === 'https:' ? 443 : 80) : peer.port,
    path: forward === undefined ? `${prefix}${path}` : `${base.origin}${prefix}${path}`,
    headers: {
      ...headers,
      ...credentials.headers,
      ...defined({ host: forward && base.host, 'proxy-authorization': forward && basicOf(forward) }),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(secure ? connection.tls : {}),
    ...defined({ cert: credentials.cert, key: credentials.key }),
  });

  const send = (exchange: Exchange, onText?: (text: string) => void): Answer =>
    new Promise((resolve) => {
      let request: http.ClientRequest | undefined;
      let why: unknown;
      let disarm = (): void => undefined;
      const end = (answer: E.Either<TransportFailure, Reply>) => {
        disarm();
        exchange.signal.removeEventListener('abort', cancel);
        resolve(answer);
      };
      const fail = (thrown: unknown) => end(E.left(failureOf(why ?? thrown, where, request?.reusedSocket === true)));
      const destroy = (cause: Error) => {
        why = cause;
        // Without an error: on a socket that was just given back to the pool nobody would be listening to it.
        request?.destroy();
        fail(cause);
      };
      const cancel = () => destroy(new Error('cancelled'));
      const receive = (response: http.IncomingMessage) => {
        const status = response.statusCode ?? 0;
        const { warning } = response.headers;
        if (warning !== undefined) exchange.onWarning(warning);
        const streaming = onText !== undefined && status >= 200 && status < 300;
        if (streaming) disarm();
        const pieces: string[] = [];
        let length = 0;
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          if (streaming) return onText(text);
          length += text.length;
          if (length > options.answerBytes) {
            destroy(Object.assign(new Error('answer too long'), { code: 'ETOOLONG' }));
          } else pieces.push(text);
        });
        response.on('end', () => {
          if (response.complete) end(E.right({ status, headers: response.headers, body: pieces.join('') }));
          else fail(cutShort());
        });
        response.on('error', fail);
        response.on('close', () => fail(cutShort()));
      };

      if (exchange.signal.aborted) return cancel();
      exchange.signal.addEventListener('abort', cancel, { once: true });
      try {
        request = (peer.protocol === 'https:' ? https : http).request(requestOptions(exchange), receive);
      } catch (thrown) {
        // An invalid header or address: node:http says so before it sends anything.
        return fail(thrown);
      }
      request.on('error', fail);
      request.end(exchange.body);
      disarm = clock.setTimer(clock.now() + options.exchangeMs, () => {
        dropIdle();
        destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
      });
    });

  /** A peer that went silent on one connection will not answer on the idle ones of the same age either. */
  const dropIdle = () => {
    for (const list of Object.values(agent.freeSockets)) for (const socket of list ?? []) socket.destroy();
  };

  return {
    send,
    sockets: () => count(agent.sockets) + count(agent.freeSockets),
    close: () => agent.destroy(),
  };
};

const cutShort = (): Error => Object.assign(new Error('the answer was cut short'), { code: 'ECONNRESET' });
