import { append, type Chain, type Entry } from '../../audit/hash-chain.ts';
import { addToHistory, type CompactHistory } from '../../audit/history.ts';
import type { AuditLog } from '../../audit/sinks/fan-out.ts';
import type { AuditRecord, RecordData } from '../../model/progress/record.ts';

/** Where the records of a process go on: the chain of its run, what a checkpoint says of the past, and the sinks. */
export interface OpenJournal {
  readonly chain: Chain;
  readonly history: CompactHistory;
  readonly audit: Pick<AuditLog, 'write'>;
  /** The checkpoint that the first record of this process continues. */
  readonly continues?: RecordData['continues'];
}

export interface Journal {
  /** Writes a record, or holds it as long as nobody knows of which run it is; a promise is waited for. */
  readonly record: (entry: Entry) => Promise<void> | undefined;
  /** The run is known: what was held is written first. */
  readonly open: (run: OpenJournal) => Promise<void> | undefined;
  /** Where the log stands. Of a journal that is not open there is none. */
  readonly chain: () => Chain;
  readonly history: () => CompactHistory;
}

/** The audit log of a process: its records in one chain, from its first transition on. */
export const createJournal = (options: {
  /** When a record is written, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly onRecord?: (record: AuditRecord) => void;
}): Journal => {
  const held: Entry[] = [];
  let run: OpenJournal | undefined;

  const opened = (): OpenJournal => {
    if (run === undefined) throw new Error('the journal is not open: nobody knows the run yet');
    return run;
  };
  const write = (to: OpenJournal, entry: Entry): Promise<void> | undefined => {
    const written = append(to.chain, entry, options.now());
    run = { ...to, chain: written.chain, history: addToHistory(to.history, written.record) };
    const wait = to.audit.write(written);
    // Whoever hears of it may make the next one happen: the log has it first.
    options.onRecord?.(written.record);
    return wait;
  };

  return {
    record: (entry) => {
      if (run !== undefined) return write(run, entry);
      held.push(entry);
      return undefined;
    },
    open: (begun) => {
      run = begun;
      const { continues } = begun;
      const waits = held.splice(0).map((entry, index) => {
        const first = index === 0 && continues !== undefined ? { continues } : {};
        return write(opened(), { ...entry, ...first });
      });
      return waits.some((wait) => wait !== undefined) ? Promise.all(waits).then(() => undefined) : undefined;
    },
    chain: () => opened().chain,
    history: () => opened().history,
  };
};
