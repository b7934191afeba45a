import { hostname } from 'node:os';
import * as E from 'fp-ts/Either';
import { tryAgainForMs } from '../../machines/runner/bounds.ts';
import { systemClock } from '../cluster/clock.ts';
import type { ClusterError } from '../cluster/error.ts';
import { orAbsent } from '../cluster/error-predicates.ts';
import { batchAnnotation } from '../model/batch/batch.ts';
import { defined } from '../model/json/json-object.ts';
import { type ChaosEngine, decodeEngine } from '../model/litmus/engine.ts';
import { keptBy } from '../model/litmus/finalizers.ts';
import type { Finish } from '../runner/run/finish.ts';
import { type Applicable, applyObject, mergeObject, prepare, showObject } from './apply.ts';
import { type AuditPlaces, placesOfFlags } from './audit-sinks.ts';
import { complain } from './complain.ts';
import { type DriveOptions, driveByHand } from './drive.ts';
import { readEngineInput } from './engine-input.ts';
import { hasOperator, operatorAppears, readEngine, standingOf, stopEngine } from './engine-standing.ts';
import { beforeCluster, randomSuffix } from './input-files.ts';
import { type ClusterFlags, type OpenCluster, openCluster } from './open-cluster.ts';
import type { PlanChoice, PlanFlags } from './plan-choice.ts';
import { createView, type View } from './progress/view.ts';
import { type RunResult, sayFinish, sayResult } from './run-result.ts';
import { logWarnings } from './server-warnings.ts';
import type { Terminal } from './terminal.ts';
import { viewLog } from './view-log.ts';
import { watchEngine } from './watch-engine.ts';

export interface RunFilesOptions extends ClusterFlags, PlanFlags, DriveOptions {
  /** False: there is no operator, do not wait for one to appear. */
  readonly operator: boolean;
}

/** What the run of one engine needs. */
interface Job extends OpenCluster {
  readonly options: RunFilesOptions;
  readonly terminal: Terminal;
  readonly view: View;
  readonly choice: PlanChoice;
  readonly objects: readonly Applicable[];
  /** The names that were made of `generateName`. */
  readonly generated: ReadonlySet<string>;
  readonly namespace: string;
  readonly name: string;
  readonly places: AuditPlaces;
}

/** An operator that looks after engines does so within moments of their creation. */
const operatorBoundMs = 3_000;

/** The exit code of an error that is neither the user's nor an experiment's. */
const failure = 2;

/** `run FILE…`: applies the files and drives their engine. Resolves with the exit code. */
export const runFiles = async (options: RunFilesOptions, terminal: Terminal): Promise<number> => {
  const read = await readEngineInput(options, terminal, beforeCluster, randomSuffix);
  if (E.isLeft(read)) return read.left;
  const { input, engine, choice } = read.right;
  if (choice.plan?.iterations.every(({ order }) => order.length === 0)) {
    terminal.stderr('Everything passed in the record: there is nothing to run again.\n');
    const { name, namespace = options.namespace ?? 'default' } = engine.metadata;
    const nothing = { engine: `${namespace}/${name}`, runId: null, outcome: 'Pass', steps: [] } satisfies RunResult;
    if (options.json) terminal.stdout(`${JSON.stringify(nothing)}\n`);
    return 0;
  }
  const view = createView({ terminal, now: systemClock.now, json: options.json });
  const open = await openCluster(options, logWarnings(viewLog(view)));
  if (E.isLeft(open)) {
    view.close();
    terminal.stderr(`The cluster cannot be reached: ${open.left}\n`);
    return failure;
  }
  try {
    const prepared = prepare(input.objects, { asked: options.namespace, usual: open.right.namespace });
    if (E.isLeft(prepared)) return complain(terminal, prepared.left);
    const { objects, notes } = prepared.right;
    for (const note of [...input.notes, ...notes]) view.note(note);
    const places = await placesOfFlags(options, viewLog(view));
    if (E.isLeft(places)) return complain(terminal, [places.left]);
    const { name, namespace = open.right.namespace } = engine.metadata;
    const job = { ...open.right, options, terminal, view, choice, objects, generated: input.generated };
    return await runEngine({ ...job, namespace, name, places: places.right });
  } finally {
    view.close();
    await open.right.cluster.close();
  }
};

