import { recordType } from '../audit/hash-chain.ts';
import { addToHistory, type CompactHistory, modelOfHistory } from '../audit/history.ts';
import type { RunModel } from '../audit/run-model.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import { outcomeOfRun } from '../model/litmus/outcome.ts';
import type { RecordData } from '../model/progress/record.ts';
import type { Checkpoint } from '../runner/checkpoint/checkpoint.ts';
import { casesOf } from '../view/reports/cases.ts';

/** What an end says, beside what every record has. */
type End = Pick<RecordData, 'machine' | 'to'> & Partial<Pick<RecordData, 'iteration' | 'attempt' | 'outcome'>>;

const withEnd = (history: CompactHistory, end: End, at: number, subject?: string): CompactHistory => {
  const sequence = history.sequence + 1;
  return addToHistory(history, {
    specversion: '1.0',
    id: `${history.run}/1/${sequence}`,
    source: history.source,
    ...(subject === undefined ? {} : { subject }),
    type: recordType(end.machine, 'ENTERED'),
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: {
      ...end,
      sequence,
      event: { type: 'ENTERED', at },
      effects: [],
      actor: 'runner',
      previous: '0'.repeat(64),
    },
  });
};

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
  const open = modelOfHistory(history).attempts.filter(({ endedAt }) => endedAt === undefined);
  const ends = open.flatMap(({ id, iteration, attempt }) => {
    const step = facts[plan.steps.findIndex((one) => one.id === id)];
    return [step?.current, step?.worst].flatMap((known) => {
      const isIt = known?.iteration === iteration && known.attempt === attempt;
      if (!isIt || known.outcome === undefined) return [];
      return [{ id, at: known.at, end: { iteration, attempt, outcome: known.outcome } }];
    });
  });
  const last = ends.reduce((latest, { at }) => Math.max(latest, at), lastMomentOf(history));
  const settled = ends.reduce(
    (so, { id, at, end }) => withEnd(so, { machine: 'experiment', to: 'Verdict', ...end }, at, id),
    history,
  );
  const state = settled.supervisor.at(-1)?.[0];
  if (state === 'Completed' || state === 'Aborted') return settled;
  return withEnd(settled, { machine: 'supervisor', to: engineStatus === 'stopped' ? 'Aborted' : 'Completed' }, last);
};

const lastMomentOf = (history: CompactHistory): number => {
  const { attempts, supervisor } = modelOfHistory(history);
  const moments = [...attempts, { intervals: supervisor.intervals }].flatMap(({ intervals }) =>
    intervals.map(({ from }) => from),
  );
  return moments.reduce((latest, at) => Math.max(latest, at), history.start);
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
