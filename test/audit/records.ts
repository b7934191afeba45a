import { append, type Chain, type Entry, startChain, type Written } from '../../src/audit/hash-chain.ts';
import type { AuditRecord, MachineEvent } from '../../src/model/progress/record.ts';

export const source = '/apis/litmuschaos.io/v1alpha1/namespaces/demo/chaosengines/engine';

/** A supervisor's transition at second `n`. */
export const entry = (n: number, more: Partial<Entry> = {}): Entry => ({
  machine: 'supervisor',
  from: 'Running',
  to: 'Running',
  event: { type: 'TICK', at: n * 1000 },
  effects: [{ type: 'arm', params: { at: n * 1000 + 5 } }],
  actor: 'runner',
  ...more,
});

/** An event of the one attempt of the step `latency`, which is at its end with `Verdict`. */
export const stepEntry = (event: MachineEvent, more: Partial<Entry> = {}): Entry => ({
  machine: 'experiment',
  subject: 'latency',
  from: 'CleaningUp.Deleting',
  to: 'Verdict',
  event,
  effects: [],
  actor: 'runner',
  iteration: 1,
  attempt: 1,
  ...more,
});

/** One record after the other, a second apart. */
export const chained = (...entries: readonly Entry[]): readonly AuditRecord[] => {
  let chain = freshChain();
  return entries.map((one, index) => {
    const next = append(chain, one, (index + 1) * 1000);
    chain = next.chain;
    return next.record;
  });
};

/** `count` records appended to a chain. */
export const appended = (chain: Chain, count: number): { chain: Chain; written: Written[] } => {
  const written: Written[] = [];
  let current = chain;
  for (let n = 0; n < count; n += 1) {
    const next = append(current, entry(current.sequence + 1), (current.sequence + 1) * 1000);
    written.push({ record: next.record, line: next.line });
    current = next.chain;
  }
  return { chain: current, written };
};

export const freshChain = (): Chain => startChain({ runId: 'run-1', segment: 1, source });

/** What the next process appends to a checkpoint: its first record names it. */
export const continued = (from: Chain, count: number, segment = from.segment + 1, delay = 0) => {
  const { runId, sequence, head } = from;
  const chain = startChain({ runId, segment, source, sequence, head });
  const opening = entry(sequence + 1, {
    machine: 'run',
    from: 'Killed',
    to: 'Resumed',
    continues: { segment: from.segment, sequence, head },
  });
  const opened = append(chain, opening, (sequence + 1) * 1000 + delay);
  const rest = appended(opened.chain, count - 1);
  return { chain: rest.chain, written: [{ record: opened.record, line: opened.line }, ...rest.written] };
};
