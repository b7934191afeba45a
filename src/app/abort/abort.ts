import { hostname } from 'node:os';
import * as E from 'fp-ts/Either';
import { type Clock, sleep, systemClock } from '../../cluster/clock.ts';
import type { Cluster } from '../../cluster/port.ts';
import { type ChaosEngine, decodeEngineToEnd, monitoringWanted } from '../../model/litmus/engine.ts';
import { endOfEngine } from '../../model/litmus/engine-end.ts';
import { engineLabel } from '../../model/litmus/engine-label.ts';
import { keptBy } from '../../model/litmus/finalizers.ts';
import { helperGraceSeconds } from '../../model/litmus/helper-grace.ts';
import { isTerminal } from '../../model/litmus/row.ts';
import { durationText } from '../../model/text/duration.ts';
import { removeMonitor } from '../../runner/publish/monitor.ts';
import { sweepEngine } from '../../runner/removal/orphan-sweep.ts';
import type { Swept } from '../../runner/removal/sweep.ts';
import { complain } from '../complain.ts';
import {
  type EngineAt,
  engineNamed,
  hasOperator,
  readEngine,
  runnerPodActs,
  standingOf,
  stopEngine,
} from '../engine-standing.ts';
import { type ClusterFlags, openCluster } from '../open-cluster.ts';
import { clockText } from '../progress/style.ts';
import { logWarnings } from '../server-warnings.ts';
import type { Terminal } from '../terminal.ts';
import { viewLog } from '../view-log.ts';
import { type AbortReport, isClean, reportOf, reportText } from './abort-report.ts';
import { type Closed, closeRows } from './abort-rows.ts';

export interface AbortOptions extends ClusterFlags {
  /** `NAMESPACE/NAME`, or a name in the usual namespace. */
  readonly engine: string;
  /** Of an engine that is gone already. */
  readonly uid?: string;
  readonly json?: boolean;
}

