import * as E from 'fp-ts/Either';
import * as t from 'io-ts';
import { nameOfToday } from '../../machines/supervisor/earlier.ts';
import { defined } from '../model/json/json-object.ts';
import { type Outcome, outcomes } from '../model/litmus/outcome.ts';
import type { AuditRecord, RecordData } from '../model/progress/record.ts';
import { type AttemptView, emptyRun, type Interval, type RunModel } from './run-model.ts';

/** The states whose beginnings the compact history keeps, in the order in which an attempt goes through them. */
const slots = [
  'Pending',
  'Validating',
  'Launching',
  'Running.Starting',
  'Running.Observing',
  'Running.ReadingResult',
  'CleaningUp',
  'Verdict',
] as const;

const outcomeLetters: Record<Outcome, string> = { Pass: 'P', Fail: 'F', Error: 'E', Stopped: 'S', Skipped: '-' };

/**
 * One attempt: which (index into `ids`, iteration, attempt), the outcome's letter (empty: not ended), start in milliseconds
 * after `start`, for each slot its beginning in milliseconds after that (-1: never entered), and why it did not pass.
 */
const historyAttempt = t.tuple([
  t.tuple([t.number, t.number, t.number]),
  t.string,
  t.number,
  t.array(t.number),
  t.string,
]);

/** So many attempts and ids are read at most: what has more was not written by a runner. */
const mostRead = 10_000;
/** The last moment that a date can name, in milliseconds. */
const lastMoment = 8.64e15;

const historyCodec = t.type({
  v: t.literal(1),
  run: t.string,
  source: t.string,
  /** Milliseconds since the epoch. */
  start: t.number,
  /** Sequence of the last record taken in. */
  sequence: t.number,
  ids: t.array(t.string),
  attempts: t.array(historyAttempt),
  /** The supervisor's states: name, milliseconds after `start`. */
  supervisor: t.array(t.tuple([t.string, t.number])),
  /** Attempts that were forgotten to keep it small. */
  dropped: t.number,
});

/**
 * What is left of the audit log where no ConfigMap may be created: per attempt when it came into each state, its outcome
 * and why. Plain JSON of bounded size, kept in the checkpoint.
 */
export type CompactHistory = t.TypeOf<typeof historyCodec>;
type HistoryAttempt = CompactHistory['attempts'][number];

export interface HistoryLimits {
  /** Attempts that are kept; the oldest that have ended are forgotten first. */
  readonly attempts: number;
  /** Bytes of a reason, as JSON. */
  readonly reasonBytes: number;
}

export const defaultHistoryLimits: HistoryLimits = { attempts: 300, reasonBytes: 160 };

/** The supervisor's states that are kept. */
const supervisorLimit = 40;

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * The most bytes of JSON that a history can grow to, for steps with these ids, a run shorter than three years and fewer
 * than 100,000 iterations.
 */
export const worstCaseHistoryBytes = (
  ids: readonly string[],
  source: string,
  limits: HistoryLimits = defaultHistoryLimits,
): number => {
  const longest = 99_999_999_999;
  const reason = 'x'.repeat(Math.max(0, limits.reasonBytes - 2));
  const attempt: HistoryAttempt = [[9999, 99_999, 9999], 'P', longest, slots.map(() => longest), reason];
  const frame: CompactHistory = {
    ...startHistory('x'.repeat(64), source, 9_999_999_999_999),
    sequence: 999_999_999,
    ids: [...ids],
    supervisor: Array.from({ length: supervisorLimit }, () => ['Completed', longest]),
    dropped: 999_999_999,
  };
  return bytesOf(frame) + limits.attempts * (bytesOf(attempt) + 1);
};

const cut = (reason: string, bytes: number): string => {
  if (bytesOf(reason) <= bytes) return reason;
  let kept = reason.slice(0, bytes);
  while (kept.length > 0 && bytesOf(`${kept}…`) > bytes) kept = kept.slice(0, -1);
  return `${kept}…`;
};

