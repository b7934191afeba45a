/** One container of a pod: its state, its program and its restarts. */
import type { Clock } from '../clock.ts';
import type { ContainerRecord } from './container-status.ts';
import type { ContainerContext, Program, RunningProgram } from './programs.ts';
import { doubled } from './timings.ts';
import type { ContainerView } from './views.ts';

export interface ContainerRuntime {
  /** What the pod's status says about the container. */
  record(): ContainerRecord;
  /** It waits, for this reason. */
  wait(reason: string, message?: string): void;
  /** Starts the program, or does nothing when the container runs or has ended for good. */
  start(program: Program, context: Pick<ContainerContext, 'pod' | 'env' | 'log' | 'evict' | 'loseNode'>): void;
  /** Takes over the program of a container that runs already. */
  resume(program: Program, context: Pick<ContainerContext, 'pod' | 'env' | 'log' | 'evict' | 'loseNode'>): void;
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
    readonly known?: ContainerRecord;
  },
): ContainerRuntime => {
  let now: ContainerRecord = deps.known ?? {
    view,
    state: { is: 'waiting', reason: deps.underWay },
    restarts: 0,
    id: deps.newId(),
  };
  let running: { program?: RunningProgram } | undefined;

  const end = (exitCode: number, reason: string, signal?: number): void => {
    if (now.state.is !== 'running') return;
    const { startedAt } = now.state;
    running = undefined;
    const ending = { is: 'terminated', exitCode, reason, startedAt, finishedAt: deps.clock.now() } as const;
    now = { ...now, state: signal === undefined ? ending : { ...ending, signal } };
    deps.ended();
  };

  const launch = (program: Program, context: Omit<ContainerContext, 'container' | 'exit'>): void => {
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
    record: () => now,
    wait: (reason, message) => {
      now = { ...now, state: { is: 'waiting', reason, ...(message === undefined ? {} : { message }) } };
    },
    start: (program, context) => {
      if (running) return;
      const again = now.last !== undefined || now.state.is === 'terminated';
      const last = now.state.is === 'terminated' ? now.state : now.last;
      now = {
        ...now,
        state: { is: 'running', startedAt: deps.clock.now() },
        restarts: again ? now.restarts + 1 : now.restarts,
        id: again ? deps.newId() : now.id,
        ...(last === undefined ? {} : { last }),
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
      const last = {
        is: 'terminated',
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        message: neverStarted,
      } as const;
      now = { ...now, state: now.last ?? last };
    },
    isRunning: () => now.state.is === 'running',
    backOff: (firstWait) => {
      if (now.restarts === 0) return 0;
      const wait = doubled(firstWait, now.restarts - 1, restartLimit);
      const last = now.state.is === 'terminated' ? now.state : now.last;
      const message = `back-off ${Math.round(wait / 1000)}s restarting failed container=${view.name} pod=${deps.podName}`;
      now = {
        ...now,
        state: { is: 'waiting', reason: 'CrashLoopBackOff', message },
        ...(last === undefined ? {} : { last }),
      };
      return wait;
    },
  };
};