const say = (job: Job, sentence: string): number => {
  job.view.close();
  job.terminal.stderr(`${sentence}\n`);
  return failure;
};

const runEngine = async (job: Job): Promise<number> => {
  const { cluster, namespace, name, view, terminal, options } = job;
  const shown = `${namespace}/${name}`;
  const before = await readEngine(job, decodeEngine);
  if (E.isLeft(before)) return say(job, `The engine ${shown} cannot be read: ${before.left}`);
  if (before.right !== undefined && job.generated.has(name))
    return say(
      job,
      `There is an engine of the name ${shown} that was made for this one. Run it again: another is drawn.`,
    );
  const standing = before.right === undefined ? undefined : await standingOf(cluster, before.right, hostname());
  if (standing?.is === 'Deleting')
    return say(
      job,
      `The engine ${shown} is being deleted. Run it again when it is gone.${keptBy(before.right?.metadata ?? {})}`,
    );
  if (standing?.is === 'Driven')
    return say(
      job,
      `The engine ${shown} is running already, driven by ${standing.by}. Wait for its end, or end it with: chaos-runner abort ${shown}`,
    );
  if (standing?.is === 'Abandoned') {
    view.note(`Run ${standing.runId} of ${shown} was left by whoever drove it: it goes on. The files are not applied.`);
    return driveIt(job, before);
  }
  const leaving = new AbortController();
  const restore = terminal.onInterrupt(() => {
    if (leaving.signal.aborted) terminal.leave(3);
    leaving.abort();
  });
  try {
    const applied = await applyAll(job, before.right);
    if (E.isLeft(applied)) return say(job, applied.left);
    const taken = options.operator && (await isTakenUp(job, leaving.signal));
    const current = taken ? before : await readEngine(job, decodeEngine);
    if (leaving.signal.aborted) return await withdraw(job, taken);
    restore();
    return await (taken ? watchIt(job) : driveIt(job, current));
  } finally {
    restore();
  }
};

const isTakenUp = (job: Job, signal: AbortSignal): Promise<boolean> => {
  job.view.note('Waiting a moment for a Litmus operator that takes the engine up (--no-operator: do not wait).');
  return operatorAppears({ ...job, clock: systemClock }, operatorBoundMs, signal);
};

/** Ctrl-C before anything was launched: an operator that comes later must not run the engine that was applied. */
const withdraw = async (job: Job, taken: boolean): Promise<number> => {
  const { namespace, name } = job;
  const shown = `${namespace}/${name}`;
  const stopped = await stopEngine(job);
  if (E.isLeft(stopped)) return say(job, `${shown} was applied and could not be stopped: ${stopped.left.message}`);
  if (taken) return watchIt(job);
  const reason = 'Interrupted before anything was launched. The engine was applied and is stopped (engineState: stop).';
  return tell(job, { is: 'Nothing', reason });
};

/** Creates or merges everything; the engine gets the batch that was asked for, and nothing of an earlier run. */
const applyAll = async (job: Job, before: ChaosEngine | undefined): Promise<E.Either<string, void>> => {
  for (const applicable of job.objects) {
    const applied = await applyOne(job, applicable, before);
    if (E.isLeft(applied)) return E.left(`${showObject(applicable)}: ${applied.left.message}`);
  }
  return E.right(undefined);
};

const applyOne = (
  job: Job,
  applicable: Applicable,
  before: ChaosEngine | undefined,
): ReturnType<typeof applyObject> => {
  const { cluster, generated } = job;
  const isEngine = applicable.kind === 'ChaosEngine';
  const ready = isEngine ? engineToApply(applicable, job, before) : applicable;
  // An object whose name was made is a new one: what has its name by chance is somebody else's.
  if (generated.has(ready.object.metadata.name)) return cluster.create(ready.kind, ready.object);
  return isEngine && before !== undefined ? mergeObject(cluster, ready) : applyObject(cluster, ready);
};