/** A history of nothing yet. `startedAt`: milliseconds since the epoch. */
export const startHistory = (runId: string, source: string, startedAt: number): CompactHistory => ({
  v: 1,
  run: runId,
  source,
  start: startedAt,
  sequence: 0,
  ids: [],
  attempts: [],
  supervisor: [],
  dropped: 0,
});

const slotOf = (state: string): number => slots.findLastIndex((slot) => state === slot || state.startsWith(`${slot}.`));

const withinLimit = (history: CompactHistory, limits: HistoryLimits): CompactHistory => {
  if (history.attempts.length <= limits.attempts) return history;
  const ended = history.attempts.findIndex(([, letter]) => letter !== '');
  return { ...history, attempts: history.attempts.toSpliced(Math.max(0, ended), 1), dropped: history.dropped + 1 };
};

/** A state that an attempt has come to; `at` in milliseconds since the epoch. */
export interface Entered extends Pick<RecordData, 'outcome' | 'reason'> {
  readonly id: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly state: string;
  readonly at: number;
}

/** Takes in what an attempt has come to. */
export const withAttempt = (
  history: CompactHistory,
  { id, iteration, attempt, state, at, outcome, reason }: Entered,
  limits: HistoryLimits = defaultHistoryLimits,
): CompactHistory => {
  const known = history.ids.indexOf(id);
  const step = known < 0 ? history.ids.length : known;
  const ids = known < 0 ? [...history.ids, id] : history.ids;
  const place = history.attempts.findLastIndex(([[a, b, c]]) => a === step && b === iteration && c === attempt);
  const fresh: HistoryAttempt = [[step, iteration, attempt], '', at - history.start, slots.map(() => -1), ''];
  const [which, oldLetter, start, entered, oldReason] = history.attempts[place] ?? fresh;
  const slot = slotOf(state);
  const isNew = slot >= 0 && entered[slot] === -1;
  const letter = outcome === undefined ? oldLetter : outcomeLetters[outcome];
  const kept = reason === undefined ? oldReason : cut(reason, limits.reasonBytes);
  const after: HistoryAttempt = [
    which,
    letter,
    start,
    isNew ? entered.with(slot, at - history.start - start) : entered,
    // Why a step passed is not worth the room.
    letter === 'P' ? '' : kept,
  ];
  const attempts = place < 0 ? [...history.attempts, after] : history.attempts.with(place, after);
  return withinLimit({ ...history, ids, attempts }, limits);
};

/** Takes in a state of the supervisor. */
export const withSupervisor = (history: CompactHistory, state: string, at: number): CompactHistory => {
  if (history.supervisor.at(-1)?.[0] === state) return history;
  const entered: CompactHistory['supervisor'][number] = [state, at - history.start];
  return { ...history, supervisor: [...history.supervisor, entered].slice(-supervisorLimit) };
};

/** Takes one record in. Records that it has already (sequence not above its own) change nothing. */
export const addToHistory = (
  history: CompactHistory,
  record: AuditRecord,
  limits: HistoryLimits = defaultHistoryLimits,
): CompactHistory => {
  const { subject: id = '', data } = record;
  if (data.sequence <= history.sequence) return history;
  const next = { ...history, sequence: data.sequence };
  const at = Date.parse(record.time);
  if (data.machine === 'supervisor') return withSupervisor(next, data.to, at);
  if (data.machine !== 'experiment') return next;
  const { iteration = 1, attempt = 1, to: state, outcome, reason } = data;
  return withAttempt(next, { id, iteration, attempt, state, at, ...defined({ outcome, reason }) }, limits);
};

/** Whether a span from `from` leads to a moment that a date can name. */
const isMoment = (from: number, ...spans: readonly number[]): boolean =>
  Math.abs(spans.reduce((at, span) => at + span, from)) <= lastMoment;

