import { defined } from '../../model/json/json-object.ts';
import type { Actor } from '../../model/progress/record.ts';
import { sleep } from '../clock.ts';
import { tellWarned } from '../effects/warn-once.ts';
import { closeRun, removeStrays } from './close-run.ts';
import { handOverRun } from './hand-over.ts';
import { lastLook } from './last-look.ts';
import type { Loop } from './loop.ts';
import type { DrivenRun } from './run-parts.ts';
import type { Handlers, ParamsOf, RunEffect } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';
import { stayingIn, stillInjectedIn } from './step-facts.ts';

/** Of the time until a process that is told to go has to have ended, so much for asking: the hand-over needs the rest. In milliseconds. */
const askMs = 2_000;
/** How long the engine is asked for, in milliseconds. */
const engineMs = 1_500;
/** What is looked at until the end is looked at for the last time so long before it, in milliseconds: its record must be written. */
const lastWordsMs = 500;

const askEngine = async ({ clock, engine, podGraceSeconds }: DrivenRun): Promise<ToRunner> => {
  const asked = sleep(clock, askMs);
  const grace = Promise.race([podGraceSeconds(), asked.then(() => undefined)]);
  const read = engine.read({ patienceMs: engineMs }).then(() => engine.ending() !== undefined);
  const ending = await Promise.race([read, asked.then(() => engine.ending() !== undefined)]);
  const graceSeconds = ending ? await grace : undefined;
  return { type: 'ENGINE_ASKED', ending, ...defined({ graceSeconds }) };
};

const removeOrphans = async (
  run: DrivenRun,
  { iteration, orphans: names }: ParamsOf<'removeOrphans'>,
): Promise<ToRunner | undefined> => {
  const orphans = run.strays.all().filter(({ metadata }) => names.includes(metadata.name));
  run.strays.removed(orphans, await removeStrays(run, orphans));
  return run.signal.aborted ? undefined : { type: 'ORPHANS_REMOVED', iteration };
};

const close = async (run: DrivenRun, { outcome, aborted, orphans }: ParamsOf<'closeRun'>): Promise<undefined> => {
  const { keeper, strays, state, loop } = run;
  keeper.close();
  tellWarned(run);
  const closed = await closeRun(run, {
    ...{ outcome, aborted, rows: keeper.rows, injected: stillInjectedIn(run.plan, keeper.facts()) },
    staying: [...stayingIn(run.plan, keeper.facts()), ...strays.staying()],
    strays: strays.all().filter(({ metadata }) => orphans.includes(metadata.name)),
  });
  if (closed === undefined) return;
  state.closed = closed;
  loop.toSupervisor({ type: 'RUN_CLOSED', aborted, ...closed });
};

const finish = async (run: DrivenRun): Promise<ToRunner> => {
  await run.publisher.flush();
  await lastLook(run, run.keeper.rows);
  return { type: 'FINISHED' };
};

/** Tells a run once that it is aborted: told again, the supervisor would begin its closing again. */
export const abortRun = (
  { latch, state, loop }: Pick<DrivenRun, 'latch' | 'state'> & { readonly loop: Pick<Loop, 'toSupervisor'> },
  { by, reason }: { readonly by: Actor; readonly reason: string },
): void => {
  latch.closed = true;
  if (state.aborting) return;
  state.aborting = true;
  loop.toSupervisor({ type: 'ABORT', by, reason });
};

/** What the runner machine has done to a run that is being driven. */
export const driveEffects = (run: DrivenRun): Handlers<RunEffect> => {
  const { clock, latch, loop, timers, trouble, state, stop, send, writer } = run;
  return {
    abortRun: (abort) => void abortRun(run, abort),
    closeLatch: () => {
      latch.closed = true;
      return undefined;
    },
    askEngine: () => askEngine(run),
    armTimer: ({ timer, due }) => {
      state.endsAt = clock.elapsed() + (due - clock.now()) - lastWordsMs;
      return void timers.arm('runner', timer, due, () => send({ type: 'TIMER', timer }));
    },
    handOver: async ({ due }) => {
      tellWarned(run);
      await handOverRun(run, due);
      return { type: 'HANDED_OVER' };
    },
    rewriteStatus: () => void writer.rewrite(),
    rejectStep: (attempt) => void trouble.reject(attempt),
    removeOrphans: (orphans) => removeOrphans(run, orphans),
    armNext: ({ iteration, due }) =>
      void timers.arm('supervisor', 'next/', due, () => loop.toSupervisor({ type: 'TIMER', timer: 'next', iteration })),
    closeRun: (closing) => close(run, closing),
    finishRun: () => finish(run),
    haltRun: () => {
      loop.halt();
      timers.clearAll();
      stop.abort();
      // A run that observed nothing has not asked for its rights, and where its records may be stored depends on them.
      return void run.askRights();
    },
  };
};
