import type { Outcome } from '../model/litmus/outcome.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { Actor, AuditRecord, JsonValue, RecordData } from '../model/progress/record.ts';
import { durationText } from '../model/text/duration.ts';
import { type CompactHistory, modelOfHistory, whatHistoryLacks } from './history.ts';
import { leftBehind, leftInEvent } from './left-behind.ts';
import { type AttemptView, foldRecords, type RunModel, runIdOf } from './run-model.ts';
import { afterText, processesText, table } from './table.ts';

/** What is shown; all that is given must hold. */
export interface ShowFilter {
  readonly step?: string;
  readonly machine?: RecordData['machine'];
  readonly actor?: Actor;
  /** Records of attempts that ended so, and the batch's own end. */
  readonly outcome?: Outcome;
  /** Milliseconds since the epoch, both included. */
  readonly since?: number;
  readonly until?: number;
  readonly runId?: string;
}

const attemptKey = ({ subject, data }: AuditRecord): string => `${subject}/${data.iteration}/${data.attempt}`;

/** The records that a filter lets through, in their order. */
export const selectRecords = (records: readonly AuditRecord[], filter: ShowFilter): readonly AuditRecord[] => {
  const endedSo = new Set(records.filter(({ data }) => data.outcome === filter.outcome).map(attemptKey));
  return records.filter((record) => {
    const { data, subject } = record;
    const at = Date.parse(record.time);
    return (
      (filter.runId === undefined || runIdOf(record) === filter.runId) &&
      (filter.step === undefined || subject === filter.step) &&
      (filter.machine === undefined || data.machine === filter.machine) &&
      (filter.actor === undefined || data.actor === filter.actor) &&
      (filter.outcome === undefined ||
        (data.machine === 'experiment' ? endedSo.has(attemptKey(record)) : data.outcome === filter.outcome)) &&
      (filter.since === undefined || at >= filter.since) &&
      (filter.until === undefined || at <= filter.until)
    );
  });
};

const details = ['verdict', 'timer', 'pod', 'exitCode', 'outcome', 'reason'] as const;
/** Said without their name: they speak for themselves. */
const bare: ReadonlySet<string> = new Set(['reason', 'outcome', 'timer']);

const detailText = (name: string, value: JsonValue | undefined): string => {
  if (value === undefined || value === null || typeof value === 'object') return '';
  return bare.has(name) ? String(value) : `${name} ${value}`;
};

/** Why it happened: the record's own reason, else the event in words with what it tells. */
const whyOf = ({ data }: AuditRecord, plan: Plan | undefined): string => {
  const { event, continues } = data;
  const marks = ['', ...leftInEvent(event)].join('; ');
  if (data.reason !== undefined) return `${data.reason}${marks}`;
  if (event.type === 'xstate.init') return 'begins';
  const words = event.type.toLowerCase().replaceAll('_', ' ');
  const step =
    data.machine === 'supervisor' && typeof event.step === 'number' ? plan?.steps[event.step]?.id : undefined;
  const job = event.type.startsWith('JOB_') ? data.job : undefined;
  const all = [
    ...(step === undefined ? [] : [step]),
    ...(job === undefined ? [] : [`job ${job.name}`]),
    ...(continues === undefined ? [] : [`continues record ${continues.sequence} of segment ${continues.segment}`]),
    ...details.map((name) => detailText(name, event[name])).filter((text) => text !== ''),
  ];
  return `${all.length === 0 ? words : `${words}: ${all.join(', ')}`}${marks}`;
};

const stepOf = ({ subject, data }: AuditRecord): string => {
  if (data.machine !== 'experiment') return `(${data.machine})`;
  return `${subject ?? '?'} ${data.iteration ?? 1}/${data.attempt ?? 1}`;
};

const moveOf = ({ data }: AuditRecord): string => {
  const outcome = data.outcome === undefined ? '' : ` = ${data.outcome}`;
  if (data.from === data.to) return `${data.to}${outcome}`;
  return `${data.from === undefined ? '' : `${data.from} `}→ ${data.to}${outcome}`;
};

