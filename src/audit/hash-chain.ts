import { hash } from 'node:crypto';
import type { AuditRecord, RecordData } from '../model/progress/record.ts';
import { plainText } from '../model/text/plain-text.ts';

/** What `previous` holds in the first record of a run: nothing was written before it. */
export const noHead = '0'.repeat(64);

/** Where a process's audit log stands: everything that the next record needs. Plain data; goes into the checkpoint. */
export interface Chain {
  readonly runId: string;
  /** 1 for the first process of a run, one more for each that resumes it. */
  readonly segment: number;
  /** The engine's API path. */
  readonly source: string;
  /** Sequence of the last record; 0 before the first. */
  readonly sequence: number;
  /** SHA-256 of the last line, hex; 64 zeros before the first. */
  readonly head: string;
}

/** What a transition says of itself; the chain adds sequence and link. `subject` is the step's id. */
export type Entry = Omit<RecordData, 'sequence' | 'previous'> & { readonly subject?: string };

/** A record and its line as written, without the newline. */
export interface Written {
  readonly record: AuditRecord;
  readonly line: string;
}

/** SHA-256 of a line's UTF-8 bytes without the newline, hex: what `sha256sum` prints of the same bytes. */
export const hashOfLine = (line: string): string => hash('sha256', line, 'hex');

/** `<run id>/<segment>/<sequence>` */
export const recordId = (runId: string, segment: number, sequence: number): string => `${runId}/${segment}/${sequence}`;

/** The parts of a record's id; undefined when it is not of the form `<run id>/<segment>/<sequence>`. */
export const partsOfId = (id: string): { runId: string; segment: number; sequence: number } | undefined => {
  const found = /^(.+)\/([1-9]\d*)\/([1-9]\d*)$/.exec(id);
  if (found?.[1] === undefined) return undefined;
  return { runId: found[1], segment: Number(found[2]), sequence: Number(found[3]) };
};

/** A chain to append to. A resumed one is given the `sequence` and `head` of the checkpoint that it continues. */
export const startChain = (start: Omit<Chain, 'sequence' | 'head'> & Partial<Chain>): Chain => ({
  ...start,
  sequence: start.sequence ?? 0,
  head: start.head ?? noHead,
});

/** `io.litmuschaos.runner.<machine>.<what>`; what: the event type in lower case. */
export const recordType = (machine: RecordData['machine'], event: string): string =>
  `io.litmuschaos.runner.${machine}.${event.toLowerCase()}`;

/**
 * The next record. `at`: milliseconds since the epoch, when it is written (the event has its own time). `line` is the JSON
 * text without a newline and with nothing in it that a terminal would obey; its bytes are what the next record's `previous`
 * names, so sinks must write it unchanged.
 */
export const append = (chain: Chain, entry: Entry, at: number): Written & { readonly chain: Chain } => {
  const { subject, ...rest } = entry;
  const sequence = chain.sequence + 1;
  const record: AuditRecord = {
    specversion: '1.0',
    id: recordId(chain.runId, chain.segment, sequence),
    source: chain.source,
    ...(subject === undefined ? {} : { subject }),
    type: recordType(entry.machine, entry.event.type),
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: { sequence, ...rest, previous: chain.head },
  };
  const line = plainText(JSON.stringify(record));
  return { record, line, chain: { ...chain, sequence, head: hashOfLine(line) } };
};
