import { nameOfToday } from '../../machines/supervisor/earlier.ts';
import { defined, isRecord, type JsonRecord, recordAt } from '../model/json/json-object.ts';
import { forcedIn } from '../model/kube/pod-removal.ts';
import type { Outcome } from '../model/litmus/outcome.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { Actor, AuditRecord, JsonValue, MachineEvent, RecordData } from '../model/progress/record.ts';
import { planInRecord } from './plan-in-record.ts';

/** A stretch of time in one state; times in milliseconds since the epoch. `to` is absent while it lasts. */
export interface Interval {
  readonly state: string;
  readonly from: number;
  readonly to?: number;
}

/** One attempt of one step, as far as the log tells of it. */
export interface AttemptView {
  readonly id: string;
  /** Index into the plan's steps; absent where the log does not say. */
  readonly index?: number;
  readonly experiment?: string;
  readonly iteration: number;
  /** 0 for a step that ended before its first attempt. */
  readonly attempt: number;
  /** Dotted path, such as `Running.Observing`. */
  readonly state: string;
  readonly intervals: readonly Interval[];
  /** Time of its first record; its container, if it got one, started later. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** When the Job was created. */
  readonly launchedAt?: number;
  readonly outcome?: Outcome;
  /** What the ChaosResult said. */
  readonly verdict?: string;
  readonly reason?: string;
  /** Who ended it. */
  readonly by?: Actor;
  readonly job?: string;
  readonly jobUid?: string;
  readonly pod?: string;
  /** The last lines of the main container's log, masked; where they were copied. */
  readonly logTail?: string;
  /** The same of a helper pod that had failed. */
  readonly helperLogTail?: string;
  /** Targets that the ChaosResult still marked as injected at the end, as `<kind>/<name>`; absent: none, or it was not read. */
  readonly injected?: readonly string[];
  /** Why nobody knows that. */
  readonly unread?: string;
  /** What had not gone when the clean-up looked last, like `pod/x`; absent: nothing. */
  readonly remaining?: readonly string[];
  /** Pods that were removed by force, because their node was gone; absent: none. */
  readonly forced?: readonly string[];
  /** Sequence of the last record that told of it. */
  readonly sequence: number;
}

