import * as E from 'fp-ts/Either';
import type { AuditLog } from '../../audit/sinks/fan-out.ts';
import type { Access, Cluster } from '../../cluster/port.ts';
import { engineNameProblem } from '../../model/kube/names.ts';
import { type ChaosEngine, monitoringWanted } from '../../model/litmus/engine.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Actor, AuditRecord } from '../../model/progress/record.ts';
import { resultsToAdopt, seedToKeep } from '../adopt/adoption-ground.ts';
import { checkpointAnnotation, holderOf } from '../checkpoint/checkpoint.ts';
import { sizeProblem } from '../checkpoint/size-check.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import { launchMonitorBeside } from '../publish/monitor-beside.ts';
import { leftOfEarlierRuns, removeEarlierRuns } from '../removal/remove-earlier-runs.ts';
import { provenRights } from './begin-run.ts';
import { createEngineDoor, type EngineDoor, nothingRuns } from './engine-cache.ts';
import { experimentReader } from './experiment-reader.ts';
import { proven, type SeenEnd } from './final-test.ts';
import type { Finish } from './finish.ts';
import type { HolderQuestion } from './holder.ts';
import { type Identified, identifyRun } from './identify-run.ts';
import { planRun } from './plan-run.ts';
import { firstReadsMs, isGround, readGround, reject, takenBy } from './read-ground.ts';
import { planToRerun, rerunOf } from './rerun-failed.ts';
import { lastTry } from './retry-deadline.ts';
import type { RunIdentity } from './run-context.ts';
import { type Drive, driveRun, enduranceMs } from './run-engine.ts';
import { steadfast } from './steadfast.ts';

export interface RunnerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  /** Fresh, unguessable, of [a-z0-9], fit for a label. */
  readonly newRunId: () => string;
  /** For random draws where the batch names no seed. */
  readonly seed: () => number;
  readonly log: Log;
  readonly environment: RunnerEnvironment;
  readonly mode: 'pod' | 'commandLine';
  /** The uid of our pod, or the name of our command line. Asked once the engine is known. */
  readonly holder: () => Promise<string>;
  readonly host: HolderQuestion['host'];
  readonly isAlive: HolderQuestion['isAlive'];
  /** Opens the sinks of a run's audit log. `access`: our rights, once the run has asked for them; no request of its own. */
  readonly openAudit: (
    identity: RunIdentity,
    segment: number,
    access: Promise<Access | undefined>,
  ) => Promise<AuditLog>;
  /** The batch document in place of the engine's annotation. */
  readonly batchText?: string;
  /** A plan that is run as it is. */
  readonly plan?: Plan;
  readonly onRecord?: (record: AuditRecord) => void;
  /** When our pod was started, in milliseconds since the epoch. Asked only when nothing could be launched. */
  readonly podStartedAt?: () => Promise<number | undefined>;
  /** The grace in seconds with which our pod is being deleted; undefined: it is not, or nobody knows. Asked at SIGTERM. */
  readonly podGraceSeconds?: () => Promise<number | undefined>;
  /** Where the exporter's image is named, if the engine does not. */
  readonly monitorImage?: string;
}

export interface Runner {
  readonly finish: Promise<Finish>;
  readonly abort: (by: Actor, reason: string) => void;
  /**
   * SIGTERM in the pod: an engine that is being stopped or deleted is aborted, anything else is handed over to the next pod.
   * Settles `finish` within 5 s; an abort looks on for longer where the pod's grace allows it.
   */
  readonly terminate: () => void;
}

/** A pod that is being stopped may have to be gone after 5 s: one second is left for the sinks. */
const terminationMs = 4_000;
/** Of a pod's grace so much is kept for the last records, in milliseconds. */
const keptOfGraceMs = 3_000;
/** What is looked at until the end is looked at for the last time so long before it, in milliseconds: its record must be written. */
const lastWordsMs = 500;
/** Of it, so much for asking how the engine is: a server that does not answer must leave time for the hand-over. */
const askMs = 2_000;

