import { defined } from '../../model/json/json-object.ts';
import type { AuditRecord } from '../../model/progress/record.ts';

/** Something that a sink has to say: never an exception, because a failing sink must not stop chaos control. */
export interface SinkProblem {
  readonly sink: string;
  /**
   * `late`: not delivered yet, tried again. `delivered`: what was late has arrived. `missing`: given up, the range is named.
   * `repaired`: what an earlier process left torn was put right at opening.
   */
  readonly kind: 'late' | 'delivered' | 'missing' | 'repaired';
  /** A sentence for people: what happened, what it means. */
  readonly message: string;
  /** Sequences of the records concerned, both ends included. */
  readonly from?: number;
  readonly to?: number;
}

/**
 * A place where audit lines go. Nothing here throws or rejects; what went wrong is told to the listener given to the sink at
 * its making. Lines arrive in order and are written in order.
 */
export interface Sink {
  readonly name: string;
  /**
   * Takes one line (no newline) and the record it was made of. A promise resolves when the line is durable or has failed;
   * only the fan-out's awaited sinks are waited for.
   */
  write(line: string, record: AuditRecord): void | Promise<void>;
  /** Resolves when everything taken so far is delivered or was tried once more in vain. */
  flush(): Promise<void>;
  /** Flushes, gives up what cannot be delivered (named as `missing`) and lets go of the resource. */
  close(): Promise<void>;
}

/** Is told of each problem once, when it happens. Must not throw. */
export type ProblemListener = (problem: SinkProblem) => void;

/** How a sink tells its listener of problems. `place`: what the sentences begin with. */
export const problemTeller =
  (sink: string, listener: ProblemListener | undefined, place = sink) =>
  (kind: SinkProblem['kind'], what: string, from?: number, to?: number): void =>
    listener?.({ sink, kind, message: `${place}: ${what}`, ...defined({ from, to }) });

/** `record 7` or `records 7 to 9`. */
export const rangeOf = (from: number, to: number): string =>
  from === to ? `record ${from}` : `records ${from} to ${to}`;

/**
 * The line that a sink leaves in the log in place of records it had to give up, so that a reader knows that the gap is the
 * sink's and not somebody's. It is no record: it has no `specversion` and no part in the chain.
 */
export const missingMarker = (runId: string, from: number, to: number, reason: string): string =>
  JSON.stringify({ audit: 'missing', run: runId, from, to, reason });
