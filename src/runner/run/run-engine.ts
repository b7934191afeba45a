import type { Cluster, KubeObject } from '../../cluster/port.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { allRun } from '../../model/progress/progress.ts';
import type { Adopted } from '../adopt/adopt-run.ts';
import { rightsToKeep } from '../checkpoint/kept-rights.ts';
import type { InFlight } from '../effects/create-job.ts';
import { type ExperimentEffectMeans, executeExperimentEffect } from '../effects/execute-effect.ts';
import { createObserver, type ObserverMeans } from '../observe/observer.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createStatusWriter } from '../publish/status-writer.ts';
import { createDeferral } from '../removal/deferral.ts';
import { createStrays } from '../removal/orphaned-jobs.ts';
import { begin, firstFacts, hasLaunched, inputFor } from './begin-run.ts';
import { strayJobs } from './close-run.ts';
import type { ClusterTrouble } from './cluster-trouble.ts';
import { type DriveMeans, driveEffects } from './drive-effects.ts';
import { enduranceMs } from './endurance.ts';
import type { EngineDoor } from './engine-cache.ts';
import { tellOfEngine } from './engine-events.ts';
import type { Finished } from './finish.ts';
import { type FinishedMeans, finishedOf } from './finished.ts';
import { createHoldUps } from './hold-ups.ts';
import type { Identified } from './identify-run.ts';
import type { Journal } from './journal.ts';
import { createLoop, type LoopOptions } from './loop.ts';
import { createLoopTopics } from './loop-topics.ts';
import { mayWatch, type Rights } from './rights.ts';
import type { Launched, ReadExperiment, RunIdentity } from './run-context.ts';
import type { RunState } from './run-parts.ts';
import type { Handlers, RunEffect } from './runner-effects.ts';
import type { ToRunner } from './runner-loop.ts';
import type { RunnerOptions } from './runner-options.ts';
import { createKeeper } from './step-ledger.ts';
import {
  type StateEffectMeans,
  type SupervisorEffectMeans,
  stateEffects,
  supervisorEffects,
} from './supervisor-effects.ts';
import { createTimers } from './timers.ts';
import { createTrouble } from './trouble.ts';

type Given = Pick<RunnerOptions, 'clock' | 'random' | 'log' | 'environment' | 'mode' | 'podGraceSeconds'>;

export interface DriveOptions extends Given {
  /** As a run uses it: what is to be tried for ever is. */
  readonly cluster: Cluster;
  readonly engine: EngineDoor;
  readonly identity: RunIdentity;
  readonly identified: Identified;
  readonly plan: Plan;
  /** When the run began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Jobs of this engine that were there at the start. */
  readonly jobs: readonly KubeObject[];
  /** The machines of a run whose checkpoint is lost. */
  readonly adopted: Adopted | undefined;
  readonly readExperiment: ReadExperiment;
  readonly latch: { closed: boolean };
  readonly journal: Journal;
  readonly rights: Rights;
  readonly trouble: ClusterTrouble;
  readonly send: (event: ToRunner) => void;
}

/** A run that is being driven. */
export interface Drive {
  readonly effects: Handlers<RunEffect>;
  /** How it has ended. */
  readonly finished: () => Finished;
}

/** All that the effects of a run use, each a part of it. */
type Means = ExperimentEffectMeans & SupervisorEffectMeans & StateEffectMeans & DriveMeans & FinishedMeans;

const firstState = (): RunState => ({
  taken: false,
  aborting: false,
  endsAt: undefined,
  refusal: undefined,
  closed: {},
});

/** Drives one run of an engine from its first or next transition to its end, as the runner machine says. */
export const driveRun = (options: DriveOptions): Drive => {
  const { cluster, clock, log, engine, identity, identified, plan, journal, rights, mode, send, latch } = options;
  const { startedAt, environment, random, readExperiment, adopted } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const launched: Launched = { yet: hasLaunched(identified, options.jobs) };
  const state = firstState();
  const facts = firstFacts(identified, plan);
  const topics = createLoopTopics();
  const loop = createLoop({
    now: clock.now,
    inputOf: (step, iteration, attempt) => inputFor(plan, engine.current(), step, iteration, attempt),
    record: journal.record,
    ...topics.tell,
  });
  const timers = createTimers(clock);
  const strays = createStrays(strayJobs(options.jobs, identity.runId), facts);
  const inFlight: InFlight = new Map();
  const trouble = createTrouble({ loop, strays, launched, inFlight, signal, send });
  const keeper = createKeeper({
    ...{ identity, facts: adopted?.facts ?? facts, loop: () => loop },
    ...{ chain: journal.chain, history: journal.history, rights: () => rightsToKeep(cluster, identity.namespace) },
  });
  const publisher = createPublisher({ cluster, clock, engine, signal, log });
  const holdUps = createHoldUps({ clock, log, publish: publisher.publish });
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
  const { endUnfinished, giveUp } = trouble;
  const lent = {
    ...{ cluster, clock, random, log, identity, plan, engine, signal, latch, toExperiment },
    ...{ enduranceMs: enduranceMs(mode), endUnfinished },
  } satisfies ObserverMeans;
  const observer = createObserver(lent, () => mayWatch(rights));
  const run: Means = {
    ...{ ...lent, environment, writer, readExperiment, launched, giveUp, publish: publisher.publish },
    ...{ observer, loop, keeper, strays, timers, publisher, journal, trouble, state, stop, send },
    ...{ built: new Map(), existing: new Map(), inFlight: new Map() },
    deferral: createDeferral({ ...lent, progress: () => loop.supervisor()?.context.progress }),
    waitsForRemoval: () => mode === 'commandLine' || !state.aborting,
    endsAt: () => state.endsAt,
    podGraceSeconds: async () => options.podGraceSeconds?.(),
    askRights: () => void rights.ask(),
  };
  const onExperimentEffect: LoopOptions['onExperimentEffect'] = (effect, context) =>
    executeExperimentEffect(run, effect, context);
  topics.listen({ onExperimentEffect, onSupervisorEffect: supervisorEffects(run), ...stateEffects(run) });
  options.trouble.retries.listen(holdUps.sawRetry);
  options.trouble.exhausted.listen(({ message }) => endUnfinished(message));
  const closeLatch = (): void => {
    latch.closed = true;
  };
  tellOfEngine({ engine, writer, identity, state, send, closeLatch });
  // What was permitted before, a later denial is judged by: a run that goes on may need its rights at once.
  if (launched.yet) void rights.ask();
  observer.start();
  begin(loop, { identity, identified, plan, startedAt, adopted });
  return { effects: driveEffects(run), finished: () => finishedOf(run) };
};
