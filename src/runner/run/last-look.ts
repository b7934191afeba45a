import type { ChaosEngine } from '../../model/litmus/engine.ts';
import { type StatusRow, saySame } from '../../model/litmus/row.ts';
import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { Run } from './run-context.ts';

/** Rows that are wiped or changed as often as this while a run ends are left to the next process. */
const mostLooks = 3;

export interface LastLookMeans extends Pick<Run, 'engine' | 'signal'> {
  readonly writer: Pick<StatusWriter, 'flush'>;
}

/** Whether somebody has taken away what a run had written: rows or checkpoint. */
export const isWiped = (engine: ChaosEngine): boolean =>
  engine.metadata.annotations?.[checkpointAnnotation] === undefined || engine.status.experiments.length === 0;

/**
 * How a run ended has to stand in the engine when its process ends: what somebody has wiped or changed since it was written is
 * written again. `rows`: as they should stand.
 */
export const lastLook = async (
  { engine, writer, signal }: LastLookMeans,
  rows: () => readonly StatusRow[],
): Promise<void> => {
  for (let look = 1; look <= mostLooks && engine.ending() === undefined; look += 1) {
    await engine.read({ signal, patienceMs: Number.POSITIVE_INFINITY });
    if (engine.ending() !== undefined) return;
    if (!isWiped(engine.current()) && saySame(engine.current().status.experiments, rows())) return;
    await writer.flush();
  }
};
