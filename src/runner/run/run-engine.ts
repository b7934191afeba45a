import type { ExperimentInput } from '../../../machines/experiment/experiment-types.ts';
import { append } from '../../audit/hash-chain.ts';
import { addToHistory } from '../../audit/history.ts';
import type { AuditLog } from '../../audit/sinks/fan-out.ts';
import { may } from '../../cluster/access.ts';
import type { Access, Cluster, KubeObject } from '../../cluster/port.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { allRun } from '../../model/progress/progress.ts';
import type { Actor, AuditRecord } from '../../model/progress/record.ts';
import { checkpointAnnotation, holderOf } from '../checkpoint/checkpoint.ts';
import { rightsToKeep } from '../checkpoint/kept-rights.ts';
import { type Clock, sleep } from '../clock.ts';
import { carryOut, type Hands } from '../effects/execute-effect.ts';
import type { Log } from '../log.ts';
import { createObserver } from '../observe/observer.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createStatusWriter } from '../publish/status-writer.ts';
import { createDeferral } from '../removal/deferral.ts';
import { createStrays } from '../removal/orphaned-jobs.ts';
import { adoptedFrom, begin, chainFor, firstFacts, hasLaunched, historyFor, inputFor } from './begin-run.ts';
import { type Closed, closeRun, removeStrays, strayJobs } from './close-run.ts';
import type { EngineDoor } from './engine-cache.ts';
import type { Finish, Finished } from './finish.ts';
import { handOverRun } from './hand-over.ts';
import { createHoldUps, type HoldUps } from './hold-ups.ts';
import type { Identified } from './identify-run.ts';
import { isWiped, lastLook } from './last-look.ts';
import { createLoop, type Loop } from './loop.ts';
import { tryAgainForMs } from './retry-deadline.ts';
import type { ReadExperiment, RunContext, RunIdentity } from './run-context.ts';
import { stayingIn, stillInjectedIn } from './step-facts.ts';
import { createKeeper } from './step-ledger.ts';
import { createTimers } from './timers.ts';

export interface DriveOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly environment: RunnerEnvironment;
  readonly engine: EngineDoor;
  readonly readExperiment: ReadExperiment;
  readonly identity: RunIdentity;
  readonly identified: Identified;
  /** Undefined only where the run is resumed: its checkpoint has the plan. */
  readonly plan: Plan;
  /** Jobs of this engine that were there at the start. */
  readonly jobs: readonly KubeObject[];
  /** ChaosResults of the namespace; none unless the run is adopted. */
  readonly results: readonly KubeObject[];
  /** In a pod under an operator, or by hand. */
  readonly mode: 'pod' | 'commandLine';
  readonly audit: AuditLog;
  readonly onRecord?: (record: AuditRecord) => void;
  readonly access: () => Promise<Access | undefined>;
  /** When the process has to have ended, by the clock's elapsed time; undefined: nobody has told it to. */
  readonly endsAt: () => number | undefined;
}

/** A run that is being driven. */
export interface Drive {
  readonly finish: Promise<Finish>;
  /** Ends the run with nothing left behind. Once is enough; repetitions change nothing. */
  readonly abort: (by: Actor, reason: string) => void;
  /** Stops acting and leaves everything to the next process: no launch starts any more, Jobs go on. */
  readonly handOver: (reason: string, boundMs: number) => Promise<void>;
  /** No launch starts any more; nothing else changes. */
  readonly closeLatch: () => void;
  readonly loop: Loop;
  /** A request of the run has failed and is made again. */
  readonly sawRetry: HoldUps['sawRetry'];
  /** Ends the process though the run goes on: another one has to go on with it, or somebody has to look after what is left. */
  readonly endUnfinished: (reason: string) => void;
}