/** Drives the engine that the environment names, from a new run or from where another process left off. */
export const createRunner = (given: RunnerOptions): Runner => {
  const { clock, environment } = given;
  let drive: Drive | undefined;
  const cluster = steadfast(given.cluster, {
    clock,
    enduranceMs: enduranceMs(given.mode),
    onRetry: (retry) => drive?.sawRetry(retry),
    onExhausted: ({ message }) => drive?.endUnfinished(message),
  });
  const options: RunnerOptions = { ...given, cluster };
  let door: EngineDoor | undefined;
  let readEngine: (() => Promise<boolean>) | undefined;
  let terminated = false;
  let endsAt: number | undefined;
  /** As it was read, as long as nothing of it can be running. */
  let untouched: ChaosEngine | undefined;
  let wantsAbort: { by: Actor; reason: string } | undefined;
  let settle: (finish: Finish) => void = () => undefined;
  const finish = new Promise<Finish>((resolve) => {
    settle = resolve;
  });

  const go = async (): Promise<Finish> => {
    const { namespace } = environment;
    const readExperiment = experimentReader(cluster, namespace, () => ({ patienceMs: firstReadsMs }));
    const ground = await readGround(options, (engine) => {
      const isFirst = engine.status.experiments.length === 0;
      // What a new run needs next is asked for together with its Jobs: a reading less to wait for, and to decode.
      const [first] = environment.experiments;
      if (first !== undefined && isFirst) void readExperiment(first);
    });
    if (!isGround(ground)) return ground;
    const { engine, jobs } = ground;
    const seen = createEngineDoor(cluster, engine, clock.elapsed);
    door = seen;
    readEngine = async () => {
      await seen.read({ patienceMs: 1_500 });
      return seen.ending() !== undefined;
    };
    const identified = identifyRun(engine, jobs, clock.now());
    cluster.permittedBefore?.(namespace, provenRights(identified, jobs));
    untouched = identified.is === 'New' ? engine : undefined;
    const loudness = identified.is === 'Adopt' ? 'warn' : 'info';
    for (const note of identified.notes) options.log[loudness]({}, note);
    if (seen.ending() !== undefined && identified.is === 'New') return { is: 'Nothing', reason: nothingRuns(engine) };
    const holder = await options.holder();
    // Who holds the run, a checkpoint says that cannot be used otherwise, too: a later version may have written it.
    const other = holderOf(engine.metadata.annotations?.[checkpointAnnotation]);
    const taken = identified.is === 'New' ? undefined : await takenBy(options, holder, other);
    if (taken !== undefined) return taken;
    const planned =
      identified.is === 'Resume'
        ? undefined
        : await plan(options, engine, readExperiment, seedToKeep(identified, jobs));
    if (planned !== undefined && E.isLeft(planned)) return reject(options, engine, jobs, planned.left);
    if (identified.is === 'New') {
      const removed = await removeEarlierRuns(options, engine, jobs);
      if (E.isLeft(removed)) return { is: 'TryAgain', reason: removed.left.message, left: leftOfEarlierRuns(jobs) };
    }
    const results = identified.is === 'Adopt' ? await resultsToAdopt(options, firstReadsMs) : E.right([]);
    if (E.isLeft(results)) {
      const left = jobs.map(({ metadata }) => `job/${metadata.name} was there when it was looked last`);
      return { is: 'TryAgain', reason: results.left, left };
    }
    const identity: RunIdentity = {
      runId: runIdOf(identified, options.newRunId),
      engineName: environment.engine,
      engineUid: engine.metadata.uid ?? '',
      namespace,
      holder,
    };
    let tellAccess: (access: Access | undefined) => void = () => undefined;
    const known = new Promise<Access | undefined>((resolve) => {
      tellAccess = resolve;
    });
    let asked = false;
    const access = (): Promise<Access | undefined> => {
      if (!asked)
        void cluster.access(namespace).then((answer) => tellAccess(E.isRight(answer) ? answer.right : undefined));
      asked = true;
      return known;
    };
    const segment = identified.is === 'Resume' ? identified.checkpoint.segment + 1 : 1;
    if (terminated) return toldTooEarly;
    const audit = await options.openAudit(identity, segment, known);
    drive = driveRun({
      ...options,
      engine: seen,
      readExperiment,
      identity,
      identified,
      plan: planned?.right ?? noPlan,
      jobs,
      results: results.right,
      audit,
      access,
      endsAt: () => endsAt,
    });
    if (wantsAbort) drive.abort(wantsAbort.by, wantsAbort.reason);
    if (monitoringWanted(engine)) void launchMonitorBeside(options, engine);
    const finish = await drive.finish;
    // A run that observed nothing has not asked for its rights, and where its records may be stored depends on them.
    void access();
    return finish;
  };

  const terminate = async (): Promise<void> => {
    if (terminated) return;
    terminated = true;
    drive?.closeLatch();
    const current = drive;
    const toldAt = clock.elapsed();
    const asked = sleep(clock, askMs);
    const grace = Promise.race([options.podGraceSeconds?.(), asked.then(() => undefined)]);
    const isEnding = (await Promise.race([readEngine?.(), asked.then(() => false)])) === true;
    if (current === undefined || drive === undefined) return settle(toldTooEarly);
    if (!isEnding)
      return current.handOver(
        'The pod was told to stop while the engine is active (SIGTERM).',
        toldAt + terminationMs - clock.elapsed(),
      );
    // Seeing the engine end has begun the abort.
    const mayStayMs = Math.max(terminationMs, ((await grace) ?? 0) * 1_000 - keptOfGraceMs);
    endsAt = toldAt + mayStayMs - lastWordsMs;
    const over = sleep(clock, toldAt + mayStayMs - clock.elapsed()).then(() => true);
    // How the run has ended is told by itself.
    if (!(await Promise.race([current.finish.then(() => false), over]))) return;
    settle({
      is: 'Nothing',
      reason:
        'The engine is being stopped, and this pod has to go: what was launched has been told to end, its end was not seen. The operator waits for it.',
    });
  };

  /** Of rows that a run of this process has written; those of a rejection were written past it. */
  const lastSeen = (finish: Finish): SeenEnd | undefined =>
    door && finish.is !== 'Rejected' && !door.isUnserved()
      ? { ending: door.ending(), rows: door.current().status.experiments }
      : undefined;

  const test = (finish: Finish): Promise<Finish> => {
    const uid = door?.current().metadata.uid;
    const { namespace, engine } = environment;
    return proven(finish, {
      cluster,
      namespace,
      engine,
      seen: lastSeen(finish),
      ...(uid === undefined ? {} : { uid }),
    });
  };

  void go()
    .then((finish) => lastTry(options, untouched, finish))
    .then(test)
    .then(settle);
  return {
    finish,
    abort: (by, reason) => {
      wantsAbort = { by, reason };
      drive?.abort(by, reason);
    },
    terminate: () => void terminate(),
  };
};

