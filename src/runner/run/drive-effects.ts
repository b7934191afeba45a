import type { Outcome } from '../../model/litmus/outcome.ts';
import { sleep } from '../clock.ts';
import { closeRun, removeStrays } from './close-run.ts';
import { injectedIn } from './finished.ts';
import { handOverRun } from './hand-over.ts';
import { lastLook } from './last-look.ts';
import type { RunParts } from './run-parts.ts';
import type { Handlers, RunEffect } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';
import { stayingIn } from './step-facts.ts';

/** Of the time until a process that is told to go has to have ended, so much for asking: the hand-over needs the rest. In milliseconds. */
const askMs = 2_000;
/** How long the engine is asked for, in milliseconds. */
const engineMs = 1_500;
/** What is looked at until the end is looked at for the last time so long before it, in milliseconds: its record must be written. */
const lastWordsMs = 500;

const askEngine = async ({ run: { clock, engine }, podGraceSeconds }: RunParts): Promise<ToRunner> => {
  const asked = sleep(clock, askMs);
  const grace = Promise.race([podGraceSeconds(), asked.then(() => undefined)]);
  const read = engine.read({ patienceMs: engineMs }).then(() => engine.ending() !== undefined);
  const ending = await Promise.race([read, asked.then(() => false)]);
  const graceSeconds = ending ? await grace : undefined;
  return { type: 'ENGINE_ASKED', ending, ...(graceSeconds === undefined ? {} : { graceSeconds }) };
};

const removeOrphans = async (
  { run, strays, stop }: RunParts,
  iteration: number,
  names: readonly string[],
): Promise<ToRunner | undefined> => {
  const orphans = strays.all().filter(({ metadata }) => names.includes(metadata.name));
  strays.removed(orphans, await removeStrays(run, orphans));
  return stop.signal.aborted ? undefined : { type: 'ORPHANS_REMOVED', iteration };
};

interface Closing {
  readonly outcome: Outcome;
  readonly aborted: boolean;
  readonly orphans: readonly string[];
}

const close = async (parts: RunParts, { outcome, aborted, orphans }: Closing): Promise<undefined> => {
  const { run, keeper, strays, state, loop } = parts;
  keeper.close();
  const closed = await closeRun(run, {
    ...{ outcome, aborted, rows: keeper.rows, injected: injectedIn(parts) },
    staying: [...stayingIn(run.plan, keeper.facts()), ...strays.staying()],
    strays: strays.all().filter(({ metadata }) => orphans.includes(metadata.name)),
  });
  if (closed === undefined) return;
  state.closed = closed;
  loop.toSupervisor({ type: 'RUN_CLOSED', aborted, ...closed });
};

const finish = async ({ run, keeper, publisher }: RunParts): Promise<ToRunner> => {
  await publisher.flush();
  await lastLook(run, keeper.rows);
  return { type: 'FINISHED' };
};

/** What the runner machine has done to a run that is being driven. */
export const driveEffects = (parts: RunParts): Handlers<RunEffect> => {
  const { run, hands, loop, timers, publisher, trouble, state, stop, send } = parts;
  const { clock, latch } = run;
  return {
    abortRun: ({ by, reason }) => {
      latch.closed = true;
      // The supervisor would begin its closing again.
      if (state.aborting) return undefined;
      state.aborting = true;
      loop.toSupervisor({ type: 'ABORT', by, reason });
      return undefined;
    },
    closeLatch: () => {
      latch.closed = true;
      return undefined;
    },
    askEngine: () => askEngine(parts),
    armTimer: ({ timer, due }) => {
      state.endsAt = clock.elapsed() + (due - clock.now()) - lastWordsMs;
      timers.arm('runner', timer, due, () => send({ type: 'TIMER', timer }));
      return undefined;
    },
    handOver: async ({ due }) => {
      await handOverRun({ run, inFlight: hands.inFlight, publisher }, due);
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
    removeOrphans: ({ iteration, orphans }) => removeOrphans(parts, iteration, orphans),
    armNext: ({ iteration, due }) => {
      timers.arm('supervisor', 'next/', due, () => loop.toSupervisor({ type: 'TIMER', timer: 'next', iteration }));
      return undefined;
    },
    closeRun: (closing) => close(parts, closing),
    finishRun: () => finish(parts),
    haltRun: () => {
      loop.halt();
      timers.clearAll();
      stop.abort();
      // A run that observed nothing has not asked for its rights, and where its records may be stored depends on them.
      parts.askRights();
      return undefined;
    },
  };
};
