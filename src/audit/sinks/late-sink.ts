import type { AuditRecord } from '../../model/progress/record.ts';
import type { Sink } from './sink.ts';

/**
 * A sink of which it is known only later whether there is one. Lines wait for the answer, and so does closing; `undefined`
 * drops them, because a sink that may not exist misses nothing.
 */
export const createLateSink = (name: string, opened: Promise<Sink | undefined>): Sink => {
  let waiting: { readonly line: string; readonly record: AuditRecord }[] | undefined = [];
  let sink: Sink | undefined;
  void opened.then((found) => {
    sink = found;
    for (const { line, record } of waiting ?? []) void sink?.write(line, record);
    waiting = undefined;
  });
  return {
    name,
    write: (line, record) => {
      if (waiting !== undefined) waiting.push({ line, record });
      else void sink?.write(line, record);
    },
    flush: async () => sink?.flush(),
    close: async () => {
      await opened;
      await sink?.close();
    },
  };
};
