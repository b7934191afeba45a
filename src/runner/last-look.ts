import type { ChaosEngine } from '../model/engine.ts';
import { checkpointAnnotation } from './checkpoint.ts';
import type { RunContext } from './run-context.ts';

/** Rows that are wiped as often as this while a run ends are left to the next process. */
const mostLooks = 3;

/** Whether somebody has taken away what a run had written: rows or checkpoint. */
export const isWiped = (engine: ChaosEngine): boolean =>
  engine.metadata.annotations?.[checkpointAnnotation] === undefined || engine.status.experiments.length === 0;

/** How a run ended has to stand in the engine when its process ends: what was wiped since it was written is written again. */
export const lastLook = async ({ engine, writer, signal }: RunContext): Promise<void> => {
  for (let look = 1; look <= mostLooks && engine.ending() === undefined; look += 1) {
    await engine.read({ signal, patienceMs: Number.POSITIVE_INFINITY });
    if (engine.ending() !== undefined || !isWiped(engine.current())) return;
    await writer.flush();
  }
};
