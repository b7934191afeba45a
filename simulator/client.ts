/** Requests to the simulated API server, in JSON. */
import { defined } from '../src/model/json/json-object.ts';
import { connectTo, type Server, textOf } from './request.ts';

/** What a request may say beside its method, path and body. */
export interface RequestOptions {
  /** The bearer token; the administrator's by default. */
  readonly token?: string;
  /** Of the body; by default JSON, for PATCH a JSON merge patch. */
  readonly contentType?: string;
}

/** What the API server answered. */
export interface Reply {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** Sends one request and answers every status. Rejects only when the connection breaks. */
export type Request = (method: string, path: string, body?: unknown, options?: RequestOptions) => Promise<Reply>;

export interface Client {
  readonly request: Request;
  close(): void;
}

/** A client that speaks as the owner of the token, unless a request says otherwise. */
export const createClient = (server: Server, token: string): Client => {
  const { send, close } = connectTo(server);
  return {
    request: async (method, path, body, options = {}) => {
      const usual = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const answer = await send({
        method,
        path,
        headers: {
          authorization: `Bearer ${options.token ?? token}`,
          'user-agent': 'simulator',
          ...(body === undefined ? {} : { 'content-type': options.contentType ?? usual }),
        },
        ...defined({ body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await textOf(answer);
      const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false;
      return { status: answer.statusCode ?? 0, body: isJson ? JSON.parse(text) : text };
    },
    close,
  };
};
