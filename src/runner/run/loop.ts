import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { effectsOf } from '../../../machines/effects-of.ts';
import { type ExperimentMachine, experimentMachine } from '../../../machines/experiment/experiment.ts';
import type {
  AttemptParams,
  ExperimentContext,
  ExperimentEffect,
  ExperimentEvent,
  ExperimentInput,
} from '../../../machines/experiment/experiment-types.ts';
import { statePath, stateValue } from '../../../machines/state-path.ts';
import { type SupervisorMachine, supervisorMachine } from '../../../machines/supervisor/supervisor.ts';
import type {
  SupervisorContext,
  SupervisorEffect,
  SupervisorEvent,
  SupervisorInput,
} from '../../../machines/supervisor/supervisor-types.ts';
import type { Untimed } from '../../../machines/told.ts';
import type { Entry } from '../../audit/hash-chain.ts';
import type { ProvenEnd } from '../../model/progress/progress.ts';
import type { Effect, MachineEvent } from '../../model/progress/record.ts';
import { forTransitions } from './fast-transition.ts';
import { experimentEntry, supervisorEntry } from './loop-entry.ts';
import type { AttemptState, SupervisorState } from './machine-state.ts';

/** An event without its time: the loop puts it in. */
export type ToExperiment = Untimed<ExperimentEvent> & { readonly at?: number };
type ToSupervisor = Untimed<SupervisorEvent> & { readonly at?: number };

/** Effects that the loop carries out itself: they only concern machines. */
type Internal = 'startSteps' | 'skipSteps' | 'abortSteps' | 'reportPass' | 'reportOutcome' | 'reportEnd';
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
  /** Other machines than the real ones: to see what a mistake in them would do. */
  readonly machines?: { readonly experiment: ExperimentMachine; readonly supervisor: SupervisorMachine };
}

export interface Loop {
  readonly toExperiment: (to: AttemptParams, event: ToExperiment) => void;
  readonly toSupervisor: (event: ToSupervisor) => void;
  /** Begins a new run. */
  readonly begin: (input: SupervisorInput) => void;
  /**
   * Goes on with the machines of a checkpoint: each gets RESUME. A supervisor at its end is told of at once. `taken`: attempts
   * whose machines are lost, and what new ones are told first; `proven`: how some of them have ended.
   */
  readonly resume: (
    supervisor: SupervisorState,
    attempts: readonly AttemptState[],
    taken?: readonly (AttemptParams & { readonly event: ToExperiment })[],
    proven?: readonly ProvenEnd[],
  ) => void;
  readonly supervisor: () => SupervisorState | undefined;
  /** The attempts that have not come to their Verdict. */
  readonly attempts: () => readonly AttemptState[];
  readonly attemptOf: (step: number) => AttemptState | undefined;
  /** Reads when the run has begun and every event is worked off: only then do machines and records fit one another. */
  readonly atRest: <T>(read: () => T) => Promise<T>;
  /** Nothing is worked off any more: the process is about to end. */
  readonly halt: () => void;
}

type Work =
  | { readonly is: 'experiment'; readonly to: AttemptParams; readonly event: ExperimentEvent }
  | { readonly is: 'supervisor'; readonly event: SupervisorEvent }
  | { readonly is: 'spawn'; readonly input: ExperimentInput }
  | { readonly is: 'begin'; readonly input: SupervisorInput };

type ExperimentSnapshot = SnapshotFrom<ExperimentMachine>;
type SupervisorSnapshot = SnapshotFrom<SupervisorMachine>;

const realMachines = { experiment: experimentMachine, supervisor: supervisorMachine };

/**
 * The event loop: one event at a time, for each the transition, its record, then its effects. Machines live here and
 * nowhere else; finished ones are forgotten, because progress and rows know what came of them.
 */
