import * as E from 'fp-ts/Either';
import * as J from 'fp-ts/Json';
import { isRecord, recordAt } from '../../model/json/json-object.ts';
import type { ClusterError } from '../error.ts';
import type { KubeObject, WatchEvent } from '../port.ts';
import type { Caller, Request } from './caller.ts';
import { linkSignals } from './linked-signal.ts';
import { sayTarget, type Target } from './request-path.ts';
import { refusalOf, statusOf } from './status-error.ts';

/**
 * The longest line of a watch that is read, in characters. An object has at most 1.5 MiB where it is stored, and its text may
 * have escapes; what goes on for longer would take the memory that the run needs.
 */
const longestLine = 8 * 1_048_576;

/** Cuts a stream of text into its complete lines. `onTooLong`: the line that has begun has more than `longest` characters. */
export const lineSplitter = (
  onLine: (line: string) => void,
  longest = longestLine,
  onTooLong: () => void = () => undefined,
): ((text: string) => void) => {
  let begun: string[] = [];
  let length = 0;
  const take = (piece: string): void => {
    length += piece.length;
    if (length > longest) {
      begun = [];
      onTooLong();
    } else begun.push(piece);
  };
  return (text) => {
    const pieces = text.split('\n');
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      take(piece);
      const line = begun.join('');
      begun = [];
      length = 0;
      if (line.trim() !== '') onLine(line);
    }
    take(rest);
  };
};

/** One line of a watch: an event, or the error that ends it. */
const watchEventOf = (target: Target, line: string): E.Either<ClusterError, WatchEvent> => {
  const malformed = (): E.Either<ClusterError, never> =>
    E.left({ is: 'Malformed', message: `${sayTarget(target)}: a line that is not a watch event` });
  const parsed = E.toUnion(J.parse(line));
  if (!isRecord(parsed) || !isRecord(parsed.object)) return malformed();
  const { type, object } = parsed;
  const metadata = recordAt(object, 'metadata');
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
    end(event.left);
  };
  const end = (why: ClusterError): void => {
    error ??= why;
    linked.abort();
  };
  const tooLong = (): void => {
    const message = `${sayTarget(request.target)}: a line of the watch is longer than ${longestLine} characters`;
    end({ is: 'Malformed', message });
  };
  const answer = await caller.stream(request, lineSplitter(onLine, longestLine, tooLong), linked.signal);
  linked.unlink();
  if (error !== undefined) return E.left(error);
  return E.isLeft(answer) ? answer : E.right(undefined);
};
