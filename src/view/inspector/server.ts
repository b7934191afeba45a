import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as E from 'fp-ts/Either';
import { streamTo } from './event-stream.ts';
import type { Feed } from './feed.ts';
import { servedPage, servedPolicy } from './html.ts';
import type { PageFiles } from './page-files.ts';

export interface InspectorServer {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

export interface InspectorServerOptions {
  readonly feed: Feed;
  readonly files: PageFiles;
  /** 0: a free one. */
  readonly port: number;
}

export interface PortError {
  readonly is: 'PortError';
  readonly message: string;
  readonly cause: unknown;
}

const headers = {
  'Content-Security-Policy': servedPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** Names under which the loopback is reached. Any other one is a page elsewhere whose name was pointed at this machine. */
const isLocal = (host: string | undefined): boolean =>
  host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);

const answer = (response: ServerResponse, status: number, type: string, text: string): undefined => {
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
  return undefined;
};

const handle = (
  { feed, files }: InspectorServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): undefined => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (!isLocal(request.headers.host))
    return answer(response, 421, 'text/plain', 'This page is served to this machine only: use localhost.\n');
  if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    return answer(response, 405, 'text/plain', 'This page only shows: nothing can be sent to it.\n');
  }
  switch (request.url?.split('?')[0]) {
    case '/':
      return answer(response, 200, 'text/html', servedPage());
    case '/page.js':
      return answer(response, 200, 'text/javascript', files.script);
    case '/page.css':
      return answer(response, 200, 'text/css', files.style);
    case '/events':
      return streamTo(feed, request, response);
    default:
      return answer(response, 404, 'text/plain', 'There is only one page here: /\n');
  }
};

/** Serves the page and its records on the loopback interface. Left: the port cannot be had. */
export const startInspectorServer = (
  options: InspectorServerOptions,
): Promise<E.Either<PortError, InspectorServer>> => {
  const server = createServer((request, response) => handle(options, request, response));
  return new Promise((resolve) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE'
          ? `Port ${options.port} is in use: name another one, or 0 for a free one.`
          : `The inspector cannot listen on port ${options.port}: ${cause.message}`;
      resolve(E.left({ is: 'PortError', message, cause }));
    });
    server.listen(options.port, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve(E.right({ url: `http://127.0.0.1:${port}/`, close }));
    });
  });
};
