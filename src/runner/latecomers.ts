import type { RunContext } from './run-context.ts';
import { sweepObjects } from './sweep.ts';

/** A pod that is told to stop has to be gone after 5 s, and the abort itself has taken some of them. */
const forMs = 2_000;

/**
 * An experiment that is told to end may still start a helper pod, which has no owner: one that is born after the operator
 * and the run have deleted what carried the engine's label would go on injecting. So the runner's pod looks on for as long
 * as it may, with every record written already; waiting for what takes longer to go is the operator's.
 */
export const removeLatecomers = async (run: RunContext): Promise<void> => {
  const { deleted, left, problem } = await sweepObjects({ ...run, forMs });
  if (deleted.length > 0) run.log.warn({ deleted }, 'deleted what was still there, or came, after the run had ended');
  if (problem !== undefined)
    run.log.warn({ cause: problem }, 'what came after the run had ended could not be looked at, or not be deleted');
  if (left.length > 0) run.log.info({ left }, 'what is still ending is left to the operator');
};
