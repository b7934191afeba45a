import { type CompactHistory, modelOfHistory, withAttempt, withSupervisor } from '../audit/history.ts';
import { lastMomentOf, type RunModel } from '../audit/run-model.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import { outcomeOfRun } from '../model/litmus/outcome.ts';
import type { Checkpoint } from '../runner/checkpoint/checkpoint.ts';
import { casesOf } from '../view/reports/cases.ts';

/**
 * The history with its end. A run writes its last checkpoint together with its last row, so the history in it stops
 * shortly before that step's Verdict: the checkpoint knows the outcome, and the engine's status that the run is over.
 */
export const endedHistory = (
  history: CompactHistory,
  { supervisor, facts }: Pick<Checkpoint, 'supervisor' | 'facts'>,
  engineStatus: ChaosEngine['status']['engineStatus'],
): CompactHistory => {
  if (engineStatus !== 'completed' && engineStatus !== 'stopped') return history;
  const { plan } = supervisor.context;
  const model = modelOfHistory(history);
  const ends = model.attempts.flatMap(({ id, iteration, attempt, endedAt }) => {
    const step = facts[plan.steps.findIndex((one) => one.id === id)];
    return [step?.current, step?.worst].flatMap((known) => {
      const isIt = endedAt === undefined && known?.iteration === iteration && known.attempt === attempt;
      if (!isIt || known.end === undefined) return [];
      return [{ id, iteration, attempt, state: 'Verdict', at: known.at, outcome: known.end.outcome }];
    });
  });
  const settled = ends.reduce((so, end) => withAttempt(so, end), history);
  if (model.endedAt !== undefined) return settled;
  const last = ends.reduce((latest, { at }) => Math.max(latest, at), lastMomentOf(model));
  return withSupervisor(settled, engineStatus === 'stopped' ? 'Aborted' : 'Completed', last);
};

/** The run that a history tells of, with the outcome that its steps add up to once it has ended. */
export const runOfHistory = (history: CompactHistory): RunModel => {
  const model = modelOfHistory(history);
  if (model.endedAt === undefined) return model;
  const ends = [...casesOf(model).values()].flat().map(({ last }) => last.outcome);
  const known = ends.flatMap((outcome) => (outcome === undefined ? [] : [outcome]));
  const isAborted = model.supervisor.state === 'Aborted';
  // An attempt that is not known may have been the worst.
  const isKnown = isAborted || (history.dropped === 0 && known.length === ends.length);
  return isKnown ? { ...model, outcome: outcomeOfRun(isAborted, known) } : model;
};
