import * as E from 'fp-ts/Either';
import type { ClusterError } from '../error.ts';
import type { Cluster } from '../port.ts';
import type { Query } from './request-path.ts';

type LogWish = Parameters<Cluster['podLog']>[1];

/** What one request may bring, whatever is kept of it. */
export const fetchBytes = 1_048_576;

/** The end of a text in at most so many bytes of UTF-8, from the start of a line where there is one, else of a word. */
export const endOf = (text: string, limitBytes: number): string => {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limitBytes) return text;
  let start = bytes.length - limitBytes;
  // Continuation bytes are 10xxxxxx: a character is never cut in two.
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  const kept = bytes.subarray(start).toString('utf8');
  const newline = kept.indexOf('\n');
  if (bytes[start - 1] === 0x0a) return kept;
  return newline >= 0 && newline < kept.length - 1 ? kept.slice(newline + 1) : kept.replace(/^\S*\s*/, '');
};

/**
 * The end of a container's log. The server's own `limitBytes` cuts the *end* off what `tailLines` selected, so more is
 * asked for than is kept, and fewer lines when even that was not enough. Of a last line that is longer than one request
 * may bring only the beginning would come, perhaps with half a secret at its end: then nothing is kept.
 */
export const tailOfLog = async (
  wish: LogWish,
  ask: (query: Query) => Promise<E.Either<ClusterError, string>>,
): Promise<E.Either<ClusterError, string>> => {
  const limit = Math.max(fetchBytes, wish.limitBytes);
  let lines = Math.max(1, wish.tailLines);
  for (;;) {
    const query = { container: wish.container, tailLines: String(lines), limitBytes: String(limit) };
    const log = await ask(query);
    if (E.isLeft(log)) return log;
    if (Buffer.byteLength(log.right) < limit) return E.right(endOf(log.right, wish.limitBytes));
    if (lines === 1) return E.right('');
    lines = Math.max(1, Math.floor(lines / 8));
  }
};
