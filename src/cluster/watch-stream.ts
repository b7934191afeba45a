import * as E from 'fp-ts/Either';
import { isRecord } from '../model/manifest.ts';
import type { Caller, Request } from './caller.ts';
import type { ClusterError } from './error.ts';
import { linkSignals } from './linked-signal.ts';
import type { KubeObject, WatchEvent } from './port.ts';
import { sayTarget, type Target } from './request-path.ts';
import { refusalOf, statusOf } from './status-error.ts';

/** Cuts a stream of text into its complete lines. */
export const lineSplitter = (onLine: (line: string) => void): ((text: string) => void) => {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  };
};

/** One line of a watch: an event, or the error that ends it. */
export const watchEventOf = (target: Target, line: string): E.Either<ClusterError, WatchEvent> => {
  const malformed = (): E.Either<ClusterError, never> =>
    E.left({ _tag: 'Malformed', message: `${sayTarget(target)}: a line that is not a watch event` });
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return malformed();
  }
  if (!isRecord(parsed) || !isRecord(parsed.object)) return malformed();
  const { type, object } = parsed;
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      if (typeof metadata.name !== 'string') return malformed();
      return E.right({ type, object: object as unknown as KubeObject });
    case 'BOOKMARK':
      if (typeof metadata.resourceVersion !== 'string') return malformed();
      return E.right({ type, resourceVersion: metadata.resourceVersion });
    case 'ERROR': {
      const code = statusOf(object)?.code ?? 0;
      return E.left(refusalOf(target, code >= 400 ? code : 500, JSON.stringify(object)).error);
    }
    default:
      return malformed();
  }
};

/** One watch until the server ends it (Right), the signal fires (Cancelled) or it fails. */
export const watchOnce = async (
  caller: Caller,
  request: Request,
  onEvent: (event: WatchEvent) => void,
  signal: AbortSignal,
): Promise<E.Either<ClusterError, void>> => {
  const linked = linkSignals(signal);
  let error: ClusterError | undefined;
  const onLine = (line: string) => {
    if (linked.signal.aborted) return;
    const event = watchEventOf(request.target, line);
    if (E.isRight(event)) return onEvent(event.right);
    error = event.left;
    linked.abort();
  };
  const answer = await caller.stream(request, lineSplitter(onLine), linked.signal);
  linked.unlink();
  if (error !== undefined) return E.left(error);
  return E.isLeft(answer) ? answer : E.right(undefined);
};