const isSound = ({ start, sequence, dropped, ids, attempts, supervisor }: CompactHistory): boolean => {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  const isAttempt = ([[step, iteration, attempt], letter, at, entered]: HistoryAttempt): boolean =>
    [step, iteration, attempt].every(isCount) &&
    step < ids.length &&
    (letter === '' || Object.values(outcomeLetters).includes(letter)) &&
    entered.length === slots.length &&
    isMoment(start, at) &&
    entered.every((span) => isMoment(start, at, span));
  return (
    isMoment(start) &&
    [sequence, dropped].every(isCount) &&
    Math.max(ids.length, attempts.length, supervisor.length) <= mostRead &&
    attempts.every(isAttempt) &&
    supervisor.every(([, at]) => isMoment(start, at))
  );
};

/** Left: a sentence, when it is not a history of this version, or somebody has changed it. */
export const decodeHistory = (value: unknown): E.Either<string, CompactHistory> =>
  historyCodec.is(value) && isSound(value)
    ? E.right(value)
    : E.left('the compact history in the checkpoint cannot be read by this version');

/** Each state lasts until the next one; the last one has not ended, but for the end of an attempt, which has no length. */
const intervalsOf = (entries: readonly (readonly [state: string, at: number])[]): Interval[] =>
  entries.map(([state, from], at) => {
    const to = entries[at + 1]?.[1] ?? (state === 'Verdict' ? from : undefined);
    return { state, from, ...defined({ to }) };
  });

const viewOf = (
  history: CompactHistory,
  [[step, iteration, attempt], letter, start, entered, reason]: HistoryAttempt,
): AttemptView => {
  const startedAt = history.start + start;
  const entries = slots
    .map((state, slot) => [state, entered[slot] ?? -1] as const)
    .filter(([, at]) => at >= 0)
    .map(([state, at]) => [state, startedAt + at] as const);
  const intervals = intervalsOf(entries);
  const last = intervals.at(-1);
  const outcome = outcomes.find((one) => outcomeLetters[one] === letter);
  return {
    id: history.ids[step] ?? `step ${step}`,
    iteration,
    attempt,
    state: last?.state ?? 'Pending',
    intervals,
    startedAt,
    ...defined({ endedAt: last?.to, outcome }),
    ...(reason === '' ? {} : { reason }),
    sequence: history.sequence,
  };
};

/** The run as far as the history tells of it, without records. */
export const modelOfHistory = (history: CompactHistory): RunModel => {
  const supervisor = intervalsOf(
    history.supervisor.map(([state, at]) => [nameOfToday(state), history.start + at] as const),
  );
  const state = supervisor.at(-1)?.state ?? '';
  const attempts = history.attempts.map((attempt) => viewOf(history, attempt));
  const ended = state === 'Completed' || state === 'Aborted' ? supervisor.at(-1)?.from : undefined;
  return {
    ...emptyRun(history.run, history.source),
    startedAt: history.start,
    ...defined({ endedAt: ended }),
    iteration: attempts.reduce((most, { iteration }) => Math.max(most, iteration), 0),
    supervisor: { state, intervals: supervisor },
    attempts,
    sequence: history.sequence,
  };
};

/** What the history lacks beside the whole log: sentences for people. */
export const whatHistoryLacks = (history: CompactHistory): readonly string[] => [
  'This is the compact history from the checkpoint: the service account may create no ConfigMap, and the log itself went with the runner’s pod.',
  'It has when each attempt came into each state, its outcome and the beginning of the reason; it lacks the events, the effects, who caused them, Jobs and pods, what was left behind on targets (the ChaosResults say that), and the hash chain: it cannot be verified or replayed.',
  ...(history.dropped > 0 ? [`${history.dropped} older attempts were left out to keep it small.`] : []),
  ...(history.supervisor.length === supervisorLimit ? ['Of the supervisor only the latest states are kept.'] : []),
];
