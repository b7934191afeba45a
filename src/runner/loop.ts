import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment.ts';
import type {
  AttemptParams,
  ExperimentContext,
  ExperimentEffect,
  ExperimentEvent,
  ExperimentInput,
} from '../../machines/experiment-types.ts';
import { supervisorMachine } from '../../machines/supervisor.ts';
import type {
  SupervisorContext,
  SupervisorEffect,
  SupervisorEvent,
  SupervisorInput,
} from '../../machines/supervisor-types.ts';
import type { Entry } from '../audit/chain.ts';
import type { Actor, Effect, JsonValue, MachineEvent } from '../model/record.ts';
import { type AttemptState, type SupervisorState, statePath } from './machine-state.ts';

/** Omit that keeps a union's members apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event without its time: the loop puts it in. */
export type ToExperiment = Without<ExperimentEvent, 'at'> & { readonly at?: number };
export type ToSupervisor = Without<SupervisorEvent, 'at'> & { readonly at?: number };

/** Effects that the loop carries out itself: they only concern machines. */
type Internal = 'startSteps' | 'skipSteps' | 'abortSteps' | 'reportEnd';
export type OutwardExperimentEffect = Exclude<ExperimentEffect, { type: Internal }>;
export type OutwardSupervisorEffect = Exclude<SupervisorEffect, { type: Internal }>;

export interface LoopOptions {
  readonly now: () => number;
  /** What the experiment machine of a step is started with. */
  readonly inputOf: (step: number, iteration: number, attempt: number) => ExperimentInput;
  /**
   * Writes the record of a transition before its effects are executed; a promise is waited for. `id` of the step: absent for
   * the supervisor.
   */
  readonly record: (entry: Entry) => Promise<void> | undefined;
  /** Starts an effect; its answer comes back through `send`. Must not throw. */
  readonly onExperimentEffect: (effect: OutwardExperimentEffect, context: ExperimentContext) => void;
  readonly onSupervisorEffect: (effect: OutwardSupervisorEffect, context: SupervisorContext) => void;
  /** A machine's state has changed: what is kept of it elsewhere is out of date. */
  readonly onExperimentState: (state: AttemptState, at: number) => void;
  readonly onSupervisorState: (state: SupervisorState) => void;
  /** Every event that was there has been worked off: one turn is over. */
  readonly onIdle: () => void;
}

export interface Loop {
  readonly toExperiment: (to: AttemptParams, event: ToExperiment) => void;
  readonly toSupervisor: (event: ToSupervisor) => void;
  /** Begins a new run. */
  readonly begin: (input: SupervisorInput) => void;
  /** Goes on with the machines of a checkpoint: each gets RESUME. */
  readonly resume: (supervisor: SupervisorState, attempts: readonly AttemptState[]) => void;
  readonly supervisor: () => SupervisorState | undefined;
  /** The attempts that have not come to their Verdict. */
  readonly attempts: () => readonly AttemptState[];
  readonly attemptOf: (step: number) => AttemptState | undefined;
  /** Resolves when every event that was there has been worked off: the machines then fit one another. */
  readonly whenIdle: () => Promise<void>;
  /** Nothing is worked off any more: the process is about to end. */
  readonly halt: () => void;
}

type Work =
  | { readonly is: 'experiment'; readonly to: AttemptParams; readonly event: ExperimentEvent }
  | { readonly is: 'supervisor'; readonly event: SupervisorEvent }
  | { readonly is: 'spawn'; readonly input: ExperimentInput }
  | { readonly is: 'begin'; readonly input: SupervisorInput };

interface Action {
  readonly type: string;
  readonly params?: unknown;
}

type ExperimentSnapshot = SnapshotFrom<typeof experimentMachine>;
type SupervisorSnapshot = SnapshotFrom<typeof supervisorMachine>;

/** The actions for the shell: `transition()` also returns raises that it has applied already. */
const effectsOf = (actions: readonly Action[]): readonly Effect[] =>
  actions
    .filter(({ type }) => !type.startsWith('xstate.'))
    .map(({ type, params }) => ({ type, params: (params ?? {}) as Effect['params'] }));

/** Events that tell of something in the cluster; everything else is the runner's own doing unless the event says by whom. */
const ofKubernetes: ReadonlySet<string> = new Set<ExperimentEvent['type']>([
  'POD_SEEN',
  'POD_WAITING',
  'MAIN_STARTED',
  'MAIN_ENDED',
  'START_FAILED',
  'LOST',
  'JOB_REFUSED',
]);

const actorOf = (event: { readonly type: string; readonly by?: unknown }): Actor =>
  (event.by as Actor | undefined) ?? (ofKubernetes.has(event.type) ? 'kubernetes' : 'runner');

