import type { Outcome } from '../../model/litmus/outcome.ts';
import type { Actor } from '../../model/progress/record.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { Strays } from '../removal/orphaned-jobs.ts';
import { type CloseRunMeans, closeRun, removeStrays } from './close-run.ts';
import type { EngineDoor } from './engine-cache.ts';
import { type HandOverMeans, handOverRun } from './hand-over.ts';
import { type LastLookMeans, lastLook } from './last-look.ts';
import type { Loop } from './loop.ts';
import type { RunState } from './run-parts.ts';
import type { Handlers, RunEffect } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';
import { stayingIn, stillInjectedIn } from './step-facts.ts';
import type { Keeper } from './step-ledger.ts';
import type { Timers } from './timers.ts';
import type { Trouble } from './trouble.ts';

/** Of the time until a process that is told to go has to have ended, so much for asking: the hand-over needs the rest. In milliseconds. */
const askMs = 2_000;
/** How long the engine is asked for, in milliseconds. */
const engineMs = 1_500;
/** What is looked at until the end is looked at for the last time so long before it, in milliseconds: its record must be written. */
const lastWordsMs = 500;

interface AskEngineMeans {
  readonly clock: Clock;
  readonly engine: Pick<EngineDoor, 'read' | 'ending'>;
  /** The grace in seconds with which our pod is being deleted; undefined: it is not, or nobody knows. */
  readonly podGraceSeconds: () => Promise<number | undefined>;
}

const askEngine = async ({ clock, engine, podGraceSeconds }: AskEngineMeans): Promise<ToRunner> => {
  const asked = sleep(clock, askMs);
  const grace = Promise.race([podGraceSeconds(), asked.then(() => undefined)]);
  const read = engine.read({ patienceMs: engineMs }).then(() => engine.ending() !== undefined);
  const ending = await Promise.race([read, asked.then(() => engine.ending() !== undefined)]);
  const graceSeconds = ending ? await grace : undefined;
  return { type: 'ENGINE_ASKED', ending, ...(graceSeconds === undefined ? {} : { graceSeconds }) };
};

type RemoveOrphansMeans = Parameters<typeof removeStrays>[0] & {
  readonly strays: Pick<Strays, 'all' | 'removed'>;
};

const removeOrphans = async (
  run: RemoveOrphansMeans,
  iteration: number,
  names: readonly string[],
): Promise<ToRunner | undefined> => {
  const orphans = run.strays.all().filter(({ metadata }) => names.includes(metadata.name));
  run.strays.removed(orphans, await removeStrays(run, orphans));
  return run.signal.aborted ? undefined : { type: 'ORPHANS_REMOVED', iteration };
};

interface Closing {
  readonly outcome: Outcome;
  readonly aborted: boolean;
  readonly orphans: readonly string[];
}

type CloseMeans = CloseRunMeans & {
  readonly keeper: Pick<Keeper, 'close' | 'rows' | 'facts'>;
  readonly strays: Pick<Strays, 'all' | 'staying'>;
  readonly state: Pick<RunState, 'closed'>;
  readonly loop: Pick<Loop, 'toSupervisor'>;
};

const close = async (run: CloseMeans, { outcome, aborted, orphans }: Closing): Promise<undefined> => {
  const { keeper, strays, state, loop } = run;
  keeper.close();
  const closed = await closeRun(run, {
    ...{ outcome, aborted, rows: keeper.rows, injected: stillInjectedIn(run.plan, keeper.facts()) },
    staying: [...stayingIn(run.plan, keeper.facts()), ...strays.staying()],
    strays: strays.all().filter(({ metadata }) => orphans.includes(metadata.name)),
  });
  if (closed === undefined) return;
  state.closed = closed;
  loop.toSupervisor({ type: 'RUN_CLOSED', aborted, ...closed });
};

type FinishMeans = LastLookMeans & {
  readonly keeper: Pick<Keeper, 'rows'>;
  readonly publisher: Pick<Publisher, 'flush'>;
};

const finish = async (run: FinishMeans): Promise<ToRunner> => {
  await run.publisher.flush();
  await lastLook(run, run.keeper.rows);
  return { type: 'FINISHED' };
};

/** What one effect or another of the runner machine on a run uses. */
export type DriveMeans = AskEngineMeans &
  RemoveOrphansMeans &
  CloseMeans &
  FinishMeans &
  HandOverMeans & {
    readonly latch: { closed: boolean };
    readonly state: RunState;
    readonly loop: Pick<Loop, 'toSupervisor' | 'halt'>;
    readonly timers: Pick<Timers, 'arm' | 'clearAll'>;
    readonly writer: Pick<StatusWriter, 'rewrite'>;
    readonly trouble: Pick<Trouble, 'reject'>;
    /** Ends every request, wait and timer of the run. */
    readonly stop: AbortController;
    readonly askRights: () => void;
    readonly send: (event: ToRunner) => void;
  };

/** Tells a run once that it is aborted: told again, the supervisor would begin its closing again. */
export const abortRun = (
  { latch, state, loop }: { readonly loop: Pick<Loop, 'toSupervisor'> } & Pick<DriveMeans, 'latch' | 'state'>,
  { by, reason }: { readonly by: Actor; readonly reason: string },
): void => {
  latch.closed = true;
  if (state.aborting) return;
  state.aborting = true;
  loop.toSupervisor({ type: 'ABORT', by, reason });
};

/** What the runner machine has done to a run that is being driven. */
export const driveEffects = (run: DriveMeans): Handlers<RunEffect> => {
  const { clock, latch, loop, timers, trouble, state, stop, send } = run;
  return {
    abortRun: (abort) => {
      abortRun(run, abort);
      return undefined;
    },
    closeLatch: () => {
      latch.closed = true;
      return undefined;
    },
    askEngine: () => askEngine(run),
    armTimer: ({ timer, due }) => {
      state.endsAt = clock.elapsed() + (due - clock.now()) - lastWordsMs;
      timers.arm('runner', timer, due, () => send({ type: 'TIMER', timer }));
      return undefined;
    },
    handOver: async ({ due }) => {
      await handOverRun(run, due);
      return { type: 'HANDED_OVER' };
    },
    rewriteStatus: () => {
      run.writer.rewrite();
      return undefined;
    },
    rejectStep: (attempt) => {
      trouble.reject(attempt);
      return undefined;
    },
    removeOrphans: ({ iteration, orphans }) => removeOrphans(run, iteration, orphans),
    armNext: ({ iteration, due }) => {
      timers.arm('supervisor', 'next/', due, () => loop.toSupervisor({ type: 'TIMER', timer: 'next', iteration }));
      return undefined;
    },
    closeRun: (closing) => close(run, closing),
    finishRun: () => finish(run),
    haltRun: () => {
      loop.halt();
      timers.clearAll();
      stop.abort();
      // A run that observed nothing has not asked for its rights, and where its records may be stored depends on them.
      run.askRights();
      return undefined;
    },
  };
};
