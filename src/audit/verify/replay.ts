import * as E from 'fp-ts/Either';
import { type AnyMachineSnapshot, type AnyStateMachine, initialTransition, transition } from 'xstate';
import { effectsOf } from '../../../machines/effects-of.ts';
import { contextOfToday } from '../../../machines/experiment/earlier.ts';
import { statePath, stateValue } from '../../../machines/state-path.ts';
import { isState, supervisorOfToday } from '../../../machines/supervisor/earlier.ts';
import { isRecord } from '../../model/json/json-object.ts';
import type { AuditRecord, Effect, JsonValue } from '../../model/progress/record.ts';
import { recordId } from '../hash-chain.ts';
import type { LoggedRecord, ParsedLog } from '../parse-log.ts';
import { firstDifference } from './replay-compare.ts';

export type ReplayMachines = Readonly<Record<'experiment' | 'supervisor' | 'runner', AnyStateMachine>>;

/** A record that does not follow from the ones before it by the machines of this version. */
interface ReplayProblem extends Pick<LoggedRecord, 'runId' | 'segment' | 'sequence' | 'line'> {
  /** A sentence for people: what the machine does, what the record says. */
  readonly message: string;
}

/** Where a machine stands at the end of the log. */
interface ReplayedMachine {
  readonly runId: string;
  /** `runner`, `supervisor`, or `<step> (iteration 1, attempt 2)` */
  readonly name: string;
  readonly state: string;
  readonly done: boolean;
}

export interface ReplayReport {
  readonly ok: boolean;
  /** Transitions that were computed again and compared. */
  readonly transitions: number;
  readonly problems: readonly ReplayProblem[];
  readonly machines: readonly ReplayedMachine[];
}

interface Driven {
  readonly snapshot: AnyMachineSnapshot;
  /** Outcome of the last `closeRun`: the supervisor's own. */
  readonly closing?: JsonValue;
}

type States = Map<string, Driven>;

/** A machine whose last state says how it has ended rests in a final state within it. */
const isDone = ({ status, value }: AnyMachineSnapshot): boolean =>
  status === 'done' || statePath(value).startsWith('Ended.');

const plainJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value ?? null)) as JsonValue;

const nameOf = ({ subject, data }: AuditRecord): string =>
  data.machine !== 'experiment'
    ? data.machine
    : `${subject ?? '?'} (iteration ${data.iteration ?? 0}, attempt ${data.attempt ?? 0})`;

interface Step {
  readonly before: AnyMachineSnapshot | undefined;
  readonly after: AnyMachineSnapshot;
  readonly effects: JsonValue;
}

/** The snapshot that a process of any version went on from, if it is one. States of earlier supervisors had no parent. */
const snapshotIn = (restored: JsonValue) => {
  if (!isRecord(restored) || restored.value === undefined || restored.context === undefined) return undefined;
  const { state, context } = supervisorOfToday({ state: restored.value, context: restored.context });
  const value = typeof state === 'string' ? stateValue(state) : restored.value;
  return { value, context: contextOfToday(context) } as { readonly value: JsonValue; readonly context: JsonValue };
};

/** Computes what the record tells of, from the record's input or snapshot or from what came before. */
const stepOf = (
  machine: AnyStateMachine,
  data: AuditRecord['data'],
  known: AnyMachineSnapshot | undefined,
): Step | string => {
  if (data.input !== undefined) {
    if (known !== undefined) return 'begins a machine that has begun before';
    const [after, actions] = initialTransition(machine, data.input as never);
    return { before: undefined, after, effects: plainJson(effectsOf(actions)) };
  }
  const snapshot = data.restored === undefined ? undefined : snapshotIn(data.restored);
  if (data.restored !== undefined && snapshot === undefined)
    return '`restored` is not a snapshot of the form {value, context}';
  const before: AnyMachineSnapshot | undefined =
    snapshot === undefined ? known : (machine.resolveState(snapshot as never) as AnyMachineSnapshot);
  if (before === undefined) return 'the log does not say how this machine began: no `input`, no `restored`';
  const [after, actions] = transition(machine, before, data.event as never);
  return { before, after, effects: plainJson(effectsOf(actions)) };
};

const effectText = (effect: JsonValue | undefined): string =>
  effect === undefined ? 'nothing' : JSON.stringify(effect);

const effectsFault = (computed: JsonValue, recorded: readonly Effect[]): string | undefined => {
  const expected = computed as readonly JsonValue[];
  for (let at = 0; at < Math.max(expected.length, recorded.length); at += 1) {
    const there = recorded[at] as JsonValue | undefined;
    if (firstDifference(expected[at], there) === undefined) continue;
    return `effect ${at + 1} is ${effectText(expected[at])}, the record says ${effectText(there)}`;
  }
  return undefined;
};

