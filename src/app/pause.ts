import { hostname } from 'node:os';
import * as E from 'fp-ts/Either';
import { isPaused } from '../../machines/supervisor/run-end.ts';
import { type Clock, sleep, systemClock } from '../cluster/clock.ts';
import type { Cluster } from '../cluster/port.ts';
import { pauseAnnotation } from '../model/batch/pause.ts';
import { type ChaosEngine, decodeEngineToEnd } from '../model/litmus/engine.ts';
import { endOfEngine } from '../model/litmus/engine-end.ts';
import { stepAt } from '../model/plan/step-at.ts';
import { durationText } from '../model/text/duration.ts';
import type { Checkpoint } from '../runner/checkpoint/checkpoint.ts';
import { complain } from './complain.ts';
import { checkpointOf, type EngineAt, engineNamed, readEngine, standingOf } from './engine-standing.ts';
import { type ClusterFlags, openCluster } from './open-cluster.ts';
import { logWarnings } from './server-warnings.ts';
import type { Terminal } from './terminal.ts';
import { viewLog } from './view-log.ts';

export interface PauseOptions extends ClusterFlags {
  /** `NAMESPACE/NAME`, or a name in the usual namespace. */
  readonly engine: string;
}

/** A runner looks at its engine every few seconds: what it has not obeyed within this time, it may not be there to obey. */
const obeysMs = 20_000;
const lookEveryMs = 500;

const failure = 2;
const notObeyed = 1;

