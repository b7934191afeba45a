import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach } from 'vitest';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handler = (request: Seen, response: ServerResponse, count: number) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Sockets open at once, at most so far. */
  readonly peakSockets: () => number;
  readonly totalSockets: () => number;
  readonly openSockets: () => number;
  readonly server: Server;
}

const running = new Set<Server>();

afterEach(() => {
  for (const server of running) {
    server.closeAllConnections();
    server.close();
  }
  running.clear();
});

/** An HTTP server on loopback that answers as the handler says; `count` is the number of the request, from 1. */
export const serve = async (handler: Handler): Promise<ScriptedServer> => {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let peak = 0;
  let total = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(pieces).toString('utf8') };
      seen.push(entry);
      handler(entry, response, seen.length);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    total += 1;
    peak = Math.max(peak, sockets.size);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  running.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    server,
    peakSockets: () => peak,
    totalSockets: () => total,
    openSockets: () => sockets.size,
  };
};

/** Answers with JSON. */
export const reply = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** A `v1.Status` that refuses. */
export const status = (code: number, reason: string, message: string, details?: unknown) => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  reason,
  code,
  ...(details === undefined ? {} : { details }),
});

export const pod = (name: string, resourceVersion = '1') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'litmus', uid: `uid-${name}`, resourceVersion },
});

/** Lines of a watch. */
export const event = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
export const bookmark = (resourceVersion: string): string =>
  event('BOOKMARK', { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion } });
