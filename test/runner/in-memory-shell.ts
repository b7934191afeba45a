import { launchedNothing } from '../../machines/experiment/context.ts';
import type { AttemptParams, ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import type { Entry } from '../../src/audit/hash-chain.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { Checkpoint } from '../../src/runner/checkpoint/checkpoint.ts';
import { createDeferral } from '../../src/runner/removal/deferral.ts';
import {
  createLoop,
  type Loop,
  type LoopOptions,
  type OutwardExperimentEffect,
  type ToExperiment,
} from '../../src/runner/run/loop.ts';
import type { AttemptState, SupervisorState } from '../../src/runner/run/machine-state.ts';
import { createTimers } from '../../src/runner/run/timers.ts';
import { drawn, type FateOf, isAtWork, type World, type WorldJob } from './in-memory-world.ts';
import type { ManualClock } from './manual-clock.ts';

/** The machines as they stood when they were last written down. */
export interface Standing {
  readonly supervisor: SupervisorState;
  readonly attempts: readonly AttemptState[];
}

export interface ShellOptions {
  readonly plan: Plan;
  readonly clock: ManualClock;
  readonly world: World;
  readonly fateOf: FateOf;
  /** Of the time that answers take. */
  readonly seed: number;
  readonly cleanUp?: 'delete' | 'retain';
  readonly machines?: LoopOptions['machines'];
  readonly onEntry?: (entry: Entry) => void;
  readonly onState?: (state: AttemptState, at: number) => void;
  /** Called when rows and checkpoint would be written. */
  readonly onWrite?: (standing: Standing) => void;
  /** Whether somebody holds the run when it begins or goes on. */
  readonly isHeld?: boolean;
  /** Goes on from here instead of beginning. */
  readonly from?: Pick<Checkpoint, 'supervisor' | 'attempts'>;
  /** Attempts that are taken over without their machines. */
  readonly taken?: Parameters<Loop['resume']>[2];
  /** Their ends, as far as they are proven. */
  readonly proven?: Parameters<Loop['resume']>[3];
  /** What the ChaosResult of an attempt says whose Job is gone; undefined: nothing that can be believed. */
  readonly resultOf?: (to: AttemptParams) => 'Pass' | 'Fail' | 'Error' | 'Stopped' | undefined;
}

export interface Shell {
  readonly loop: Loop;
  /** `final`: the run is over. `hangs`: it is not, and nothing will ever happen any more. */
  readonly isOver: () => boolean;
}

const ownerOf = ({ step, iteration, attempt }: AttemptParams): string => `${step}/${iteration}/${attempt}`;
const jobOf = (to: AttemptParams): string => `job-${ownerOf(to)}`;

/**
 * A shell around the real loop and the real machines, without a cluster: every effect is answered after a time that only
 * the seed decides, on a clock that is driven by hand. Everything happens within the calls of the clock's timers.
 */
export const startShell = (options: ShellOptions): Shell => {
  const { plan, clock, world, fateOf, seed } = options;
  const timers = createTimers(clock);
  const inFlight = new Set<string>();
  /** Jobs of an earlier process that run and that no machine has come to yet. */
  const alive = [...world.jobs.values()].filter((job) => isAtWork(job, clock.now()));
  const strays = new Set(alive.map(({ name }) => name));
  let over = false;

  const later = (to: AttemptParams, kind: number, act: () => void): void => {
    const wait = 1 + Math.floor(drawn(seed, to.step, to.iteration, to.attempt, kind) * 50);
    clock.setTimer(clock.now() + wait, act);
  };
  const answer = (to: AttemptParams, kind: number, event: ToExperiment): void =>
    later(to, kind, () => loop.toExperiment(to, event));

  /** Ends that nobody waits for, which have to stand before anything is launched. */
  let owes = false;
  const write = (): void => {
    owes = false;
    const supervisor = loop.supervisor();
    if (supervisor) options.onWrite?.({ supervisor, attempts: loop.attempts() });
  };

  const createJob = (to: AttemptParams, name: string): void => {
    inFlight.add(name);
    later(to, 11, () => {
      const fate = fateOf(to.step, to.iteration, to.attempt);
      const known = world.jobs.get(name);
      if (fate.is !== 'refused' && known === undefined) {
        const startsAt = clock.now() + fate.startMs;
        const job = { name, fate, createdAt: clock.now(), startsAt, endsAt: startsAt + fate.runMs };
        world.jobs.set(name, job);
        world.launched.set(name, job);
        world.created.push(name);
      }
      later(to, 12, () => {
        inFlight.delete(name);
        const event: ToExperiment =
          fate.is === 'refused'
            ? { type: 'JOB_REFUSED', reason: 'refused' }
            : { type: 'JOB_CREATED', job: { name, uid: `uid-${name}` }, adopted: known !== undefined };
        loop.toExperiment(to, event);
      });
    });
  };

  const watch = (to: AttemptParams, job: WorldJob | undefined): unknown => {
    const owner = `watch/${ownerOf(to)}`;
    timers.clear(owner);
    const tell = (name: string, at: number, event: ToExperiment): unknown =>
      timers.arm(owner, name, Math.max(at, clock.now() + 1), () => loop.toExperiment(to, event));
    if (job === undefined) return tell('lost', 0, { type: 'LOST', started: true, reason: 'there is no Job' });
    const pod = `pod-${job.name}`;
    const { startsAt, endsAt, fate } = job;
    if (fate.is === 'cannotStart') return tell('failed', startsAt, { type: 'START_FAILED', reason: 'no image', pod });
    tell('seen', startsAt - 1, { type: 'POD_SEEN', pod });
    tell('started', startsAt, { type: 'MAIN_STARTED', pod, startedAt: startsAt });
    if (fate.is === 'lost') return tell('lost', endsAt, { type: 'LOST', started: true, reason: 'evicted', pod });
    return tell('ended', endsAt, { type: 'MAIN_ENDED', pod, exitCode: 0, endedAt: endsAt, reason: 'Completed' });
  };

  const carryOut = (effect: OutwardExperimentEffect, context: ExperimentContext): unknown => {
    if (context.launch) strays.delete(context.launch.job.name);
    const { step, iteration, attempt } = effect.params;
    const to = { step, iteration, attempt };
    const fate = fateOf(step, iteration, attempt);
    switch (effect.type) {
      case 'validate':
        return fate.is === 'rejected'
          ? answer(to, 1, { type: 'REJECTED', ending: 'rejected', warning: 'EnvParseError', reason: 'no' })
          : later(to, 1, () => {
              if (owes) write();
              loop.toExperiment(to, {
                ...{ type: 'VALIDATED', job: jobOf(to), baseline: 'none', startTimeoutMs: 60_000, warnings: [] },
              });
            });
      case 'createJob':
        return createJob(to, effect.params.job);
      case 'awaitLaunch':
      case 'deferDeletion':
        for (const [timer, due] of Object.entries(effect.params.deadlines) as ['start' | 'deferral', number][])
          timers.arm(ownerOf(to), timer, due, () => loop.toExperiment(to, { type: 'TIMER', timer }));
        return undefined;
      case 'adoptJob': {
        const known = world.jobs.get(effect.params.job);
        if (known !== undefined)
          return answer(to, 2, {
            type: 'JOB_CREATED',
            job: { name: known.name },
            adopted: true,
            startTimeoutMs: 60_000,
          });
        const verdict = options.resultOf?.(to);
        return answer(
          to,
          2,
          verdict === undefined
            ? { type: 'LOST', started: true, reason: 'nothing proves how it ended' }
            : { type: 'RESULT_READ', verdict },
        );
      }
      case 'settleLaunch':
        return inFlight.has(effect.params.job) ? undefined : answer(to, 2, { type: 'JOB_REFUSED', reason: 'aborted' });
      case 'observe': {
        const { deadlines, job } = effect.params;
        for (const [timer, due] of Object.entries(deadlines) as [keyof typeof deadlines, number][])
          timers.arm(ownerOf(to), timer, due, () => loop.toExperiment(to, { type: 'TIMER', timer }));
        return watch(to, world.jobs.get(job));
      }
      case 'readResult':
        timers.clear(`watch/${ownerOf(to)}`);
        return fate.is === 'noResult'
          ? answer(to, 3, { type: 'RESULT_MISSING', reason: 'none' })
          : answer(to, 3, { type: 'RESULT_READ', verdict: verdictOf(fate.is) });
      case 'collectLog':
        return answer(to, 4, { type: 'LOG_COLLECTED', tail: 'the end' });
      case 'recordStatus':
        timers.clear(ownerOf(to));
        timers.clear(`watch/${ownerOf(to)}`);
        if (launchedNothing(context)) {
          owes = true;
          later(to, 7, write);
          return later(to, 5, () => loop.toExperiment(to, { type: 'STATUS_RECORDED' }));
        }
        return later(to, 5, () => {
          write();
          const deferrable = deferral.isPossible(context) ? { deferrable: true as const } : {};
          loop.toExperiment(to, { type: 'STATUS_RECORDED', ...deferrable });
        });
      case 'cleanUp':
        timers.clear(ownerOf(to));
        return later(to, 6, () => {
          if (effect.params.removeJob) world.jobs.delete(context.launch?.job.name ?? '');
          loop.toExperiment(to, { type: 'CLEANED', deletionAccepted: [], gone: [], remaining: [] });
        });
      case 'updateStatus':
        return later(to, 7, write);
      case 'publishEvent':
        return undefined;
    }
  };

  const loop = createLoop({
    now: clock.now,
    inputOf: (step, iteration, attempt) => ({
      ...{ step, iteration, attempt, cleanUp: options.cleanUp ?? 'delete' },
      id: plan.steps[step]?.id ?? '',
      experiment: plan.steps[step]?.experiment ?? '',
      ...(plan.steps[step]?.timeoutMs === undefined ? {} : { timeoutMs: plan.steps[step]?.timeoutMs ?? 0 }),
    }),
    record: (entry) => {
      options.onEntry?.(entry);
      return undefined;
    },
    onExperimentEffect: carryOut,
    onSupervisorEffect: (effect) => {
      switch (effect.type) {
        case 'openRun':
          clock.setTimer(clock.now() + 10, () => {
            write();
            loop.toSupervisor({ type: 'RUN_OPENED' });
          });
          return;
        case 'armTimer': {
          const { timer, iteration, due, step } = effect.params;
          timers.arm('supervisor', `${timer}/${step ?? ''}`, due, () =>
            loop.toSupervisor({ type: 'TIMER', timer, iteration, ...(step === undefined ? {} : { step }) }),
          );
          return;
        }
        case 'closeRun':
          clock.setTimer(clock.now() + 10, () => {
            for (const name of strays) world.jobs.delete(name);
            write();
            loop.toSupervisor({ type: 'RUN_CLOSED', aborted: effect.params.aborted });
          });
      }
    },
    onExperimentState: (state, at) => {
      deferral.sawAttempt(state);
      options.onState?.(state, at);
    },
    onSupervisorState: ({ state }) => {
      over = state === 'Completed' || state === 'Aborted';
    },
    ...(options.machines ? { machines: options.machines } : {}),
  });
  const deferral = createDeferral({
    ...{ latch: { closed: false }, plan, toExperiment: loop.toExperiment },
    progress: () => loop.supervisor()?.context.progress,
  });
  const { from } = options;
  if (options.isHeld !== undefined) loop.toSupervisor({ type: options.isHeld ? 'PAUSE' : 'CONTINUE' });
  if (from) loop.resume(from.supervisor, from.attempts, options.taken, options.proven);
  else loop.begin({ runId: 'run', plan, startedAt: clock.now() });
  return { loop, isOver: () => over };
};

const verdictOf = (is: string): 'Pass' | 'Fail' | 'Error' | 'Stopped' =>
  is === 'Pass' || is === 'Fail' || is === 'Stopped' ? is : 'Error';