const toldTooEarly: Finish = { is: 'HandedOver', reason: 'Told to stop before anything was launched.' };

const noPlan: Plan = {
  version: 1,
  parallelism: 1,
  failurePolicy: 'continue',
  steps: [],
  iterations: [],
  draws: [],
  notes: [],
};

const runIdOf = (identified: Identified, newRunId: () => string): string => {
  if (identified.is === 'Resume') return identified.checkpoint.runId;
  return identified.is === 'Adopt' && identified.runId !== '' ? identified.runId : newRunId();
};

const plan = async (
  options: RunnerOptions,
  engine: ChaosEngine,
  readExperiment: ReturnType<typeof experimentReader>,
  keptSeed: number | undefined,
): Promise<E.Either<readonly string[], Plan>> => {
  const { environment, batchText } = options;
  if (options.plan) return E.right(options.plan);
  const wrong = engineNameProblem(engine.metadata.name);
  if (wrong !== undefined) return E.left([`The engine's name ${JSON.stringify(engine.metadata.name)} ${wrong}`]);
  const before = planToRerun(engine);
  const seed = before?.plan.seed ?? keptSeed ?? options.seed();
  const planned = await planRun({
    engine,
    environment,
    readExperiment,
    // The same draws again: else a step that failed might not be drawn this time.
    seed,
    ...(batchText === undefined ? {} : { batchText }),
  });
  if (E.isLeft(planned)) return planned;
  const rerun = before === undefined ? planned.right : await rerunOf(planned.right, before);
  const tooLarge = sizeProblem(engine, rerun);
  return tooLarge === undefined ? E.right(rerun) : E.left([tooLarge]);
};