const engineToApply = (applicable: Applicable, { choice }: Job, before: ChaosEngine | undefined): Applicable => {
  const { metadata, spec, ...rest } = applicable.object as Applicable['object'] & { readonly spec?: object };
  const batch = choice.batchText ?? metadata.annotations?.[batchAnnotation];
  // Merging keeps what the patch does not name: the batch of an earlier run must not come back.
  const wanted = batch ?? (before === undefined ? undefined : null);
  const annotations = { ...metadata.annotations, ...(wanted === undefined ? {} : { [batchAnnotation]: wanted }) };
  // The operator clears the rows of the engines that it looks after.
  const anew = before !== undefined && !hasOperator(before);
  return {
    kind: 'ChaosEngine',
    object: {
      ...rest,
      metadata: { ...metadata, annotations } as Applicable['object']['metadata'],
      spec: { ...spec, engineState: 'active' },
      ...(anew ? { status: { engineStatus: null, experiments: [] } } : {}),
    },
  };
};

const watchIt = async (job: Job): Promise<number> => {
  const { namespace, name, terminal, options, choice } = job;
  if (choice.plan !== undefined) {
    // Its runner would run the engine otherwise than was asked for.
    const stopped = await stopEngine(job);
    const now = E.isLeft(stopped)
      ? `It could not be stopped (${stopped.left.message}) and runs without the plan: chaos-runner abort ${namespace}/${name}`
      : 'The engine is stopped (engineState: stop), the operator cleans up.';
    return say(
      job,
      `A Litmus operator has taken up ${namespace}/${name}, and a plan cannot be handed to it. ${now} Give the batch with --batch, or use --no-operator where no operator looks after this namespace.`,
    );
  }
  job.view.note('A Litmus operator has taken the engine up: its runner drives it, this command only watches.');
  const { result, exitCode } = await watchEngine({ ...job, clock: systemClock });
  job.view.close();
  sayResult(result, undefined, { ...options, records: `${namespace}/${name}` }, terminal);
  return exitCode;
};

/** `engine`: as it was just read. From here to the driver's own handler of a Ctrl-C nothing may be waited for. */
const driveIt = async (job: Job, engine: E.Either<string, ChaosEngine | undefined>): Promise<number> => {
  const { namespace, name, view, terminal, choice } = job;
  const shown = `${namespace}/${name}`;
  if (E.isLeft(engine) || engine.right === undefined)
    return say(job, `The engine ${shown} cannot be read: ${E.isLeft(engine) ? engine.left : 'it is gone'}`);
  const finish = await driveByHand({
    ...job,
    clock: systemClock,
    engine: engine.right,
    ...defined({ plan: choice.plan }),
    whenLeaving: `Clean up with: chaos-runner abort ${shown}\nGo on with it: ${goOn(job)}`,
  });
  if (finish.is === 'Taken') {
    view.note(finish.reason);
    return watchIt({ ...job, choice: {} });
  }
  const closed = await closeEngine(job, finish);
  const exitCode = tell(job, finish);
  if (E.isRight(closed)) return exitCode;
  terminal.stderr(
    `${shown} could not be closed (engineState: stop): ${closed.left.message}\nAn operator that comes later would run it again. Close it with: chaos-runner abort ${shown}\n`,
  );
  return exitCode === 0 ? failure : exitCode;
};

/** The files of an engine whose name was made would make another one. */
const goOn = ({ generated, namespace, name, options }: Job): string =>
  generated.has(name)
    ? `kubectl get chaosengine ${name} -n ${namespace} -o yaml | chaos-runner run -`
    : `chaos-runner run ${options.files.join(' ')}`;

/** The last words of a run that this process drove. */
const tell = ({ namespace, name, view, terminal, options }: Job, finish: Finish): number => {
  const engine = `${namespace}/${name}`;
  return sayFinish(engine, finish, view, { ...options, records: options.audit ?? engine }, terminal);
};

/** Without an operator nobody else says that the engine has ended, and one that came later would run it again. */
const closeEngine = async (
  { cluster, namespace, name }: Job,
  finish: Finish,
): Promise<E.Either<ClusterError, unknown>> => {
  if (finish.is !== 'Finished') return E.right(undefined);
  const engineStatus = finish.aborted ? 'stopped' : 'completed';
  const patch = { spec: { engineState: 'stop' }, status: { engineStatus } };
  const patched = await cluster.patch('ChaosEngine', { namespace, name }, patch, { patienceMs: tryAgainForMs });
  // One that was deleted in the meantime needs no closing.
  return orAbsent(patched);
};
