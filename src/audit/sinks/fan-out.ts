import { once } from 'node:events';
import type { Written } from '../hash-chain.ts';
import type { Sink } from './sink.ts';

export interface FanOutSinks {
  /** Waited for at every record, before its effects are executed: the file sink, or none. */
  readonly awaited: readonly Sink[];
  /** Fire and forget: they queue for themselves. */
  readonly background: readonly Sink[];
}

/** The one object that the shell writes its records to. Nothing here throws or rejects. */
export interface AuditLog {
  /** Hands the record to every sink; resolves when the awaited ones have it (at once, without a promise, if there is none). */
  write(written: Written): Promise<void> | undefined;
  /** Closes every sink, which tells its listener what is `missing`; resolves early when `deadline` is aborted. */
  close(deadline?: AbortSignal): Promise<void>;
}

/** Writes every record to all sinks in the order given, each in its own pace; only `awaited` holds the caller. */
export const createFanOut = ({ awaited, background }: FanOutSinks): AuditLog => ({
  write: ({ line, record }) => {
    for (const sink of background) void sink.write(line, record);
    const waits = awaited.map((sink) => sink.write(line, record)).filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  },
  close: async (deadline) => {
    const done = Promise.all([...background, ...awaited].map((sink) => sink.close()));
    if (deadline === undefined) await done;
    else if (!deadline.aborted) await Promise.race([done, once(deadline, 'abort')]);
  },
});
