import { recordType } from '../../audit/hash-chain.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { AuditRecord, RecordData } from '../../model/progress/record.ts';

type Told = Omit<RecordData, 'sequence' | 'effects' | 'actor' | 'previous' | 'event'> & {
  readonly at: number;
  readonly subject?: string;
  readonly actor?: RecordData['actor'];
};

const ofAttempt = (view: AttemptView): readonly Told[] =>
  view.intervals.map(({ state, from: at }, index) => {
    const before = view.intervals[index - 1]?.state;
    const isEnd = state === 'Verdict';
    return {
      machine: 'experiment',
      subject: view.id,
      at,
      to: state,
      iteration: view.iteration,
      attempt: view.attempt,
      ...(before === undefined ? {} : { from: before }),
      ...(isEnd && view.outcome !== undefined ? { outcome: view.outcome } : {}),
      ...(isEnd && view.reason !== undefined ? { reason: view.reason } : {}),
      ...(isEnd && view.by !== undefined ? { actor: view.by } : {}),
      ...(view.job === undefined ? {} : { job: { name: view.job } }),
    };
  });

const ofSupervisor = ({ supervisor, outcome, iteration }: RunModel): readonly Told[] =>
  supervisor.intervals.map(({ state, from: at }, index) => {
    const before = supervisor.intervals[index - 1]?.state;
    const isLast = index === supervisor.intervals.length - 1;
    return {
      machine: 'supervisor',
      at,
      to: state,
      ...(before === undefined ? {} : { from: before }),
      ...(iteration > 0 ? { iteration } : {}),
      ...(isLast && outcome !== undefined ? { outcome } : {}),
    };
  });

/**
 * Stand-ins for the records of a run of which only a compact history is left: one for each state that was entered, with
 * its time. They have no events, effects or hashes, and no part in a chain; they are for looking at only.
 */
export const recordsOfModel = (model: RunModel): readonly AuditRecord[] =>
  [...ofSupervisor(model), ...model.attempts.flatMap(ofAttempt)]
    .sort((one, other) => one.at - other.at)
    .map(({ at, subject, actor, ...told }, index) => ({
      specversion: '1.0',
      id: `${model.runId}/1/${index + 1}`,
      source: model.source,
      ...(subject === undefined ? {} : { subject }),
      type: recordType(told.machine, 'ENTERED'),
      time: new Date(at).toISOString(),
      datacontenttype: 'application/json',
      data: {
        ...told,
        sequence: index + 1,
        event: { type: 'ENTERED', at },
        effects: [],
        actor: actor ?? 'runner',
        previous: '0'.repeat(64),
      },
    }));
