/** A plain HTTP client for Kubernetes: what goes over the wire is what the suite is about. */
import type { IncomingMessage } from 'node:http';
import { connectTo, textOf } from '../../simulator/request.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the suite reads bodies of every shape, wrong ones included
  readonly body: any;
}

interface RequestExtras {
  readonly accept?: string;
  readonly contentType?: string;
  readonly token?: string | null;
}

export interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly object: any;
}

export interface Client {
  request(method: string, path: string, body?: unknown, extras?: RequestExtras): Promise<Reply>;
  get(path: string, extras?: RequestExtras): Promise<Reply>;
  post(path: string, body: unknown, extras?: RequestExtras): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  patch(path: string, kind: 'merge' | 'json' | 'strategic' | 'apply', body: unknown): Promise<Reply>;
  remove(path: string, options?: unknown): Promise<Reply>;
  /** Reads a watch until `enough` says so, or the server ends it. */
  watch(
    path: string,
    enough: (events: readonly WatchEvent[]) => boolean,
    extras?: RequestExtras,
  ): Promise<readonly WatchEvent[]>;
  /** Asks again until the answer is accepted; fails after half a minute. */
  until(path: string, accepted: (reply: Reply) => boolean, extras?: RequestExtras): Promise<Reply>;
  close(): Promise<void>;
}

const patchTypes = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const headersIn = ({ rawHeaders }: IncomingMessage): Headers => {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
};

/** A client for the server at `url`, speaking as the owner of `token`. */
export const createClient = (url: string, token: string, certificateAuthority?: string): Client => {
  // The global fetch cannot be given an authority to trust.
  const connection = connectTo({ url, ...(certificateAuthority === undefined ? {} : { certificateAuthority }) });
  const headersOf = (extras: RequestExtras, hasBody: boolean): Record<string, string> => {
    const bearer = extras.token === undefined ? token : extras.token;
    return {
      'user-agent': 'contract-suite',
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      accept: extras.accept ?? '*/*',
      ...(hasBody ? { 'content-type': extras.contentType ?? 'application/json' } : {}),
    };
  };
  const request: Client['request'] = async (method, path, body, extras = {}) => {
    const answer = await connection.send({
      method,
      path,
      headers: headersOf(extras, body !== undefined),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await textOf(answer);
    return { status: answer.statusCode ?? 0, headers: headersIn(answer), text, body: parsed(text) };
  };
  const get: Client['get'] = (path, extras) => request('GET', path, undefined, extras);
  return {
    request,
    get,
    post: (path, body, extras) => request('POST', path, body, extras),
    put: (path, body) => request('PUT', path, body),
    patch: (path, kind, body) => request('PATCH', path, body, { contentType: patchTypes[kind] }),
    remove: (path, options) => request('DELETE', path, options),
    watch: async (path, enough, extras = {}) => {
      const answer = await connection.send({ method: 'GET', path, headers: headersOf(extras, false) });
      if (answer.statusCode !== 200)
        return [{ type: `HTTP ${answer.statusCode}`, object: parsed(await textOf(answer)) }];
      const events: WatchEvent[] = [];
      let rest = '';
      for await (const part of answer.setEncoding('utf8')) {
        const lines = (rest + part).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') events.push(JSON.parse(line));
        // Leaving the loop destroys the answer, and so ends the request.
        if (enough(events)) break;
      }
      return events;
    },
    until: async (path, accepted, extras) => {
      const end = Date.now() + 30_000;
      for (;;) {
        const reply = await get(path, extras);
        if (accepted(reply)) return reply;
        if (Date.now() > end)
          throw new Error(`${path} did not become as expected; the last answer was ${reply.status} ${reply.text}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    close: async () => connection.close(),
  };
};
