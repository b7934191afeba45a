/** What may be done to requests from the outside: the seam by which tests and demonstrations play a bad day. */
import type { KubeObject } from '../store.ts';
import type { ResourceAttributes } from './request-info.ts';

/** A request as an interceptor sees it. */
export interface InterceptedRequest extends ResourceAttributes {
  readonly path: string;
  readonly user: string;
  readonly userAgent: string;
  readonly body: unknown;
  /** Counts the server's requests from 1. */
  readonly ordinal: number;
}

/** What may happen to a request. */
export type FaultAction =
  /** Answer with this status without doing anything. 429 and 503 may name the seconds to wait. */
  | {
      readonly is: 'respond';
      readonly status: number;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** Break the connection, before or after the write was applied. */
  | { readonly is: 'reset'; readonly when: 'before' | 'after' }
  /**
   * Answer with 2xx and the first half of the body, as something between that lost its own connection does: `before` or
   * `after` the request was looked at; before, the body is half a page.
   */
  | { readonly is: 'garble'; readonly when: 'before' | 'after' }
  /** Wait before the request is looked at. */
  | { readonly is: 'delay'; readonly milliseconds: number }
  /** Never answer, until the client gives up. */
  | { readonly is: 'hang' }
  /** Break a watch after so many events, or after so many milliseconds. */
  | { readonly is: 'cutWatch'; readonly afterEvents?: number; readonly afterMilliseconds?: number }
  /** Read from an earlier revision, given or so many changes back, as a lagging replica would. */
  | { readonly is: 'stale'; readonly revision?: number; readonly behind?: number };

/** Looks at every request; what it returns happens to it. Several interceptors may act on one request, in their order. */
export type Interceptor = (request: InterceptedRequest) => FaultAction | readonly FaultAction[] | undefined;

/** A request that is about to change the store, or has done so. */
export interface WriteEvent extends InterceptedRequest {
  /** The object as it was answered, after the write; absent before it and for collections. */
  readonly object?: KubeObject;
}

export interface WriteHooks {
  /** Called, and awaited, before each write is applied. The result 'drop' breaks the connection and applies nothing. */
  beforeWrite?: (write: WriteEvent) => unknown;
  /** Called, and awaited, after each write that succeeded, before it is answered. The result 'drop' breaks the connection. */
  afterWrite?: (write: WriteEvent) => unknown;
}

/** What is written down about every request. */
export interface RequestRecord extends Omit<InterceptedRequest, 'body' | 'ordinal'> {
  /** From 1, without gaps. */
  readonly id: number;
  /** 0 while it runs and when the connection was broken. */
  status: number;
  readonly requestBytes: number;
  responseBytes: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** How long it took; for a watch until it ended. */
  milliseconds: number;
}

/** The actions that interceptors want for a request, in their order. */
export const actionsFor = (interceptors: readonly Interceptor[], request: InterceptedRequest): readonly FaultAction[] =>
  interceptors.flatMap((interceptor) => interceptor(request) ?? []);
