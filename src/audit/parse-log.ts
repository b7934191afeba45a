import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import * as t from 'io-ts';
import { defined } from '../model/json/json-object.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import { partsOfId } from './hash-chain.ts';
import { decodeRecord } from './record-codec.ts';

/** A record with the line it was read from. */
export interface LoggedRecord {
  readonly record: AuditRecord;
  readonly runId: string;
  readonly segment: number;
  readonly sequence: number;
  /** SHA-256 of the line's bytes as read, hex. */
  readonly hash: string;
  /** Number of the line in the log, from 1. */
  readonly line: number;
}

/** A line that claims to be a record and is none. */
interface BadLine {
  readonly line: number;
  readonly hash: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** Which record it claims to be, where that much can be read. */
  readonly claims?: { readonly runId: string; readonly segment: number; readonly sequence: number };
  /** Its `data.previous`, where that much can be read. */
  readonly previous?: string;
}

/** What a sink said it had to give up, see `missingMarker`. */
export interface MissingMarker {
  readonly line: number;
  readonly runId: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface ParsedLog {
  readonly records: readonly LoggedRecord[];
  readonly problems: readonly BadLine[];
  readonly markers: readonly MissingMarker[];
  /** How many lines were something else: the runner's own log, blank lines. */
  readonly foreign: number;
}

const marker = t.type({ audit: t.literal('missing'), run: t.string, from: t.number, to: t.number, reason: t.string });
const recordStart = Buffer.from('{"specversion"');
const markerStart = Buffer.from('{"audit":"missing"');
const carriageReturn = 0x0d;

const parseJson = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    () => JSON.parse(text) as unknown,
    (error) => (error instanceof Error ? error.message : String(error)),
  );

/** What a broken line still tells of itself, by pattern: the verification names the record with it. */
const claimsOf = (text: string): Pick<BadLine, 'claims' | 'previous'> => {
  const id = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
  const previous = /"previous":"([0-9a-f]{64})"/.exec(text)?.[1];
  return defined({ claims: partsOfId(id), previous });
};

const linesOf = function* (bytes: Buffer): Generator<readonly [from: number, to: number]> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    yield [start, end > start && bytes[end - 1] === carriageReturn ? end - 1 : end];
    start = end + 1;
  }
};

const decodeText = (bytes: Buffer): E.Either<string, string> =>
  isUtf8(bytes) ? E.right(bytes.toString('utf8')) : E.left('the line is not UTF-8');

/** Finds the last record beginning of each line, for lines asked for in order; goes through the bytes once. */
const recordStarts = (bytes: Buffer) => {
  let next = bytes.indexOf(recordStart);
  return (from: number, to: number): number => {
    let found = -1;
    while (next >= 0 && next < to) {
      if (next >= from) found = next;
      next = bytes.indexOf(recordStart, next + 1);
    }
    return found;
  };
};

/**
 * Reads a log in which audit records stand among other lines, as on the runner's standard output. A record is recognised
 * by its beginning `{"specversion"`, also behind a prefix such as the time stamps of `kubectl logs --timestamps`. What
 * claims to be a record and is none is among `problems`; nothing throws.
 */
export const parseLog = (input: string | Uint8Array): ParsedLog => {
  const bytes =
    typeof input === 'string'
      ? Buffer.from(input, 'utf8')
      : Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const records: LoggedRecord[] = [];
  const problems: BadLine[] = [];
  const markers: MissingMarker[] = [];
  let foreign = 0;
  let line = 0;

  const readMarker = (part: Buffer): boolean => {
    const value = parseJson(part.toString('utf8'));
    if (E.isLeft(value) || !marker.is(value.right)) return false;
    const { run, from, to, reason } = value.right;
    markers.push({ line, runId: run, from, to, reason });
    return true;
  };

  const readRecord = (part: Buffer): void => {
    const digest = hash('sha256', part, 'hex');
    const read = pipe(
      decodeText(part),
      E.chain(parseJson),
      E.chain(decodeRecord),
      E.chain((record) =>
        pipe(
          E.fromNullable('its id has not the form <run id>/<segment>/<sequence>')(partsOfId(record.id)),
          E.map((parts) => ({ record, ...parts })),
        ),
      ),
    );
    if (E.isRight(read)) records.push({ ...read.right, hash: digest, line });
    else problems.push({ line, hash: digest, message: read.left, ...claimsOf(part.toString('utf8')) });
  };

  const startIn = recordStarts(bytes);
  for (const [from, to] of linesOf(bytes)) {
    line += 1;
    // The last occurrence: a torn line and the next one may be glued together, and inside strings quotes are escaped.
    const start = startIn(from, to);
    if (start >= 0) {
      readRecord(bytes.subarray(start, to));
      continue;
    }
    const whole = bytes.subarray(from, to);
    const markerAt = whole.lastIndexOf(markerStart);
    if (markerAt < 0 || !readMarker(whole.subarray(markerAt))) foreign += 1;
  }
  return { records, problems, markers, foreign };
};
