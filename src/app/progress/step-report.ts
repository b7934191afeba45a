import type { RunModel } from '../../audit/run-model.ts';
import { type Ending, endedRow } from '../../model/litmus/ended-row.ts';
import type { Outcome } from '../../model/litmus/outcome.ts';
import type { StatusRow } from '../../model/litmus/row.ts';
import type { AuditRecord } from '../../model/progress/record.ts';

/** One attempt of one step, as `--json` prints it. */
export interface StepReport {
  readonly id: string;
  readonly experiment: string;
  /** From 1. */
  readonly iteration: number;
  /** From 1; 0: it ended before it was started. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Status and verdict as the row of such an end shows them. */
  readonly status: StatusRow['status'];
  readonly verdict: StatusRow['verdict'];
  /** null: there was no Job. */
  readonly job: string | null;
  /** From its start to the end of its clean-up. */
  readonly seconds: number;
}

const attemptKey = (id: string, iteration: number, attempt: number): string => `${iteration}/${attempt}/${id}`;

const recordKey = ({ subject = '', data }: AuditRecord): string =>
  attemptKey(subject, data.iteration ?? 1, data.attempt ?? 1);

const isEnd = (state: string | undefined): boolean =>
  state === 'Launching.Settling' || state === 'Verdict' || state?.startsWith('CleaningUp') === true;

/** Which row of the contract an end has, from the event that led to it. */
const endingOf = ({ data }: AuditRecord, started: boolean): Ending => {
  const { event } = data;
  switch (event.type) {
    case 'SKIP':
      return 'skipped';
    case 'ABORT':
      return 'aborted';
    case 'REJECTED':
      return event.ending === 'notFound' ? 'notFound' : 'rejected';
    case 'JOB_REFUSED':
    case 'START_FAILED':
      return 'rejected';
    case 'TIMER':
      return event.timer === 'timeout' ? 'aborted' : 'rejected';
    case 'LOST':
      return event.started === true || started ? 'completed' : 'rejected';
    default:
      return 'completed';
  }
};

/** How each attempt ended that its log tells of, by its key. */
const endingsOf = (records: readonly AuditRecord[]): ReadonlyMap<string, Ending> => {
  const endings = new Map<string, Ending>();
  const started = new Set<string>();
  for (const record of records) {
    const { data } = record;
    if (data.machine !== 'experiment') continue;
    const key = recordKey(record);
    if (data.event.type === 'MAIN_STARTED' || data.to === 'Running.Observing') started.add(key);
    if (!endings.has(key) && isEnd(data.to) && !isEnd(data.from)) endings.set(key, endingOf(record, started.has(key)));
  }
  return endings;
};

/** Every attempt that has ended, in the order in which they began. */
export const stepReports = (model: RunModel): readonly StepReport[] => {
  const endings = endingsOf(model.records);
  return model.attempts.flatMap((attempt) => {
    const { id, experiment = id, iteration, outcome, job, pod, startedAt, endedAt = startedAt } = attempt;
    if (outcome === undefined) return [];
    const ending = endings.get(attemptKey(id, iteration, attempt.attempt)) ?? 'completed';
    const { status, verdict } = endedRow({ name: id, engine: '', at: 0 }, { ending, outcome }, pod);
    const seconds = Math.round(endedAt - startedAt) / 1000;
    return [
      { id, experiment, iteration, attempt: attempt.attempt, outcome, status, verdict, job: job ?? null, seconds },
    ];
  });
};
