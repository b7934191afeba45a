/** A plain HTTP client for Kubernetes: what goes over the wire is what the suite is about. */
import { Agent, fetch } from 'undici';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the suite reads bodies of every shape, wrong ones included
  readonly body: any;
}

export interface RequestExtras {
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

/** A client for the server at `url`, speaking as the owner of `token`. */
export const createClient = (url: string, token: string, certificateAuthority?: string): Client => {
  const agent = new Agent({
    connections: 20,
    connect: certificateAuthority === undefined ? {} : { ca: certificateAuthority },
  });
  const headersOf = (extras: RequestExtras, hasBody: boolean): Record<string, string> => {
    const bearer = extras.token === undefined ? token : extras.token;
    return {
      'user-agent': 'contract-suite',
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(extras.accept === undefined ? {} : { accept: extras.accept }),
      ...(hasBody ? { 'content-type': extras.contentType ?? 'application/json' } : {}),
    };
  };
  const request: Client['request'] = async (method, path, body, extras = {}) => {
    const content = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: headersOf(extras, body !== undefined),
      body: content,
      dispatcher: agent,
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers as unknown as Headers, text, body: parsed(text) };
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
      const controller = new AbortController();
      const answer = await fetch(`${url}${path}`, {
        headers: headersOf(extras, false),
        dispatcher: agent,
        signal: controller.signal,
      });
      const events: WatchEvent[] = [];
      let rest = '';
      if (answer.status !== 200) return [{ type: `HTTP ${answer.status}`, object: parsed(await answer.text()) }];
      for await (const chunk of answer.body ?? []) {
        const lines = (rest + Buffer.from(chunk).toString()).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') events.push(JSON.parse(line));
        if (enough(events)) {
          // Leaving the loop cancels the body, which ends the request.
          break;
        }
      }
      controller.abort();
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
    close: () => agent.destroy(),
  };
};
