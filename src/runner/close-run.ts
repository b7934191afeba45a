import { removeMonitor } from '../cluster/monitor.ts';
import { monitoringWanted } from '../model/engine.ts';
import type { Outcome } from '../model/outcome.ts';
import type { StatusRow } from '../model/row.ts';
import type { RunContext } from './run-context.ts';
import { sweep } from './sweep.ts';

export interface Closing {
  readonly outcome: Outcome;
  readonly aborted: boolean;
  readonly rows: () => readonly StatusRow[];
}

/**
 * The end of a run: the rows in their last order, a summary event where there was a batch, and after an abort on the command
 * line the proof that nothing is left. Resolves with what is left, in words.
 */
export const closeRun = async (run: RunContext, { outcome, aborted, rows }: Closing): Promise<readonly string[]> => {
  const written = run.writer.written();
  if (aborted || JSON.stringify(written?.rows) !== JSON.stringify(rows())) await run.writer.flush();
  const executions = run.plan.iterations.reduce((sum, { order }) => sum + order.length, 0);
  if (executions > 1)
    run.publish({
      reason: 'BatchSummary',
      warning: outcome !== 'Pass',
      message: summary(rows(), outcome),
      experiment: '',
      at: run.clock.now(),
    });
  if (aborted) await withdrawMonitor(run);
  return aborted && run.waitsForRemoval() ? sweep(run) : [];
};

/** A stopped engine goes on existing, and with it what it owns: its monitor would run on. */
const withdrawMonitor = async ({ cluster, engine, identity, signal }: RunContext): Promise<void> => {
  if (!monitoringWanted(engine.current()) || engine.ending() === 'gone') return;
  const { engineName: name, namespace, engineUid: uid } = identity;
  await removeMonitor(cluster, { name, namespace, uid }, { signal, patienceMs: 2_000 });
};

const summary = (rows: readonly StatusRow[], outcome: Outcome): string => {
  const counts = new Map<string, number>();
  for (const { status, verdict } of rows) {
    const key = status === 'Completed' ? verdict : status;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const parts = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
  return `The batch ended: ${outcome}. Steps: ${parts}.`;
};
