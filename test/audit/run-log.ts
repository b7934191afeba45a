import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import { effectsOf } from '../../machines/effects-of.ts';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import type {
  ExperimentContext,
  ExperimentEffect,
  ExperimentEvent,
} from '../../machines/experiment/experiment-types.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import type { SupervisorEffect, SupervisorEvent } from '../../machines/supervisor/supervisor-types.ts';
import { append, type Chain, type Entry, startChain, type Written } from '../../src/audit/hash-chain.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { Effect, JsonValue, MachineEvent } from '../../src/model/progress/record.ts';
import { source } from './records.ts';

/** Four steps: one passes, one fails, one needs a second attempt, one can never run because another did not fail. */
export const plan: Plan = {
  version: 1,
  parallelism: 2,
  failurePolicy: 'continue',
  steps: [
    { id: 'pod-delete', experiment: 'pod-delete', entry: 0, mutexes: [] },
    { id: 'pod-cpu-hog', experiment: 'pod-cpu-hog', entry: 1, mutexes: [] },
    {
      id: 'node-drain',
      experiment: 'node-drain',
      entry: 2,
      mutexes: [],
      retries: { limit: 2, on: ['Error'], backoffMs: 10_000 },
    },
    {
      id: 'pod-delete-2',
      experiment: 'pod-delete',
      entry: 3,
      mutexes: [],
      condition: { is: 'outcome', step: 0, outcome: 'Fail' },
    },
  ],
  iterations: [
    { order: [0, 1, 2, 3], intervalMs: 0 },
    { order: [0, 1, 2, 3], intervalMs: 60_000 },
  ],
  seed: 42,
  draws: [{ what: 'seed', value: 42 }],
  notes: [],
};

const outcomeOf = ({ id, attempt }: ExperimentContext): Outcome => {
  if (id === 'pod-cpu-hog') return 'Fail';
  return id === 'node-drain' && attempt === 1 ? 'Error' : 'Pass';
};

export const runId = '7d1f0c1e';
export const startedAt = Date.parse('2026-01-31T12:00:00.000Z');

interface Machines {
  readonly supervisor: AnyMachineSnapshot | undefined;
  /** By step. */
  readonly experiments: ReadonlyMap<number, AnyMachineSnapshot>;
}

/** What a killed process leaves: where its chain and its machines stood at its last checkpoint. */
export interface Left extends Machines {
  readonly chain: Chain;
  readonly now: number;
}

const pod = ({ id, iteration, attempt }: ExperimentContext): string => `${id}-${iteration}-${attempt}-pod`;

type Untimed<T> = T extends unknown ? Omit<T, 'at'> : never;
type ToExperiment = Untimed<ExperimentEvent>;
type ToSupervisor = Untimed<SupervisorEvent>;

/** What a well-behaved cluster answers to an effect. */
const answers = (effect: ExperimentEffect, context: ExperimentContext, now: number): readonly ToExperiment[] => {
  switch (effect.type) {
    case 'validate': {
      const job = `${context.id}-${context.iteration}${context.attempt}`;
      return [{ type: 'VALIDATED', job, baseline: 'none', startTimeoutMs: 120_000, expectedMs: 60_000, warnings: [] }];
    }
    case 'createJob': {
      const job = { name: effect.params.job, uid: `uid-${effect.params.job}` };
      return [{ type: 'JOB_CREATED', job, adopted: false }];
    }
    case 'observe':
      if (context.startedAt === undefined) return [{ type: 'MAIN_STARTED', pod: pod(context), startedAt: now }];
      return [{ type: 'MAIN_ENDED', pod: pod(context), exitCode: 0, endedAt: now, reason: 'Completed' }];
    case 'readResult':
      return [
        { type: 'RESULT_READ', verdict: outcomeOf(context), reason: `The ChaosResult says ${outcomeOf(context)}.` },
      ];
    case 'collectLog':
      return [{ type: 'LOG_COLLECTED' }];
    case 'recordStatus':
      return [{ type: 'STATUS_RECORDED' }];
    case 'cleanUp':
      return [{ type: 'CLEANED', deletionAccepted: [effect.params.job], gone: [], remaining: [] }];
    default:
      return [];
  }
};