/** One run as the log tells of it: what reports and the inspector page show. */
export interface RunModel {
  readonly runId: string;
  /** The engine's API path, its namespace and its name. */
  readonly source: string;
  readonly namespace: string;
  readonly engine: string;
  readonly plan?: Plan;
  readonly startedAt?: number;
  /** When the supervisor came to its end. */
  readonly endedAt?: number;
  /** From 1; 0 before the first. */
  readonly iteration: number;
  readonly supervisor: { readonly state: string; readonly intervals: readonly Interval[] };
  /** Of the batch; absent while it runs. */
  readonly outcome?: Outcome;
  readonly aborted?: { readonly by: Actor; readonly reason?: string };
  /** What an abort had not seen the end of, in words; empty: it saw everything go; absent: no abort has looked. */
  readonly left?: readonly string[];
  /** The same of the last look at steps of which something had not gone, where there was no abort; absent: nobody had to look. */
  readonly stayed?: readonly string[];
  /** In the order in which they began. */
  readonly attempts: readonly AttemptView[];
  /** The records that the model was made of, without what killed processes printed after their checkpoint. */
  readonly records: readonly AuditRecord[];
  /** Time and sequence of the last record. */
  readonly lastAt?: number;
  readonly sequence: number;
  /** How many processes wrote it. */
  readonly segments: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Growing = Writable<Omit<AttemptView, 'intervals'>> & { intervals: Interval[] };
interface Folding extends Writable<Omit<RunModel, 'attempts' | 'records' | 'supervisor'>> {
  attempts: Growing[];
  records: AuditRecord[];
  supervisor: { state: string; intervals: Interval[] };
  byKey: Map<string, Growing>;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
/** The texts in a list; undefined: there is no list. */
export const textsIn = (value: JsonValue | undefined): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;
/** What a machine began with or, in a resumed run, went on from. */
const inputOf = (data: RecordData): JsonRecord => {
  const input = data.input ?? recordAt(data, 'restored').context;
  return isRecord(input) ? input : {};
};

/** The run id in a record's id: all but its last two parts. */
export const runIdOf = ({ id }: AuditRecord): string =>
  id.slice(0, Math.max(0, id.lastIndexOf('/', Math.max(0, id.lastIndexOf('/') - 1))));

/** A run of which nothing is known yet but its id and its engine's API path. */
export const emptyRun = (runId: string, source: string) => {
  const path = source.split('/');
  return {
    runId,
    source,
    namespace: path[path.indexOf('namespaces') + 1] ?? '',
    engine: path.at(-1) ?? '',
    iteration: 0,
    supervisor: { state: '', intervals: [] },
    attempts: [],
    records: [],
    sequence: 0,
    segments: 0,
  };
};

const emptyModel = (record: AuditRecord): Folding => ({
  ...emptyRun(runIdOf(record), record.source),
  byKey: new Map(),
});

/** A model of no record yet, of the run that `record` belongs to. */
export const startModel: (record: AuditRecord) => RunModel = emptyModel;

const keyOf = (id: string, iteration: number, attempt: number): string => `${id}/${iteration}/${attempt}`;

/** A model that stays as this one is now, though this one grows. */
export const copyModel = (model: RunModel): RunModel => {
  const attempts = model.attempts.map((view): Growing => ({ ...view, intervals: [...view.intervals] }));
  const { state, intervals } = model.supervisor;
  const copy: Folding = {
    ...model,
    attempts,
    records: [...model.records],
    supervisor: { state, intervals: [...intervals] },
    byKey: new Map(attempts.map((view) => [keyOf(view.id, view.iteration, view.attempt), view])),
  };
  return copy;
};

const enter = (intervals: Interval[], state: string, at: number): void => {
  const open = intervals.at(-1);
  if (open !== undefined && open.state === state) return;
  if (open !== undefined) intervals[intervals.length - 1] = { ...open, to: at };
  intervals.push({ state, from: at });
};

const close = (intervals: Interval[], at: number): void => {
  const open = intervals.at(-1);
  if (open !== undefined && open.to === undefined) intervals[intervals.length - 1] = { ...open, to: at };
};

const applySupervisor = (model: Folding, { data }: AuditRecord, at: number): void => {
  const { supervisor } = model;
  const input = inputOf(data);
  const plan = planInRecord(input.plan);
  if (plan !== undefined) model.plan ??= plan;
  if (typeof input.startedAt === 'number') model.startedAt ??= input.startedAt;
  model.startedAt ??= at;
  supervisor.state = nameOfToday(data.to);
  enter(supervisor.intervals, supervisor.state, at);
  if (data.iteration !== undefined) model.iteration = data.iteration;
  if (data.outcome !== undefined) model.outcome = data.outcome;
  if (data.to === 'Aborting' && model.aborted === undefined) {
    model.aborted = { by: data.actor, ...defined({ reason: data.reason }) };
  }
  const left = textsIn(data.event.left);
  if (left !== undefined && data.event.aborted === false) model.stayed = left;
  else if (left !== undefined) {
    model.left = left;
    // An abort that came behind it has looked at everything.
    delete model.stayed;
  }
  if (data.to !== 'Completed' && data.to !== 'Aborted') return;
  model.endedAt = at;
  close(supervisor.intervals, at);
};

const attemptFor = (model: Folding, record: AuditRecord, at: number): Growing => {
  const { subject = '', data } = record;
  const { iteration = 1, attempt = 1 } = data;
  const key = keyOf(subject, iteration, attempt);
  const known = model.byKey.get(key);
  if (known !== undefined) return known;
  const input = inputOf(data);
  const index = typeof input.step === 'number' ? input.step : model.plan?.steps.findIndex(({ id }) => id === subject);
  const experiment = text(input.experiment) ?? model.plan?.steps[index ?? -1]?.experiment;
  const view: Growing = {
    id: subject,
    ...(index === undefined || index < 0 ? {} : { index }),
    ...defined({ experiment }),
    iteration,
    attempt,
    state: data.to,
    intervals: [],
    startedAt: at,
    sequence: data.sequence,
  };
  model.byKey.set(key, view);
  model.attempts.push(view);
  return view;
};

/** What the end of an attempt left; a later look counts more than an earlier one. Older logs say `deleted`. */
const applyCleanUp = (view: Growing, event: MachineEvent): void => {
  const injected = textsIn(event.injected);
  const unread = text(event.unread);
  const remaining = textsIn(event.remaining);
  if (injected !== undefined) view.injected = injected;
  if (unread !== undefined) view.unread = unread;
  else if (injected !== undefined) delete view.unread;
  if (remaining !== undefined && remaining.length > 0) view.remaining = remaining;
  else if (remaining !== undefined) delete view.remaining;
  const forced = forcedIn(textsIn(event.deletionAccepted ?? event.deleted) ?? []);
  if (forced.length > 0) view.forced = forced;
};

const applyExperiment = (model: Folding, record: AuditRecord, at: number): void => {
  const { data } = record;
  const { event, job } = data;
  const view = attemptFor(model, record, at);
  const told: Partial<AttemptView> = defined({
    state: data.to,
    sequence: data.sequence,
    pod: text(event.pod),
    verdict: text(event.verdict),
    job: job?.name,
    jobUid: job?.uid,
    logTail: text(event.tail),
    helperLogTail: text(event.helperTail),
    reason: data.reason,
    outcome: data.outcome,
  });
  Object.assign(view, told);
  enter(view.intervals, data.to, at);
  applyCleanUp(view, event);
  if (event.type === 'JOB_CREATED') view.launchedAt ??= at;
  if (data.to.startsWith('CleaningUp') && data.from !== undefined && !data.from.startsWith('CleaningUp')) {
    view.by = data.actor;
  }
  if (data.to !== 'Verdict') return;
  view.endedAt = at;
  close(view.intervals, at);
};

const fold = (model: Folding, record: AuditRecord): void => {
  const at = Date.parse(record.time);
  model.records.push(record);
  model.sequence = record.data.sequence;
  model.lastAt = at;
  if (record.data.machine === 'supervisor') applySupervisor(model, record, at);
  else if (record.data.machine === 'experiment') applyExperiment(model, record, at);
  if (model.segments === 0 || record.data.continues !== undefined) model.segments += 1;
};

/** The model of a run, of records along its chain. */
const foldChain = (of: AuditRecord, chain: readonly AuditRecord[]): Folding => {
  const model = emptyModel(of);
  for (const record of chain) fold(model, record);
  return model;
};

/**
 * Takes one more record into a model, in place, and gives the model to go on with. A record that continues a checkpoint
 * takes back what was printed after it. Records of other runs are ignored.
 */
export const applyRecord = (model: RunModel, record: AuditRecord): RunModel => {
  if (runIdOf(record) !== model.runId) return model;
  const { continues, sequence } = record.data;
  if ((continues !== undefined && continues.sequence < model.sequence) || (sequence === 1 && model.sequence > 0)) {
    const kept = model.records.filter(({ data }) => data.sequence <= (continues?.sequence ?? 0));
    return foldChain(record, [...kept, record]);
  }
  fold(model as Folding, record);
  return model;
};

/** The last moment of which a model tells, in milliseconds since the epoch. */
export const lastMomentOf = ({ lastAt, startedAt = 0, supervisor, attempts }: RunModel): number =>
  lastAt ??
  [...supervisor.intervals, ...attempts.flatMap(({ intervals }) => intervals)].reduce(
    (latest, { from }) => Math.max(latest, from),
    startedAt,
  );

/**
 * The records of one run (default: the last one in the log) along the chain: without what a killed process printed after
 * the checkpoint that the next one continued.
 */
export const chainOf = (records: readonly AuditRecord[], runId?: string): readonly AuditRecord[] => {
  const last = records.at(-1);
  const wanted = runId ?? (last === undefined ? '' : runIdOf(last));
  let chain: AuditRecord[] = [];
  for (const record of records) {
    if (runIdOf(record) !== wanted) continue;
    const { continues } = record.data;
    // A run whose checkpoint was lost is adopted with a chain that begins anew.
    if (record.data.sequence === 1) chain = [];
    if (continues !== undefined) chain = chain.filter(({ data }) => data.sequence <= continues.sequence);
    chain.push(record);
  }
  return chain;
};

/** The model of a run (default: the last one in the log); undefined when the log has no record of it. */
export const foldRecords = (records: readonly AuditRecord[], runId?: string): RunModel | undefined => {
  const chain = chainOf(records, runId);
  return chain[0] && foldChain(chain[0], chain);
};