/** What one abort works with. */
interface Abort extends EngineAt<keyof Cluster> {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

/** Runner and operator end their part within this time; what they left then is deleted here. */
const othersActMs = 15_000;
/** An operator's last write comes after its wait for the pods, which it looks at once a second. */
const operatorEndsMs = 30_000;
const lookEveryMs = 500;

const failure = 2;

/** Ends an engine's chaos with nothing left behind, whoever drives it. Exit code 0: proven. */
export const abortEngine = async (options: AbortOptions, terminal: Terminal): Promise<number> => {
  const named = engineNamed(options.engine);
  if (E.isLeft(named)) return complain(terminal, [named.left]);
  const began = systemClock.elapsed();
  const say = (sentence: string): void =>
    terminal.stderr(`${clockText(systemClock.elapsed() - began).padStart(7)}  ${sentence}\n`);
  const open = await openCluster(options, logWarnings(viewLog({ note: say })));
  if (E.isLeft(open)) {
    terminal.stderr(`The cluster cannot be reached: ${open.left}\n`);
    return failure;
  }
  const { cluster } = open.right;
  const leaving = new AbortController();
  const restore = terminal.onInterrupt(() => leaving.abort());
  const { name, namespace = open.right.namespace } = named.right;
  try {
    const abort = { cluster, clock: systemClock, namespace, name, signal: leaving.signal, say };
    const report = await abortWith(abort, options.uid);
    if (E.isLeft(report)) {
      terminal.stderr(`${report.left}\n`);
      return failure;
    }
    terminal.stdout(options.json ? `${JSON.stringify(report.right)}\n` : reportText(report.right));
    return isClean(report.right) ? 0 : leaving.signal.aborted ? 3 : 1;
  } finally {
    restore();
    await cluster.close();
  }
};

const abortWith = async (abort: Abort, uid: string | undefined): Promise<E.Either<string, AbortReport>> => {
  const shown = `${abort.namespace}/${abort.name}`;
  const read = await readEngine(abort, decodeEngineToEnd, { signal: abort.signal });
  if (E.isLeft(read)) return read;
  const engine = read.right;
  const ownUid = engine?.metadata.uid ?? '';
  if (uid !== undefined && (engine === undefined || uid !== ownUid))
    return E.right(reportOf(shown, uid, await sweepFor(abort, uid, undefined, 0), { rows: [] }));
  if (engine === undefined)
    return E.left(
      `There is no ChaosEngine ${shown}. If it was deleted and left pods behind, name it by its uid (the label ${engineLabel} of those pods): --uid UID`,
    );
  const standing = await standingOf(abort.cluster, engine, hostname());
  const stopped = await stop(abort, engine);
  if (E.isLeft(stopped)) return stopped;
  const operator = hasOperator(engine);
  const others = operator || standing.is === 'Driven' || (await runnerPodActs(abort.cluster, engine));
  abort.say(
    others
      ? `It is looked after by ${operator ? 'a Litmus operator' : 'its runner'}: what that has not begun to delete within ${durationText(othersActMs)} is deleted here.`
      : 'Nobody looks after it: everything of it is deleted here.',
  );
  if (monitoringWanted(engine))
    await removeMonitor(abort.cluster, { name: abort.name, namespace: abort.namespace, uid: ownUid });
  const swept = await sweepFor(abort, ownUid, engine, others ? abort.clock.elapsed() + othersActMs : 0);
  if (operator && !(await othersEnd(abort, operatorHasEnded, operatorEndsMs)))
    abort.say('The operator has not said that the engine is stopped: it may not be running.');
  if (!operator && standing.is === 'Driven') await othersEnd(abort, rowsHaveEnded, othersActMs);
  const closed: Closed = swept.left.length > 0 ? { rows: [] } : await closeRows(abort, ownUid, !operator);
  for (const row of closed.rows)
    abort.say(`the row of ${row} says Forcefully Aborted now: its runner had left it open`);
  return E.right(reportOf(shown, ownUid, swept, closed));
};

/** First of all: an operator would make a new runner for an engine that is active. */
const stop = async (
  { cluster, namespace, name, signal, say }: Abort,
  engine: ChaosEngine,
): Promise<E.Either<string, void>> => {
  const end = endOfEngine(engine);
  if (end !== undefined) {
    say(
      `${namespace}/${name} is ${end === 'deleted' ? `being deleted already.${keptBy(engine.metadata)}` : 'stopped already.'}`,
    );
    return E.right(undefined);
  }
  const patched = await stopEngine({ cluster, namespace, name }, { signal });
  if (E.isLeft(patched)) return E.left(`${namespace}/${name} could not be stopped: ${patched.left.message}`);
  say(`${namespace}/${name} is stopped (engineState: stop).`);
  return E.right(undefined);
};

const sweepFor = (
  { cluster, clock, namespace, name, signal, say }: Abort,
  uid: string,
  engine: ChaosEngine | undefined,
  othersActUntil: number,
): Promise<Swept> =>
  sweepEngine({
    cluster,
    clock,
    identity: { namespace, engineName: name, engineUid: uid },
    signal,
    helperGraceSeconds: helperGraceSeconds(engine),
    log: viewLog({ note: say }),
    othersActUntil,
    withRunner: true,
    tell: say,
  });

/** Until the operator or the runner has had its last word: an operator's replaces all rows from an older copy. */
const othersEnd = async (
  abort: Abort,
  hasEnded: (engine: ChaosEngine) => boolean,
  boundMs: number,
): Promise<boolean> => {
  const { clock, signal } = abort;
  const until = clock.elapsed() + boundMs;
  while (clock.elapsed() < until && !signal.aborted) {
    const read = await readEngine(abort, decodeEngineToEnd, { signal: abort.signal });
    if (E.isLeft(read) || read.right === undefined || hasEnded(read.right)) return true;
    await sleep(clock, lookEveryMs, signal);
  }
  return false;
};

const operatorHasEnded = (engine: ChaosEngine): boolean =>
  engine.status.engineStatus === 'stopped' || !hasOperator(engine);

const rowsHaveEnded = ({ status }: ChaosEngine): boolean => status.experiments.every((row) => isTerminal(row.status));