const dayOf = (time: string): string => time.slice(0, 10);
const clockOf = (time: string): string => time.slice(11, 23);

/** How a run ended, or where it stands, in a sentence; then what it left behind. */
export const summaryOf = (model: RunModel): string => {
  const took = afterText(model);
  const end =
    model.outcome === undefined
      ? `still ${model.supervisor.state || 'opening'} at its last record`
      : `${model.outcome}${took}`;
  const left = leftBehind(model).map((sentence) => `\n${sentence}`);
  return `Run ${model.runId} of ${model.namespace}/${model.engine}: ${end}, ${model.records.length} records by ${processesText(model)}.${left.join('')}`;
};

/**
 * A table for people: when (UTC), step with iteration/attempt, from → to, why, by whom. `width`: columns of the terminal,
 * undefined for no cutting. What killed processes printed after their checkpoint is marked with `~`.
 */
export const showRecords = (records: readonly AuditRecord[], filter: ShowFilter = {}, width?: number): string => {
  const chosen = selectRecords(records, filter);
  const models = [...new Set(chosen.map(runIdOf))].flatMap((runId) => foldRecords(records, runId) ?? []);
  const inChain = new Set(models.flatMap((model) => model.records));
  const days = new Set(chosen.map(({ time }) => dayOf(time)));
  const plans = new Map(models.map(({ runId, plan }) => [runId, plan]));
  const rows = chosen.map((record) => [
    inChain.has(record) ? '' : '~',
    days.size > 1 ? `${dayOf(record.time)} ${clockOf(record.time)}` : clockOf(record.time),
    stepOf(record),
    moveOf(record),
    whyOf(record, plans.get(runIdOf(record))),
    record.data.actor,
  ]);
  const marked = chosen.some((record) => !inChain.has(record));
  const [day] = days;
  const parts = [
    day === undefined ? 'No record matches.' : `${days.size > 1 ? 'Times' : day} in UTC; step iteration/attempt.`,
    ...(rows.length === 0 ? [] : [table(['', 'WHEN', 'STEP', 'FROM → TO', 'WHY', 'BY'], rows, width, 4)]),
    ...models.map(summaryOf),
    ...(marked ? ['~ printed after the checkpoint that the next process continues: no part of the chain.'] : []),
  ];
  return `${parts.join('\n')}\n`;
};

const attemptRow = (attempt: AttemptView): readonly string[] => {
  const longest = attempt.intervals
    .filter(({ to }) => to !== undefined)
    .map(({ state, from, to = from }) => `${state.replace(/^.*\./, '')} ${durationText(to - from)}`);
  return [
    new Date(attempt.startedAt).toISOString().slice(0, 19).replace('T', ' '),
    `${attempt.id} ${attempt.iteration}/${attempt.attempt}`,
    attempt.outcome ?? `in ${attempt.state}`,
    longest.filter((text) => !text.endsWith(' 0 s')).join(', '),
    attempt.reason ?? '',
  ];
};

/** The compact history as a table, with what it lacks. Filters by step, outcome and time apply. */
export const showHistory = (history: CompactHistory, filter: ShowFilter = {}, width?: number): string => {
  const model = modelOfHistory(history);
  const rows = model.attempts
    .filter(({ id }) => filter.step === undefined || id === filter.step)
    .filter(({ outcome }) => filter.outcome === undefined || outcome === filter.outcome)
    .filter(({ startedAt }) => filter.since === undefined || startedAt >= filter.since)
    .filter(({ startedAt }) => filter.until === undefined || startedAt <= filter.until)
    .map(attemptRow);
  const path = model.supervisor.intervals.map(({ state }) => state).join(' → ');
  const parts = [
    table(['BEGAN (UTC)', 'STEP', 'OUTCOME', 'TIME IN', 'WHY'], rows, width, 4),
    `Run ${model.runId} of ${model.namespace}/${model.engine}: ${path}.`,
    ...whatHistoryLacks(history),
  ];
  return `${parts.join('\n')}\n`;
};
