import { allRun } from '../../model/progress/progress.ts';
import { rightsToKeep } from '../checkpoint/kept-rights.ts';
import type { InFlight } from '../effects/create-job.ts';
import { executeExperimentEffect } from '../effects/execute-effect.ts';
import { createResultReader } from '../effects/result-reader.ts';
import { createObserver, type ObserverMeans } from '../observe/observer.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createStatusWriter } from '../publish/status-writer.ts';
import { createDeferral } from '../removal/deferral.ts';
import { createJointDeletion } from '../removal/joint-deletion.ts';
import { createStrays } from '../removal/orphaned-jobs.ts';
import { begin, firstFacts, hasLaunched, inputFor, type Opened } from './begin-run.ts';
import { strayJobs } from './close-run.ts';
import type { Desk } from './desk.ts';
import { driveEffects } from './drive-effects.ts';
import { enduranceMs } from './endurance.ts';
import { tellOfEngine } from './engine-events.ts';
import { finishedOf } from './finished.ts';
import { createHoldUps } from './hold-ups.ts';
import { createLoop } from './loop.ts';
import { mayWatch } from './rights.ts';
import type { Run } from './run-context.ts';
import type { DrivenRun, RunState } from './run-parts.ts';
import type { Drive } from './runner-effects.ts';
import { createKeeper } from './step-ledger.ts';
import { executeSupervisorEffect, sawAttempt, sawSupervisor } from './supervisor-effects.ts';
import { createTimers } from './timers.ts';
import { createTrouble } from './trouble.ts';

/** Drives one run of an engine from its first or next transition to its end, as the runner machine says. */
export const driveRun = (desk: Desk, opened: Opened): Drive => {
  const { journal, rights, send, latch, readExperiment, options } = desk;
  const { cluster, clock, log, random, environment, mode } = options;
  const { engine, identity, identified, plan, jobs, adopted } = opened;
  const stop = new AbortController();
  const { signal } = stop;
  const launched: Run['launched'] = { yet: hasLaunched(identified, jobs) };
  const state: RunState = { taken: false, aborting: false, endsAt: undefined, refusal: undefined, closed: {} };
  const facts = firstFacts(identified, plan);
  const loop = createLoop({
    now: clock.now,
    inputOf: (step, iteration, attempt) => inputFor(plan, engine.current(), step, iteration, attempt),
    record: journal.record,
    onExperimentEffect: (effect, context) => executeExperimentEffect(run, effect, context),
    onSupervisorEffect: (effect) => executeSupervisorEffect(run, effect),
    onExperimentState: (attempt, at) => sawAttempt(run, attempt, at),
    onSupervisorState: (supervisor) => sawSupervisor(run, supervisor),
  });
  const timers = createTimers(clock);
  const strays = createStrays(strayJobs(jobs, identity.runId), facts);
  const inFlight: InFlight = new Map();
  const trouble = createTrouble({ loop, strays, launched, inFlight, signal, send });
  const { endUnfinished, giveUp } = trouble;
  const keeper = createKeeper({
    ...{ identity, facts: adopted?.facts ?? facts, loop: () => loop },
    ...{ chain: journal.chain, history: journal.history, rights: () => rightsToKeep(cluster, identity.namespace) },
  });
  const publisher = createPublisher({ cluster, clock, engine, signal, log });
  const { publish } = publisher;
  const holdUps = createHoldUps({ clock, log, publish });
  const writer = createStatusWriter({
    ...{ cluster, engine, clock, signal, compose: keeper.compose, rows: keeper.rows },
    // No pause begins once the run is being aborted or handed over, nor where the end of a step lets another one start.
    moreComes: () => {
      const progress = loop.supervisor()?.context.progress;
      return !latch.closed && progress !== undefined && allRun(progress) && keeper.runs();
    },
    isTaken: () => state.taken,
    onRetry: holdUps.sawRetry,
    onRefused: (message) => {
      state.refusal = `The status of the engine cannot be written: ${message}`;
      log.error({ cause: message }, 'the status of the engine cannot be written');
    },
  });
  const { toExperiment } = loop;
  const lent = {
    ...{ cluster, clock, random, log, identity, plan, engine, signal, latch, toExperiment },
    ...{ enduranceMs: enduranceMs(mode), endUnfinished },
  } satisfies ObserverMeans;
  const observer = createObserver(lent, () => mayWatch(rights));
  const run: DrivenRun = {
    ...{ ...lent, environment, writer, readExperiment, launched, giveUp, publish },
    ...{ observer, loop, keeper, strays, timers, publisher, journal, trouble, state, stop, send, inFlight },
    ...{ built: new Map(), existing: new Map(), warned: new Map(), results: createResultReader({ ...lent, launched }) },
    deferral: createDeferral({ ...lent, progress: () => loop.supervisor()?.context.progress }),
    jointDeletion: createJointDeletion(lent),
    waitsForRemoval: () => mode === 'commandLine' || !state.aborting,
    endsAt: () => state.endsAt,
    podGraceSeconds: async () => options.podGraceSeconds?.(),
    askRights: () => void rights.ask(),
  };
  const closeLatch = (): void => {
    latch.closed = true;
  };
  tellOfEngine({ engine, writer, identity, state, send, closeLatch, loop });
  // What was permitted before, a later denial is judged by: a run that goes on may need its rights at once.
  if (launched.yet) void rights.ask();
  observer.start();
  begin(loop, opened);
  return { effects: driveEffects(run), finished: () => finishedOf(run), ...holdUps, endUnfinished };
};
