/** One container of a pod: its state, its program and its restarts. */
import { defined } from '../../src/model/json/json-object.ts';
import type { Clock } from '../clock.ts';
import type { ContainerRecord } from './container-status.ts';
import type { ContainerContext, Program, RunningProgram } from './programs.ts';
import { doubled } from './timings.ts';
import type { ContainerView } from './views.ts';

type Surroundings = Omit<ContainerContext, 'container' | 'exit'>;

export interface ContainerRuntime {
  readonly view: ContainerView;
  /** What the pod's status says about the container. */
  record(): ContainerRecord;
  /** It waits, for this reason. */
  wait(reason: string, message?: string): void;
  /** Starts the program, or does nothing when the container runs or has ended for good. */
  start(program: Program, context: Surroundings): void;
  /** Takes over the program of a container that runs already. */
  resume(program: Program, context: Surroundings): void;
  /** SIGTERM, if it runs. */
  terminate(): void;
  /** SIGKILL, if it runs: it has ended with 137. */
  kill(): void;
  /** Stops the program without any trace in the state: its node is gone. */
  abandon(): void;
  /** It will never start: its pod has ended before. */
  forgo(): void;
  isRunning(): boolean;
  /** Moves an ended container to the state in which it waits for its restart; returns the wait in milliseconds. */
  backOff(firstWait: number): number;
}

const restartLimit = 300_000;

const neverStarted = 'The container could not be located when the pod was terminated';

/** A container that has not started, or is as `known` says. `ended` is called each time that its program has ended by itself or by a kill. */
export const createContainer = (
  view: ContainerView,
  deps: {
    readonly clock: Clock;
    readonly newId: () => string;
    readonly ended: () => void;
    /** As the kubelet names it in messages: `<name>_<namespace>(<uid>)`. */
    readonly podName: string;
    /** The reason of a wait that only takes its time. */
    readonly underWay: 'ContainerCreating' | 'PodInitializing';
    readonly known?: ContainerRecord | undefined;
  },
): ContainerRuntime => {
  let now: ContainerRecord = deps.known ?? {
    view,
    state: { is: 'waiting', reason: deps.underWay },
    restarts: 0,
    id: deps.newId(),
  };
  let running: { program?: RunningProgram } | undefined;

  const end = (exitCode: number, reason: string): void => {
    if (now.state.is !== 'running') return;
    const { startedAt } = now.state;
    running = undefined;
    now = { ...now, state: { is: 'terminated', exitCode, reason, startedAt, finishedAt: deps.clock.now() } };
    deps.ended();
  };

  /** How it has ended the last time. */
  const lastEnd = () => defined({ last: now.state.is === 'terminated' ? now.state : now.last });

  const wait = (reason: string, message?: string): void => {
    now = { ...now, state: { is: 'waiting', reason, ...defined({ message }) } };
  };

  const launch = (program: Program, context: Surroundings): void => {
    const mine: { program?: RunningProgram } = {};
    running = mine;
    mine.program = program({
      ...context,
      container: view,
      exit: (code, reason) => {
        if (running === mine) end(code, reason ?? (code === 0 ? 'Completed' : 'Error'));
      },
    });
  };

  return {
    view,
    record: () => now,
    wait,
    start: (program, context) => {
      if (running) return;
      const again = now.last !== undefined || now.state.is === 'terminated';
      now = {
        ...now,
        ...lastEnd(),
        state: { is: 'running', startedAt: deps.clock.now() },
        ...(again ? { restarts: now.restarts + 1, id: deps.newId() } : {}),
      };
      launch(program, context);
    },
    resume: (program, context) => {
      if (!running && now.state.is === 'running') launch(program, { ...context, takenOver: true });
    },
    terminate: () => running?.program?.terminate(),
    kill: () => {
      running?.program?.kill();
      end(137, 'Error');
    },
    abandon: () => {
      running?.program?.kill();
      running = undefined;
    },
    forgo: () => {
      if (now.state.is !== 'waiting') return;
      const unknown = { is: 'terminated', exitCode: 137, reason: 'ContainerStatusUnknown' } as const;
      now = { ...now, state: now.last ?? { ...unknown, message: neverStarted } };
    },
    isRunning: () => now.state.is === 'running',
    backOff: (firstWait) => {
      if (now.restarts === 0) return 0;
      const pause = doubled(firstWait, now.restarts - 1, restartLimit);
      const seconds = Math.round(pause / 1000);
      now = { ...now, ...lastEnd() };
      wait('CrashLoopBackOff', `back-off ${seconds}s restarting failed container=${view.name} pod=${deps.podName}`);
      return pause;
    },
  };
};
