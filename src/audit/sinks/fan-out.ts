import type { Written } from '../hash-chain.ts';
import type { Sink, SinkProblem } from './sink.ts';

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
  /** Resolves when every sink has delivered, or tried once more in vain, what it was given, or when `deadline` is aborted. */
  flush(deadline?: AbortSignal): Promise<void>;
  /** Closes every sink; what could not be delivered is then among the problems as `missing`. */
  close(deadline?: AbortSignal): Promise<void>;
  problems(): readonly SinkProblem[];
}

const whenAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const settled = async (all: readonly Promise<void>[], deadline: AbortSignal | undefined): Promise<void> => {
  const done = Promise.all(all).then(() => undefined);
  await (deadline === undefined ? done : Promise.race([done, whenAborted(deadline)]));
};

/** Writes every record to all sinks in the order given, each in its own pace; only `awaited` holds the caller. */
export const createFanOut = (sinks: FanOutSinks): AuditLog => {
  const all = [...sinks.background, ...sinks.awaited];
  const write = ({ line, record }: Written): Promise<void> | undefined => {
    for (const sink of sinks.background) void sink.write(line, record);
    const waits: Promise<void>[] = [];
    for (const sink of sinks.awaited) {
      const wait = sink.write(line, record);
      if (wait !== undefined) waits.push(wait);
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  };
  return {
    write,
    flush: (deadline) =>
      settled(
        all.map((sink) => sink.flush()),
        deadline,
      ),
    close: (deadline) =>
      settled(
        all.map((sink) => sink.close()),
        deadline,
      ),
    problems: () => all.flatMap((sink) => sink.problems()),
  };
};
