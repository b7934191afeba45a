import { open, stat } from 'node:fs/promises';
import * as E from 'fp-ts/Either';
import { parseLog } from '../audit/parse-log.ts';
import type { AuditSource } from '../audit/source.ts';
import type { AuditRecord } from '../model/progress/record.ts';

const newline = 0x0a;

/** Takes turns, the next one a while after the end of the last. A turn that fails is made up for by the next. */
const repeat = (everyMs: number, turn: () => Promise<void>): (() => void) => {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    timer = setTimeout(async () => {
      await turn().catch(() => undefined);
      if (!stopped) arm();
    }, everyMs);
  };
  arm();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};

/**
 * Reads what is appended to a file, whole lines only, and hands on the records in it. Gives back how to stop. A file that is
 * cut or replaced is read from its beginning; what was seen before is for the taker to tell.
 */
export const followFile = (
  path: string,
  from: number,
  everyMs: number,
  take: (record: AuditRecord) => void,
): (() => void) => {
  let offset = from;
  return repeat(everyMs, async () => {
    const { size } = await stat(path);
    if (size < offset) offset = 0;
    if (size === offset) return;
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1;
      offset += end;
      for (const { record } of parseLog(buffer.subarray(0, end)).records) take(record);
    } finally {
      await file.close();
    }
  });
};

/** Reads a source again and again and hands on every record in it. Gives back how to stop. */
export const pollSource = (
  read: () => Promise<E.Either<unknown, AuditSource>>,
  everyMs: number,
  take: (record: AuditRecord) => void,
): (() => void) =>
  repeat(everyMs, async () => {
    const source = await read();
    if (E.isRight(source) && source.right.text !== undefined)
      for (const { record } of parseLog(source.right.text).records) take(record);
  });
