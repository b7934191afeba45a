import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { effectsOf } from '../../../machines/effects-of.ts';
import { type RunnerMachine, runnerMachine } from '../../../machines/runner/runner.ts';
import type { RunnerEffect, RunnerEvent, RunnerInput } from '../../../machines/runner/runner-types.ts';
import { statePath } from '../../../machines/state-path.ts';
import type { Untimed } from '../../../machines/told.ts';
import type { Entry } from '../../audit/hash-chain.ts';
import type { Effect, MachineEvent } from '../../model/progress/record.ts';
import { forTransitions } from './fast-transition.ts';
import { runnerEntry } from './runner-entry.ts';

/** An event without its time: the loop puts it in. */
export type ToRunner = Untimed<RunnerEvent>;

export interface RunnerLoopOptions {
  readonly now: () => number;
  readonly input: RunnerInput;
  /** Writes the record of a transition before its effects are executed; a promise is waited for. */
  readonly record: (entry: Entry) => Promise<void> | undefined;
}

export interface RunnerLoop {
  /** Begins. `execute` starts an effect, whose answer comes back through `send`, and does not throw. */
  readonly start: (execute: (effect: RunnerEffect) => void) => void;
  readonly send: (event: ToRunner) => void;
  /** Whether the process has come to its end. */
  readonly isOver: () => boolean;
}

/** Drives the runner machine: one event at a time, for each the transition, its record, then its effects. */
export const createRunnerLoop = ({ now, input, record }: RunnerLoopOptions): RunnerLoop => {
  const logic = forTransitions(runnerMachine);
  const queue: RunnerEvent[] = [];
  let carryOut: (effect: RunnerEffect) => void = () => undefined;
  let snapshot: SnapshotFrom<RunnerMachine> | undefined;
  let busy = true;

  const take = async (
    after: SnapshotFrom<RunnerMachine>,
    event: RunnerEvent | MachineEvent,
    effects: readonly Effect[],
  ): Promise<void> => {
    const before = snapshot;
    const written = record(runnerEntry({ before, after, event, effects, ...(before ? {} : { input }) }));
    snapshot = after;
    if (written !== undefined) await written;
    for (const effect of effects) carryOut(effect as unknown as RunnerEffect);
  };

  const drain = async (): Promise<void> => {
    for (let event = queue.shift(); event !== undefined && snapshot !== undefined; event = queue.shift()) {
      const [after, actions] = transition(logic, snapshot, event);
      const effects = effectsOf(actions);
      if (after !== snapshot || effects.length > 0) await take(after, event, effects);
    }
    busy = false;
  };

  return {
    start: (execute) => {
      carryOut = execute;
      const [first, actions] = initialTransition(logic, input);
      void take(first, { type: 'xstate.init', at: now() }, effectsOf(actions)).then(drain);
    },
    send: (event) => {
      queue.push({ ...event, at: now() } as RunnerEvent);
      if (busy) return;
      busy = true;
      void drain();
    },
    isOver: () => snapshot !== undefined && statePath(snapshot.value).startsWith('Ended'),
  };
};