type Work =
  | { readonly to: 'supervisor'; readonly event: ToSupervisor }
  | { readonly to: number; readonly event: ToExperiment }
  | { readonly to: number; readonly begin: { readonly iteration: number; readonly attempt: number } };

const pathOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : (Object.entries(value as object).map(([state, rest]) => `${state}.${pathOf(rest)}`)[0] ?? '');

const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

const iterationOf = ({ context }: AnyMachineSnapshot): { iteration?: number } =>
  context.progress.iteration > 0 ? { iteration: context.progress.iteration } : {};

/**
 * One process that drives the real machines, every effect answered at once and every time stamp a second later than the
 * one before. `stopAfter`: killed when it has written so many records; `checkpointAt`: what it leaves is from the last
 * quiet moment with at most so many.
 */
export const runProcess = (
  from: Left | undefined,
  stop?: { readonly checkpointAt: number; readonly stopAfter: number },
): { readonly written: readonly Written[]; readonly left: Left | undefined } => {
  const written: Written[] = [];
  let now = from?.now ?? startedAt;
  let left: Left | undefined;
  let chain = startChain({ ...(from?.chain ?? { runId, source }), segment: (from?.chain.segment ?? 0) + 1 });
  let supervisor = from?.supervisor;
  const experiments = new Map(from?.experiments);
  const restored = new Set<number | 'supervisor'>(from === undefined ? [] : ['supervisor', ...experiments.keys()]);
  /** Answers of the cluster come behind everything that the machines tell one another. */
  const inner: Work[] = [];
  const outer: Work[] = [];

  const tick = (): number => {
    now += 1000;
    return now;
  };
  const record = (entry: Entry): void => {
    const next = append(chain, entry, tick());
    chain = next.chain;
    written.push({ record: next.record, line: next.line });
  };

  const told = (
    who: number | 'supervisor',
    before: AnyMachineSnapshot | undefined,
    after: AnyMachineSnapshot,
    event: MachineEvent,
    effects: readonly Effect[],
    input: unknown,
  ): void => {
    const context = after.context as ExperimentContext;
    const { end, launch } = context;
    const isNew = who !== 'supervisor' && end !== undefined && before?.context.end?.reason !== end.reason;
    const outcome = who === 'supervisor' ? after.context.progress.worst : end?.outcome;
    record({
      machine: who === 'supervisor' ? 'supervisor' : 'experiment',
      ...(who === 'supervisor'
        ? iterationOf(after)
        : { subject: context.id, iteration: context.iteration, attempt: context.attempt }),
      ...(before ? { from: pathOf(before.value) } : {}),
      to: pathOf(after.value),
      event,
      effects,
      actor: event.type.startsWith('MAIN_') ? 'kubernetes' : 'runner',
      ...(after.status === 'done' ? { outcome } : {}),
      ...(isNew ? { reason: end.reason } : {}),
      ...(who !== 'supervisor' && launch !== undefined ? { job: launch.job } : {}),
      ...(input === undefined ? {} : { input: plain(input) }),
      ...(before && restored.delete(who) ? { restored: plain({ value: before.value, context: before.context }) } : {}),
    });
  };

  const experimentEffect = (step: number, effect: ExperimentEffect, context: ExperimentContext): void => {
    if (effect.type === 'reportEnd') inner.push({ to: 'supervisor', event: { type: 'STEP_ENDED', ...effect.params } });
    else if (effect.type === 'reportOutcome')
      inner.push({ to: 'supervisor', event: { type: 'OUTCOME_RECORDED', ...effect.params } });
    else for (const event of answers(effect, context, now)) outer.push({ to: step, event });
  };

  const supervisorEffect = (effect: SupervisorEffect): void => {
    if (effect.type === 'openRun') outer.push({ to: 'supervisor', event: { type: 'RUN_OPENED' } });
    if (effect.type === 'closeRun') outer.push({ to: 'supervisor', event: { type: 'RUN_CLOSED' } });
    if (effect.type === 'armTimer') {
      now = Math.max(now, effect.params.due);
      outer.push({ to: 'supervisor', event: { type: 'TIMER', ...effect.params } });
    }
    if (effect.type !== 'startSteps' && effect.type !== 'skipSteps') return;
    const { iteration } = effect.params;
    for (const step of effect.params.steps) {
      inner.push({ to: step.step, begin: { iteration, attempt: 'attempt' in step ? step.attempt : 0 } });
      const event: ToExperiment = 'reason' in step ? { type: 'SKIP', reason: step.reason } : { type: 'START' };
      inner.push({ to: step.step, event });
    }
  };

  const work = (item: Work): void => {
    if (item.to === 'supervisor') {
      const before = supervisor as AnyMachineSnapshot;
      const event = { ...item.event, at: tick() } as SupervisorEvent;
      const [after, actions] = transition(supervisorMachine, before as never, event);
      if (after === before && effectsOf(actions).length === 0) return;
      supervisor = after as AnyMachineSnapshot;
      told('supervisor', before, supervisor, event as MachineEvent, effectsOf(actions), undefined);
      for (const effect of effectsOf(actions)) supervisorEffect(effect as never);
    } else if ('begin' in item) {
      // A machine rebuilt after a restart goes on as it is.
      if (experiments.has(item.to)) return;
      const { id = '', experiment = '' } = plan.steps[item.to] ?? {};
      const input = { step: item.to, id, experiment, cleanUp: 'delete' as const, ...item.begin };
      const [after, actions] = initialTransition(experimentMachine, input);
      experiments.set(item.to, after);
      told(item.to, undefined, after, { type: 'xstate.init', at: tick() }, effectsOf(actions), input);
    } else {
      const before = experiments.get(item.to);
      // An answer to an effect that was repeated after the restart.
      if (before === undefined) return;
      const event = { ...item.event, at: tick() } as ExperimentEvent;
      const [after, actions] = transition(experimentMachine, before as never, event);
      if (after === before && effectsOf(actions).length === 0) return;
      told(item.to, before, after, event as MachineEvent, effectsOf(actions), undefined);
      if (after.status === 'done') experiments.delete(item.to);
      else experiments.set(item.to, after);
      for (const effect of effectsOf(actions)) experimentEffect(item.to, effect as never, after.context);
    }
  };

  const opening = from === undefined ? 'OPENED' : 'RESUMED';
  record({
    machine: 'run',
    to: from === undefined ? 'Opened' : 'Resumed',
    event: { type: opening, at: now },
    effects: [],
    actor: 'runner',
    ...(from === undefined
      ? {}
      : { continues: { segment: from.chain.segment, sequence: from.chain.sequence, head: from.chain.head } }),
  });
  if (from === undefined) {
    const input = { runId, plan, startedAt: now };
    const [after, actions] = initialTransition(supervisorMachine, input);
    supervisor = after as AnyMachineSnapshot;
    told('supervisor', undefined, supervisor, { type: 'xstate.init', at: tick() }, effectsOf(actions), input);
    for (const effect of effectsOf(actions)) supervisorEffect(effect as never);
  } else {
    for (const step of experiments.keys()) outer.push({ to: step, event: { type: 'RESUME' } });
    outer.push({ to: 'supervisor', event: { type: 'RESUME' } });
  }
  if (stop !== undefined) left = { chain, supervisor, experiments: new Map(experiments), now };
  while (inner.length + outer.length > 0) {
    const item = inner.shift() ?? outer.shift();
    if (item !== undefined) work(item);
    if (stop === undefined || inner.length > 0) continue;
    if (written.length <= stop.checkpointAt) left = { chain, supervisor, experiments: new Map(experiments), now };
    if (written.length >= stop.stopAfter) return { written, left };
  }
  record({
    machine: 'run',
    from: 'Opened',
    to: 'Closed',
    event: { type: 'CLOSED', at: now },
    effects: [],
    actor: 'runner',
  });
  return { written, left };
};

/** A whole run by one process. */
export const wholeRun = (): readonly Written[] => runProcess(undefined).written;

/** A run whose first process was killed after `stopAfter` records, its last checkpoint being that of `checkpointAt`. */
export const resumedRun = (checkpointAt: number, stopAfter: number) => {
  const first = runProcess(undefined, { checkpointAt, stopAfter });
  const second = runProcess(first.left);
  return { first: first.written, second: second.written };
};

export const textOf = (written: readonly Written[]): string => written.map(({ line }) => `${line}\n`).join('');