interface Asked extends EngineAt<'get' | 'patch'> {
  readonly cluster: Pick<Cluster, 'get' | 'patch'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What came of the waiting. */
type Wait = { readonly is: 'Obeyed'; readonly checkpoint: Checkpoint } | { readonly is: 'Deleted' | 'Left' | 'Silent' };

/** What came of it, in sentences. */
interface Answer {
  readonly said: readonly string[];
  readonly exitCode: number;
}

/** `pause` and `resume`: sets the annotation or takes it away, and waits until the run is seen to obey. Resolves with the exit code. */
export const holdEngine = async (held: boolean, options: PauseOptions, terminal: Terminal): Promise<number> => {
  const named = engineNamed(options.engine);
  if (E.isLeft(named)) return complain(terminal, [named.left]);
  const open = await openCluster(
    options,
    logWarnings(viewLog({ note: (sentence) => terminal.stderr(`${sentence}\n`) })),
  );
  if (E.isLeft(open)) {
    terminal.stderr(`The cluster cannot be reached: ${open.left}\n`);
    return failure;
  }
  const { cluster } = open.right;
  const { name, namespace = open.right.namespace } = named.right;
  const leaving = new AbortController();
  const restore = terminal.onInterrupt(() => leaving.abort());
  try {
    const answer = await hold({ cluster, namespace, name, clock: systemClock, signal: leaving.signal }, held);
    if (E.isLeft(answer)) {
      terminal.stderr(`${answer.left}\n`);
      return failure;
    }
    for (const sentence of answer.right.said) terminal.stdout(`${sentence}\n`);
    return answer.right.exitCode;
  } finally {
    restore();
    await cluster.close();
  }
};

/** The same with a cluster. Left: nothing was changed, and why. */
const hold = async (asked: Asked, held: boolean): Promise<E.Either<string, Answer>> => {
  const { cluster, namespace, name, signal } = asked;
  const shown = `${namespace}/${name}`;
  const read = await readEngine(asked, decodeEngineToEnd, { signal });
  if (E.isLeft(read)) return read;
  const engine = read.right;
  if (engine === undefined) return E.left(`There is no ChaosEngine ${shown}.`);
  const end = endOfEngine(engine);
  // A stopped engine may be started again, and would then be held: the annotation can always be taken away.
  if (end === 'deleted' || (end !== undefined && held))
    return E.left(
      `${shown} is ${end === 'deleted' ? 'being deleted' : 'stopped'}: nothing of it can ${held ? 'be held' : 'go on'}.`,
    );
  const annotations = { [pauseAnnotation]: held ? 'true' : null };
  const patched = await cluster.patch('ChaosEngine', { namespace, name }, { metadata: { annotations } }, { signal });
  if (E.isLeft(patched)) return E.left(`${shown} could not be changed: ${patched.left.message}`);
  const standing = await standingOf(cluster, engine, hostname());
  if (standing.is !== 'Driven') return E.right({ said: undrivenText(shown, held, engine), exitCode: 0 });
  const wait = await untilObeyed(asked, held);
  switch (wait.is) {
    case 'Obeyed':
      return E.right({ said: obeyedText(shown, held, wait.checkpoint), exitCode: 0 });
    case 'Deleted':
      return E.left(`${shown} has been deleted meanwhile.`);
    case 'Left':
      return E.right({
        said: [`${markedText(shown, held)}. Whether its runner obeys was not waited for.`],
        exitCode: notObeyed,
      });
    case 'Silent':
      return E.right({ said: [notObeyedText(shown, held)], exitCode: notObeyed });
  }
};

/** Where a run is to end, nothing starts, and it does not matter any more whether it is held. */
const isEnding = ({ closed, supervisor: { state } }: Checkpoint): boolean =>
  closed === true || ['Aborting', 'Closing', 'Completed', 'Aborted'].includes(state);

const isObeyed = (engine: ChaosEngine, held: boolean): Checkpoint | undefined => {
  const checkpoint = checkpointOf(engine);
  if (checkpoint === undefined) return undefined;
  return isEnding(checkpoint) || isPaused(checkpoint.supervisor.context) === held ? checkpoint : undefined;
};

/** Looks until the checkpoint of the run says that it is held, or is not any more. */
const untilObeyed = async (asked: Asked, held: boolean): Promise<Wait> => {
  const { clock, signal } = asked;
  const until = clock.elapsed() + obeysMs;
  for (;;) {
    const read = await readEngine(asked, decodeEngineToEnd, { signal });
    if (signal.aborted) return { is: 'Left' };
    if (E.isRight(read) && read.right === undefined) return { is: 'Deleted' };
    const checkpoint = E.isRight(read) && read.right !== undefined ? isObeyed(read.right, held) : undefined;
    if (checkpoint !== undefined) return { is: 'Obeyed', checkpoint };
    if (clock.elapsed() >= until) return { is: 'Silent' };
    await sleep(clock, lookEveryMs, signal);
  }
};

/** What a run has under way, its next process brings to its end, and launches where its Job was still to be created. */
const undrivenText = (shown: string, held: boolean, engine: ChaosEngine): readonly string[] => {
  if (!held) return [`${shown} is held no more. Nobody drives it now.`];
  const checkpoint = checkpointOf(engine);
  const underWay = checkpoint === undefined || isEnding(checkpoint) ? '' : runningIn(checkpoint);
  return [
    `${shown} is held: nobody drives it now, and a run of it will start nothing until \`chaos-runner resume ${shown}\`.`,
    ...(underWay === '' ? [] : [`What is under way goes on to its end when it is driven again: ${underWay}.`]),
  ];
};

const runningIn = ({ supervisor: { context } }: Checkpoint): string =>
  context.progress.running.map((step) => stepAt(context.plan, step).id).join(', ');

const markedText = (shown: string, held: boolean): string =>
  `${shown} ${held ? 'is marked to be held' : 'is not marked to be held any more'}`;

const notObeyedText = (shown: string, held: boolean): string =>
  `${markedText(shown, held)}, and its runner has not said within ${durationText(obeysMs)} that it obeys. ` +
  'It may be too busy, unable to read or write the engine, or an older version, which does not know the annotation: see its log.';

const obeyedText = (shown: string, held: boolean, checkpoint: Checkpoint): readonly string[] => {
  if (isEnding(checkpoint)) return [`The run of ${shown} ${checkpoint.closed === true ? 'has ended' : 'is ending'}.`];
  const running = runningIn(checkpoint);
  if (!held) return [`${shown} goes on.`];
  return [
    `${shown} is held: nothing new starts until \`chaos-runner resume ${shown}\`.`,
    running === '' ? 'Nothing of it runs.' : `What runs goes on to its end: ${running}.`,
  ];
};