/** Drives one run of an engine from its first or next transition to its end. */
export const driveRun = (options: DriveOptions): Drive => {
  const { cluster, clock, log, engine, identity, identified, audit, mode } = options;
  const plan = identified.is === 'Resume' ? identified.checkpoint.supervisor.context.plan : options.plan;
  const stop = new AbortController();
  const latch = { closed: false };
  const launched: RunContext['launched'] = { yet: hasLaunched(identified, options.jobs) };
  const startedAt = identified.is === 'Resume' ? identified.checkpoint.supervisor.context.startedAt : clock.now();
  let chain = chainFor(identity, identified);
  let history = historyFor(identified, chain, startedAt);
  let taken = false;
  let aborting = false;
  let settle: (finish: Finish) => void = () => undefined;
  const finish = new Promise<Finish>((resolve) => {
    settle = resolve;
  });

  const record: Parameters<typeof createLoop>[0]['record'] = (entry) => {
    const written = append(chain, entry, clock.now());
    chain = written.chain;
    history = addToHistory(history, written.record);
    options.onRecord?.(written.record);
    return audit.write(written);
  };

  const inputOf = (step: number, iteration: number, attempt: number): ExperimentInput =>
    inputFor(plan, engine.current(), step, iteration, attempt);

  const adopted = identified.is === 'Adopt' ? adoptedFrom(options, startedAt) : undefined;

  const timers = createTimers(clock);
  const finished = (): Finished => {
    const context = loop.supervisor()?.context;
    const worst = context?.progress.worst ?? 'Error';
    return {
      is: 'Finished',
      runId: identity.runId,
      outcome: context?.aborted ? 'Stopped' : worst === 'Skipped' ? 'Pass' : worst,
      aborted: context?.aborted !== undefined,
      plan,
      facts: keeper.facts(),
      sequence: chain.sequence,
      head: chain.head,
      left: closed.left ?? [],
      injected: injectedNow(),
    };
  };
  const injectedNow = (): readonly string[] => stillInjectedIn(plan, keeper.facts());
  const strays = createStrays(strayJobs(options.jobs, identity.runId), firstFacts(identified, plan));
  let closed: Closed = {};
  const end = (how: Finish): void => {
    loop.halt();
    timers.clearAll();
    stop.abort();
    settle(how);
  };

  const loop: Loop = createLoop({
    now: clock.now,
    inputOf,
    record,
    onExperimentEffect: (effect, context) => carryOut(hands, effect, context),
    onSupervisorEffect: (effect) => {
      switch (effect.type) {
        case 'openRun':
          void writer.flush().then((flushed) => {
            if (flushed === 'written') loop.toSupervisor({ type: 'RUN_OPENED' });
            else if (flushed === 'refused') endUnfinished(refusal);
            else if (flushed === 'gone') abort('operator', 'The ChaosEngine is gone.');
          });
          return;
        case 'armTimer': {
          const { timer, iteration, due, step } = effect.params;
          const arm = (): void =>
            timers.arm('supervisor', `${timer}/${step ?? ''}`, due, () =>
              loop.toSupervisor({ type: 'TIMER', timer, iteration, ...(step === undefined ? {} : { step }) }),
            );
          // Nothing of an iteration that is over may inject beside the next one.
          const over = timer === 'next' ? strays.before(iteration) : [];
          if (over.length === 0) arm();
          else
            void removeStrays(run, over).then((staying) => {
              strays.removed(over, staying);
              if (!stop.signal.aborted) arm();
            });
          return;
        }
        case 'closeRun':
          keeper.close();
          void closeRun(run, {
            ...effect.params,
            rows: keeper.rows,
            injected: injectedNow(),
            staying: [...stayingIn(plan, keeper.facts()), ...strays.staying()],
            strays: strays.all(),
          }).then((how) => {
            if (how === undefined) return;
            closed = how;
            loop.toSupervisor({ type: 'RUN_CLOSED', aborted: effect.params.aborted, ...how });
          });
          return;
        default:
          effect satisfies never;
      }
    },
    onExperimentState: (state, at) => {
      const job = state.context.job?.name;
      if (job !== undefined) strays.forget(job);
      keeper.sawAttempt(state, at);
      hands.deferral.sawAttempt(state);
      // Nothing asks for it any more, and a long batch makes very many.
      if (job === undefined || state.state !== 'Verdict') return;
      run.built.delete(job);
      hands.observer.forget(job);
    },
    onSupervisorState: ({ state }) => {
      if (!isOver(state)) return;
      void publisher
        .flush()
        .then(() => lastLook(run, keeper.rows))
        .then(() => end(finished()));
    },
  });

  const keeper = createKeeper({
    identity,
    facts: adopted?.facts ?? firstFacts(identified, plan),
    loop: () => loop,
    chain: () => chain,
    history: () => history,
    rights: () => rightsToKeep(cluster, identity.namespace),
  });

  let refusal = '';
  const writer = createStatusWriter({
    cluster,
    engine,
    clock,
    compose: keeper.compose,
    rows: keeper.rows,
    // No pause begins once the run is being aborted or handed over, nor where the end of a step lets another one start.
    moreComes: () => {
      const progress = loop.supervisor()?.context.progress;
      return !latch.closed && progress !== undefined && allRun(progress) && keeper.runs();
    },
    isTaken: () => taken,
    signal: stop.signal,
    onRetry: (retry) => holdUps.sawRetry(retry),
    onRefused: (message) => {
      refusal = `The status of the engine cannot be written: ${message}`;
      log.error({ cause: message }, 'the status of the engine cannot be written');
    },
  });

  const publisher = createPublisher({ cluster, clock, engine, signal: stop.signal, log });
  const holdUps = createHoldUps({ clock, log, publish: publisher.publish });

  /** What may be there of the run, in words. */
  const leftNow = (): readonly string[] => {
    const open = loop.attempts().flatMap(({ context: { job } }) => (job === undefined ? [] : [job.name]));
    const others = strays.all().map(({ metadata }) => metadata.name);
    return [...new Set([...open, ...others])].map((job) => `job/${job} was there when it was looked last`);
  };
  const endUnfinished = (reason: string): void => {
    const isUntouched = !launched.yet && launched.perhaps !== true;
    end({ is: 'TryAgain', reason, ...(isUntouched ? {} : { left: leftNow() }) });
  };

  const giveUp: RunContext['giveUp'] = (reason) => {
    if (launched.yet || clock.now() - startedAt > tryAgainForMs) return 'reject';
    endUnfinished(reason);
    return 'exits';
  };

  const run: RunContext = {
    cluster,
    clock,
    random: options.random,
    log,
    identity,
    plan,
    environment: options.environment,
    engine,
    writer,
    readExperiment: options.readExperiment,
    built: new Map(),
    existing: new Map(),
    latch,
    launched,
    enduranceMs: enduranceMs(mode),
    endUnfinished,
    waitsForRemoval: () => mode === 'commandLine' || !aborting,
    endsAt: options.endsAt,
    signal: stop.signal,
    publish: publisher.publish,
    toExperiment: loop.toExperiment,
    toSupervisor: loop.toSupervisor,
    giveUp,
  };
  const mayWatch = async (): Promise<boolean> => {
    const access = await options.access();
    const wanted = [
      ['', 'pods'],
      ['batch', 'jobs'],
      ['litmuschaos.io', 'chaosengines'],
    ] as const;
    return access !== undefined && wanted.every(([group, resource]) => may(access, 'watch', group, resource) !== 'no');
  };
  const hands: Hands = {
    ...{ run, timers, inFlight: new Map() },
    observer: createObserver(run, mayWatch),
    deferral: createDeferral(run, loop),
  };

  const abort = (by: Actor, reason: string): void => {
    latch.closed = true;
    if (aborting) return;
    aborting = true;
    loop.toSupervisor({ type: 'ABORT', by, reason });
  };

  // A checkpoint that was not there when this run was identified is of somebody who acts.
  const found = engine.current().metadata.annotations?.[checkpointAnnotation];
  engine.onSeen(() => {
    const ending = engine.ending();
    if (ending !== undefined) return abort('operator', `The ChaosEngine ${endings[ending]}.`);
    const annotation = engine.current().metadata.annotations?.[checkpointAnnotation];
    const isKnown = annotation === found || annotation === writer.written()?.checkpoint;
    const holder = isKnown ? undefined : holderOf(annotation);
    if (holder !== undefined && holder !== identity.holder) {
      taken = true;
      end({ is: 'Taken', reason: `Another runner (${holder}) has taken over this engine. This one stops acting.` });
    } else if (isWiped(engine.current()) && writer.written() !== undefined) writer.rewrite();
  });

  const handOver: Drive['handOver'] = async (reason, boundMs) => {
    latch.closed = true;
    if (isOver(loop.supervisor()?.state)) {
      // Only events are still waited for: nobody can go on with those.
      await Promise.race([finish, sleep(clock, boundMs, stop.signal)]);
      return end(finished());
    }
    end(await handOverRun({ run, inFlight: hands.inFlight, record, publisher }, reason, boundMs));
  };

  // What was permitted before, a later denial is judged by: a run that goes on may need its rights at once.
  if (launched.yet) void options.access();
  hands.observer.start();
  void begin({ options, plan, startedAt, loop, record, adopted });
  const ending = engine.ending();
  if (ending !== undefined) abort('operator', `The ChaosEngine ${endings[ending]}.`);

  return {
    finish,
    abort,
    handOver,
    closeLatch: () => {
      latch.closed = true;
    },
    loop,
    sawRetry: holdUps.sawRetry,
    endUnfinished,
  };
};

/** How long a run that has launched something puts up with a cluster that does not let it go on, in milliseconds. */
export const enduranceMs = (mode: DriveOptions['mode']): number =>
  mode === 'pod' ? Number.POSITIVE_INFINITY : tryAgainForMs;

const isOver = (state: string | undefined): boolean => state === 'Completed' || state === 'Aborted';

const endings = { stopped: 'was stopped (engineState: stop)', deleted: 'is being deleted', gone: 'is gone' } as const;