const plain = (value: unknown): JsonValue => value as JsonValue;

/**
 * The event loop: one event at a time, for each the transition, its record, then its effects. Machines live here and
 * nowhere else; finished ones are forgotten, because progress and rows know what came of them.
 */
export const createLoop = (options: LoopOptions): Loop => {
  const queue: Work[] = [];
  let head = 0;
  let busy = false;
  let halted = false;
  let supervisor: SupervisorSnapshot | undefined;
  const experiments = new Map<number, ExperimentSnapshot>();
  /** Machines rebuilt from a checkpoint, whose next record has to carry the state that it goes on from. */
  const restored = new Set<number | 'supervisor'>();

  const push = (work: Work): void => {
    if (halted) return;
    queue.push(work);
    if (!busy) void drain();
  };

  let waiting: (() => void)[] = [];

  const idle = (): void => {
    options.onIdle();
    const waiters = waiting;
    waiting = [];
    for (const resolve of waiters) resolve();
  };

  const drain = async (): Promise<void> => {
    busy = true;
    while (head < queue.length && !halted) {
      const work = queue[head] as Work;
      head += 1;
      if (head > 1024 && head * 2 > queue.length) {
        queue.splice(0, head);
        head = 0;
      }
      const wait = handle(work);
      if (wait !== undefined) await wait;
      if (head >= queue.length && !halted) idle();
    }
    busy = false;
  };

  const handle = (work: Work): Promise<void> | undefined => {
    switch (work.is) {
      case 'spawn': {
        // A machine rebuilt after a restart goes on as it is.
        const alive = experiments.get(work.input.step);
        if (alive && isSameAttempt(alive.context, work.input)) return undefined;
        const [snapshot, actions] = initialTransition(experimentMachine, work.input);
        return toldExperiment(undefined, snapshot, { type: 'xstate.init', at: options.now() }, actions, work.input);
      }
      case 'begin': {
        const [snapshot, actions] = initialTransition(supervisorMachine, work.input);
        return toldSupervisor(undefined, snapshot, { type: 'xstate.init', at: options.now() }, actions, work.input);
      }
      case 'experiment': {
        const before = experiments.get(work.to.step);
        if (!before || !isSameAttempt(before.context, work.to)) return undefined;
        const [after, actions] = transition(experimentMachine, before, work.event);
        return after === before ? undefined : toldExperiment(before, after, work.event, actions);
      }
      case 'supervisor': {
        if (!supervisor) return undefined;
        const [after, actions] = transition(supervisorMachine, supervisor, work.event);
        return after === supervisor ? undefined : toldSupervisor(supervisor, after, work.event, actions);
      }
    }
  };

  const toldExperiment = (
    before: ExperimentSnapshot | undefined,
    after: ExperimentSnapshot,
    event: ExperimentEvent | MachineEvent,
    actions: readonly Action[],
    input?: ExperimentInput,
  ): Promise<void> | undefined => {
    const { context } = after;
    const effects = effectsOf(actions);
    const state: AttemptState = { state: statePath(after.value), context };
    const ended = after.status === 'done';
    const { job, reason } = context;
    const wait = options.record({
      machine: 'experiment',
      subject: context.id,
      ...(before ? { from: statePath(before.value) } : {}),
      to: state.state,
      event: event as MachineEvent,
      effects,
      actor: actorOf(event),
      iteration: context.iteration,
      attempt: context.attempt,
      ...(ended && context.outcome !== undefined ? { outcome: context.outcome } : {}),
      ...(reason !== undefined && before?.context.reason !== reason ? { reason } : {}),
      ...(job === undefined ? {} : { job }),
      ...(input ? { input: plain(input) } : {}),
      ...(before && restored.delete(context.step)
        ? { restored: plain({ value: before.value, context: before.context }) }
        : {}),
    });
    const act = (): undefined => {
      if (ended) experiments.delete(context.step);
      else experiments.set(context.step, after);
      options.onExperimentState(state, event.at);
      for (const effect of effects) executeForExperiment(effect as unknown as ExperimentEffect, context);
      return undefined;
    };
    if (wait === undefined) return act();
    return wait.then(act);
  };

  const toldSupervisor = (
    before: SupervisorSnapshot | undefined,
    after: SupervisorSnapshot,
    event: SupervisorEvent | MachineEvent,
    actions: readonly Action[],
    input?: SupervisorInput,
  ): Promise<void> | undefined => {
    const effects = effectsOf(actions);
    const state: SupervisorState = { state: statePath(after.value), context: after.context };
    const { iteration, worst } = after.context.progress;
    const { aborted, plan } = after.context;
    const ended = after.status === 'done';
    const wait = options.record({
      machine: 'supervisor',
      ...(before ? { from: statePath(before.value) } : {}),
      to: state.state,
      event: event as MachineEvent,
      effects,
      actor: actorOf(event),
      ...(iteration > 0 ? { iteration } : {}),
      ...(ended ? { outcome: aborted ? 'Stopped' : worst === 'Skipped' ? 'Pass' : worst } : {}),
      ...(aborted && before?.context.aborted === undefined ? { reason: aborted.reason } : {}),
      ...(input ? { input: plain(input) } : {}),
      ...(input && plan.draws.length > 0 ? { draws: plain(plan.draws) } : {}),
      ...(before && restored.delete('supervisor')
        ? { restored: plain({ value: before.value, context: before.context }) }
        : {}),
    });
    const act = (): undefined => {
      supervisor = after;
      options.onSupervisorState(state);
      for (const effect of effects) executeForSupervisor(effect as unknown as SupervisorEffect, after.context);
      return undefined;
    };
    if (wait === undefined) return act();
    return wait.then(act);
  };

  const executeForExperiment = (effect: ExperimentEffect, context: ExperimentContext): void => {
    if (effect.type === 'reportEnd') toSupervisor({ type: 'STEP_ENDED', ...effect.params });
    else options.onExperimentEffect(effect, context);
  };

  const executeForSupervisor = (effect: SupervisorEffect, context: SupervisorContext): void => {
    switch (effect.type) {
      case 'startSteps': {
        const { iteration, steps } = effect.params;
        for (const { step, attempt } of steps) spawn(step, iteration, attempt, { type: 'START' });
        return;
      }
      case 'skipSteps': {
        const { iteration, steps } = effect.params;
        for (const { step, reason } of steps)
          spawn(step, iteration, context.progress.attempts[step] ?? 0, { type: 'SKIP', reason });
        return;
      }
      case 'abortSteps': {
        const { iteration, steps, reason, by } = effect.params;
        for (const step of steps) {
          const attempt = context.progress.attempts[step] ?? 0;
          const event = { type: 'ABORT', reason, by } as const;
          // A step that was started a moment ago may still be in the queue: its ABORT comes behind it.
          if (attempt === 0) spawn(step, iteration, attempt, event);
          else toExperiment({ step, iteration, attempt }, event);
        }
        return;
      }
      default:
        options.onSupervisorEffect(effect, context);
    }
  };

  const spawn = (step: number, iteration: number, attempt: number, first: ToExperiment): void => {
    push({ is: 'spawn', input: options.inputOf(step, iteration, attempt) });
    toExperiment({ step, iteration, attempt }, first);
  };

  const toExperiment = ({ step, iteration, attempt }: AttemptParams, event: ToExperiment): void =>
    push({
      is: 'experiment',
      to: { step, iteration, attempt },
      event: { ...event, at: event.at ?? options.now() } as ExperimentEvent,
    });

  const toSupervisor = (event: ToSupervisor): void =>
    push({ is: 'supervisor', event: { ...event, at: event.at ?? options.now() } as SupervisorEvent });

  const resume = (state: SupervisorState, attempts: readonly AttemptState[]): void => {
    supervisor = supervisorMachine.resolveState({
      value: stateValue(state.state),
      context: state.context,
    }) as SupervisorSnapshot;
    restored.add('supervisor');
    for (const attempt of attempts) {
      const { context } = attempt;
      const value = stateValue(attempt.state) as ExperimentSnapshot['value'];
      experiments.set(context.step, experimentMachine.resolveState({ value, context }) as ExperimentSnapshot);
      restored.add(context.step);
    }
    for (const { context } of attempts) toExperiment(context, { type: 'RESUME' });
    toSupervisor({ type: 'RESUME' });
  };

  const stateOf = ({ value, context }: ExperimentSnapshot): AttemptState => ({ state: statePath(value), context });

  return {
    toExperiment,
    toSupervisor,
    begin: (input) => push({ is: 'begin', input }),
    resume,
    supervisor: () => supervisor && { state: statePath(supervisor.value), context: supervisor.context },
    attempts: () => [...experiments.values()].map(stateOf),
    attemptOf: (step) => {
      const snapshot = experiments.get(step);
      return snapshot && stateOf(snapshot);
    },
    whenIdle: () => (busy && !halted ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    halt: () => {
      halted = true;
    },
  };
};

const isSameAttempt = (context: ExperimentContext, to: AttemptParams): boolean =>
  context.iteration === to.iteration && context.attempt === to.attempt;

/** The inverse of `statePath`. */
const stateValue = (path: string): SupervisorSnapshot['value'] => {
  const [state, substate] = path.split('.') as [string, string?];
  return (substate === undefined ? state : { [state]: substate }) as SupervisorSnapshot['value'];
};