const outcomeFault = (data: AuditRecord['data'], after: AnyMachineSnapshot, closing: JsonValue | undefined) => {
  if (data.machine === 'runner') return undefined;
  const own =
    data.machine === 'experiment' ? (after.context as { end?: { outcome?: JsonValue } }).end?.outcome : closing;
  const expected = after.status === 'done' ? own : undefined;
  if (data.machine === 'supervisor' && expected === undefined) return undefined;
  return expected === data.outcome
    ? undefined
    : `the outcome is ${expected ?? 'not known yet'}, the record says ${data.outcome ?? 'none'}`;
};

const faultOf = (data: AuditRecord['data'], { before, after, effects }: Step, closing: JsonValue | undefined) => {
  const [from, to] = [before === undefined ? undefined : statePath(before.value), statePath(after.value)];
  if (!(from === data.from || (from !== undefined && data.from !== undefined && isState(from, data.from))))
    return `the machine was in ${from ?? 'no state yet'}, the record says ${data.from ?? 'none'}`;
  if (!isState(to, data.to))
    return `${data.event.type} leads from ${from ?? 'nowhere'} to ${to}, the record says ${data.to}`;
  return effectsFault(effects, data.effects) ?? outcomeFault(data, after, closing);
};

const closingOf = (effects: JsonValue): JsonValue | undefined =>
  (effects as unknown as readonly Effect[]).find(({ type }) => type === 'closeRun')?.params.outcome;

/** Compares the snapshot that a resumed process started from with the one that the replay has at the checkpoint. */
const restoredFault = (
  data: AuditRecord['data'],
  atCheckpoint: States | undefined,
  name: string,
): string | undefined => {
  if (data.restored === undefined || atCheckpoint === undefined) return undefined;
  const rebuilt = atCheckpoint.get(name)?.snapshot;
  if (rebuilt === undefined) return 'goes on with a machine that was not there at the checkpoint';
  const restored = snapshotIn(data.restored) ?? data.restored;
  const difference = firstDifference(plainJson({ value: rebuilt.value, context: rebuilt.context }), restored);
  return difference === undefined
    ? undefined
    : `goes on from another state than the one at the checkpoint: ${difference}`;
};

/** The id of the record that a checkpoint was made behind. */
const checkpointOf = ({ runId, record: { data } }: LoggedRecord): string | undefined =>
  data.continues && recordId(runId, data.continues.segment, data.continues.sequence);

/**
 * Drives the machines from the events of a log and compares state, effects and outcome of every transition with its
 * record, and the snapshots that a resumed process started from with the state at its checkpoint. The log is taken in the
 * order of its lines; whether it is whole is told by `verify`.
 */
export const replay = (log: ParsedLog, machines: ReplayMachines): ReplayReport => {
  const problems: ReplayProblem[] = [];
  const checkpoints = new Set(log.records.map(checkpointOf));
  const kept = new Map<string, States>();
  const ends = new Map<string, States>();
  let states: States = new Map();
  /** Machines that cannot be followed any more in this segment: said once each. */
  let lost = new Set<string>();
  let atCheckpoint: States | undefined;
  let process = '';
  let transitions = 0;

  const follow = (logged: LoggedRecord): void => {
    const { record, runId, segment, sequence, line } = logged;
    const { data } = record;
    const { machine } = data;
    // Earlier versions had no machine for what a process does around a run.
    if (machine === 'run') return;
    const name = nameOf(record);
    const say = (message: string): void => {
      problems.push({ runId, segment, sequence, line, message: `record ${sequence}, ${name}: ${message}` });
    };
    const known = states.get(name);
    const step = E.tryCatch(() => stepOf(machines[machine], data, known?.snapshot), String);
    if (E.isLeft(step) || typeof step.right === 'string') {
      if (!lost.has(name))
        say(E.isLeft(step) ? `the machine cannot make this transition: ${step.left}` : String(step.right));
      lost.add(name);
      states.delete(name);
      return;
    }
    transitions += 1;
    const closing = closingOf(step.right.effects) ?? known?.closing;
    const fault = restoredFault(data, atCheckpoint, name) ?? faultOf(data, step.right, closing);
    if (fault !== undefined) say(fault);
    states.set(name, { snapshot: step.right.after, ...(closing === undefined ? {} : { closing }) });
  };

  for (const logged of log.records) {
    const { runId, segment, sequence, record } = logged;
    const checkpoint = checkpointOf(logged);
    // A new process knows nothing but its checkpoint; a machine of it that has no record yet is in the next one all the same.
    if (process !== `${runId}/${segment}` || checkpoint !== undefined || sequence === 1) {
      process = `${runId}/${segment}`;
      atCheckpoint = checkpoint === undefined ? undefined : kept.get(checkpoint);
      states = new Map(atCheckpoint);
      // What a process does around a run no other one goes on with.
      states.delete('runner');
      lost = new Set();
    }
    follow(logged);
    if (checkpoints.has(record.id)) kept.set(record.id, new Map(states));
    ends.set(runId, states);
  }

  const reached = [...ends].flatMap(([runId, last]) =>
    [...last].map(([name, { snapshot }]) => ({
      runId,
      name,
      state: statePath(snapshot.value),
      done: isDone(snapshot),
    })),
  );
  return { ok: problems.length === 0, transitions, problems, machines: reached };
};