export const createLoop = (options: LoopOptions): Loop => {
  const machines = options.machines ?? realMachines;
  const [experimentLogic, supervisorLogic] = [forTransitions(machines.experiment), forTransitions(machines.supervisor)];
  const queue: Work[] = [];
  let head = 0;
  let busy = false;
  let halted = false;
  let supervisor: SupervisorSnapshot | undefined;
  const experiments = new Map<number, ExperimentSnapshot>();
  /** The attempt of each step that ended last. */
  const ended = new Map<number, AttemptParams>();
  /** What the supervisor is told before it is there, such as an abort: it hears it as soon as it is. */
  let early: SupervisorEvent[] = [];
  /** Machines rebuilt from a checkpoint, whose next record has to carry the state that it goes on from. */
  const restored = new Set<number | 'supervisor'>();

  const push = (work: Work): void => {
    if (halted) return;
    queue.push(work);
    if (!busy) void drain();
  };

  let waiting: (() => void)[] = [];

  const rest = (): void => {
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
      if (head >= queue.length && supervisor !== undefined && !halted) rest();
    }
    busy = false;
  };

  const handle = (work: Work): Promise<void> | undefined => {
    switch (work.is) {
      case 'spawn': {
        // A machine rebuilt after a restart goes on as it is; one that has just ended has told so, which is in the queue.
        const { input } = work;
        const known = experiments.get(input.step)?.context ?? ended.get(input.step);
        if (known && isSameAttempt(known, input)) return undefined;
        const [snapshot, actions] = initialTransition(experimentLogic, input);
        return toldExperiment(
          undefined,
          snapshot,
          { type: 'xstate.init', at: options.now() },
          effectsOf(actions),
          input,
        );
      }
      case 'begin': {
        const [snapshot, actions] = initialTransition(supervisorLogic, work.input);
        const begun = { type: 'xstate.init', at: options.now() };
        return toldSupervisor(undefined, snapshot, begun, effectsOf(actions), work.input);
      }
      case 'experiment': {
        const before = experiments.get(work.to.step);
        if (!before || !isSameAttempt(before.context, work.to)) return undefined;
        const [after, actions] = transition(experimentLogic, before, work.event);
        const effects = effectsOf(actions);
        // A state that is entered again gives the same snapshot, and yet effects.
        return after === before && effects.length === 0
          ? undefined
          : toldExperiment(before, after, work.event, effects);
      }
      case 'supervisor': {
        if (!supervisor) {
          early.push(work.event);
          return undefined;
        }
        const [after, actions] = transition(supervisorLogic, supervisor, work.event);
        const effects = effectsOf(actions);
        return after === supervisor && effects.length === 0
          ? undefined
          : toldSupervisor(supervisor, after, work.event, effects);
      }
    }
  };

  const toldExperiment = (
    before: ExperimentSnapshot | undefined,
    after: ExperimentSnapshot,
    event: ExperimentEvent | MachineEvent,
    effects: readonly Effect[],
    input?: ExperimentInput,
  ): Promise<void> | undefined => {
    const { context } = after;
    const { step } = context;
    const isRestored = before !== undefined && restored.delete(step);
    return recorded(experimentEntry({ before, after, event, effects, isRestored, ...(input ? { input } : {}) }), () => {
      if (after.status !== 'done') experiments.set(step, after);
      else {
        experiments.delete(step);
        ended.set(step, { step, iteration: context.iteration, attempt: context.attempt });
      }
      options.onExperimentState({ state: statePath(after.value), context }, event.at);
      for (const effect of effects) executeForExperiment(effect as unknown as ExperimentEffect, context);
    });
  };

  const toldSupervisor = (
    before: SupervisorSnapshot | undefined,
    after: SupervisorSnapshot,
    event: SupervisorEvent | MachineEvent,
    effects: readonly Effect[],
    input?: SupervisorInput,
  ): Promise<void> | undefined => {
    const isRestored = before !== undefined && restored.delete('supervisor');
    return recorded(supervisorEntry({ before, after, event, effects, isRestored, ...(input ? { input } : {}) }), () => {
      supervisor = after;
      options.onSupervisorState({ state: statePath(after.value), context: after.context });
      for (const effect of effects) executeForSupervisor(effect as unknown as SupervisorEffect, after.context);
    });
  };

  /** The record first, then what it tells of; nothing more once the process is about to end. */
  const recorded = (entry: Entry, act: () => void): Promise<void> | undefined => {
    const wait = options.record(entry);
    if (wait !== undefined) return wait.then(() => (halted ? undefined : act()));
    act();
    return undefined;
  };

  const executeForExperiment = (effect: ExperimentEffect, context: ExperimentContext): void => {
    if (effect.type === 'reportEnd') toSupervisor({ type: 'STEP_ENDED', ...effect.params });
    else if (effect.type === 'reportPass') toSupervisor({ type: 'STEP_PASSED', ...effect.params });
    else if (effect.type === 'reportOutcome') toSupervisor({ type: 'OUTCOME_RECORDED', ...effect.params });
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

  const resume: Loop['resume'] = (state, attempts, taken = [], proven = []) => {
    supervisor = machines.supervisor.resolveState({
      value: stateValue(state.state) as SupervisorSnapshot['value'],
      context: state.context,
    }) as SupervisorSnapshot;
    // A run that was killed behind its last transition: there is nothing to be done but to say so.
    if (supervisor.status === 'done') {
      options.onSupervisorState(state);
      return;
    }
    restored.add('supervisor');
    for (const attempt of attempts) {
      const { context } = attempt;
      const value = stateValue(attempt.state) as ExperimentSnapshot['value'];
      experiments.set(context.step, machines.experiment.resolveState({ value, context }) as ExperimentSnapshot);
      restored.add(context.step);
    }
    // What holds the run is heard before anything would start.
    busy = true;
    catchUp(({ type }) => type === 'PAUSE');
    // Every machine goes on before any hears what another one says of it, such as a policy that ends them.
    for (const { context } of attempts) toExperiment(context, { type: 'RESUME' });
    for (const { step, iteration, attempt, event } of taken) spawn(step, iteration, attempt, event);
    toSupervisor({ type: 'RESUME', ...(proven.length === 0 ? {} : { proven }) });
    void drain();
    catchUp();
  };

  const begin = (input: SupervisorInput): void => {
    push({ is: 'begin', input });
    catchUp();
  };

  const catchUp = (isNow: (event: SupervisorEvent) => boolean = () => true): void => {
    const events = early.filter(isNow);
    early = early.filter((event) => !isNow(event));
    for (const event of events) push({ is: 'supervisor', event });
  };

  const stateOf = ({ value, context }: ExperimentSnapshot): AttemptState => ({ state: statePath(value), context });

  return {
    toExperiment,
    toSupervisor,
    begin,
    resume,
    supervisor: () => supervisor && { state: statePath(supervisor.value), context: supervisor.context },
    attempts: () => [...experiments.values()].map(stateOf),
    attemptOf: (step) => {
      const snapshot = experiments.get(step);
      return snapshot && stateOf(snapshot);
    },
    atRest: (read) =>
      new Promise((resolve) => {
        const moves = busy || supervisor === undefined;
        if (moves && !halted) waiting.push(() => resolve(read()));
        else resolve(read());
      }),
    halt: () => {
      halted = true;
      rest();
    },
  };
};

const isSameAttempt = (known: AttemptParams, to: AttemptParams): boolean =>
  known.iteration === to.iteration && known.attempt === to.attempt;
