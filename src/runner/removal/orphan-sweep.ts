import * as E from 'fp-ts/Either';
import type { Call, Cluster, KubeObject } from '../../cluster/port.ts';
import { isRecord, textAt } from '../../model/json/json-object.ts';
import { isHelperPod, podHasEnded, removalOf } from '../../model/kube/pod-removal.ts';
import { decodeResult, stillInjected } from '../../model/litmus/result.ts';
import { runnerName } from '../../model/litmus/row.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunIdentity } from '../run/run-context.ts';
import { serverTime } from '../server-time.ts';

const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; after this long the rest is named instead. */
const boundMs = 15 * 60_000;
/** That many lists in a row must find nothing. */
const emptyLists = 2;
/** That many things of a kind are named, the rest are counted: they become part of a record and of an event. */
const mostNamed = 20;

export interface Sweep {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly identity: Pick<RunIdentity, 'namespace' | 'engineName' | 'engineUid'>;
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Until then, by the clock's elapsed time, what is there is left to a runner or an operator that may act. */
  readonly othersActUntil?: number;
  /** The runner's pod too, after all others; else it is left alone. */
  readonly withRunner?: boolean;
  /** What helper pods get to take their fault back, in seconds. */
  readonly helperGraceSeconds: number;
  /**
   * Who waits for the objects to go is somebody else, an operator: what has been told to go and has ended needs no further look,
   * because it neither injects nor creates anything.
   */
  readonly endedSuffices?: boolean;
  /** When this process has to go, by the clock's elapsed time, as far as is known by now; else it looks on for 15 minutes. */
  readonly endsAt?: () => number | undefined;
  /** Is told what happens, in words such as `job/x is being deleted`. */
  readonly tell?: (sentence: string) => void;
}

/** What a sweep did, as proof. Objects are named like `job/x` and `pod/y`. */
export interface Swept {
  /** Everything that was seen. */
  readonly listed: readonly string[];
  /** What the server has promised this sweep to delete. */
  readonly deletionAccepted: readonly string[];
  /** What was seen, and then was not there any more; where that suffices, what had ended. */
  readonly gone: readonly string[];
  /** Of it, pods whose node is gone: whether their fault was reverted is unknown. */
  readonly forced: readonly string[];
  /** What is still there; empty: as many lists in a row as it takes found nothing. */
  readonly left: readonly string[];
  /** Of it, main pods of experiments that have not ended: they may yet create helpers. */
  readonly mayCreateHelpers: readonly string[];
  /** When those lists were answered, in milliseconds since the epoch. */
  readonly emptyAt: readonly number[];
  /** Targets that a ChaosResult still marks as injected, as `<kind>/<name>`. */
  readonly injected: readonly string[];
  /** Why the server could not be asked. */
  readonly problem?: string;
}

/** What is there now. */
interface Found {
  readonly jobs: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly runner: KubeObject | undefined;
}

/**
 * Deletes everything that carries the engine's chaosUID but the runner's own pod, and looks until two lists in a row are
 * empty. Resolves with what is not proven to be gone and reverted after that, each in words: what is still there, what was
 * forced, targets that a ChaosResult still marks as injected, and what could not be looked at.
 */
export const sweep = async (run: Sweep): Promise<readonly string[]> => {
  const { left, forced, injected, problem, mayCreateHelpers, emptyAt } = await sweepEngine(run);
  const isSeen = left.length > 0 || problem !== undefined || emptyAt.length >= emptyLists;
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(isSeen ? [] : ['whether anything is still there was not looked at to the end']),
    ...named(left, 'objects are still there', (one) =>
      mayCreateHelpers.includes(one) ? `${one} is still there and may yet start helpers` : `${one} is still there`,
    ),
    ...named(
      forced,
      'pods were removed by force',
      (one) => `${one} was removed by force, the node being gone: revert unknown`,
    ),
    ...named(injected, 'targets are still marked as injected', (one) => `${one} is still marked as injected`),
  ];
};

const named = (all: readonly string[], many: string, sentence: (one: string) => string): readonly string[] => [
  ...all.slice(0, mostNamed).map(sentence),
  ...(all.length > mostNamed ? [`${all.length - mostNamed} more ${many}`] : []),
];

/** As `sweep`, with everything that it saw and did. */
export const sweepEngine = async (run: Sweep): Promise<Swept> => {
  const swept = await sweepObjects(run);
  const injected = await injectedTargets(run);
  if (E.isRight(injected)) return { ...swept, injected: injected.right };
  // What nobody could look at is no proof.
  const unknown = `Whether a target is still marked as injected could not be read. ${injected.left}`;
  return { ...swept, injected: [], problem: swept.problem ?? unknown };
};

/**
 * The part of `sweepEngine` that deletes, without a look at the targets. Helpers get the time that their revert takes, other
 * pods their own grace; only those whose node is gone are forced.
 */
export const sweepObjects = async (run: Sweep): Promise<Omit<Swept, 'injected'>> => {
  const { clock, signal, log, helperGraceSeconds, tell = () => undefined } = run;
  const latest = clock.elapsed() + boundMs;
  const until = (): number => Math.min(latest, run.endsAt?.() ?? latest);
  const listed = new Set<string>();
  const deletionAccepted = new Set<string>();
  const gone = new Set<string>();
  const forced = new Set<string>();
  let left: readonly string[] = [];
  let mayCreateHelpers: readonly string[] = [];
  let emptyAt: readonly number[] = [];
  let problem: string | undefined;

  /** Resolves with whether it is gone or on its way. */
  const remove = async (kind: 'Job' | 'Pod', object: KubeObject): Promise<boolean> => {
    const { name, deletionTimestamp, uid } = object.metadata;
    const ofJob = {
      isForced: false,
      options: { propagation: 'Foreground' as const, ...(uid === undefined ? {} : { uid }) },
    };
    const removal =
      kind === 'Pod'
        ? removalOf(object, serverTime(run), helperGraceSeconds)
        : deletionTimestamp === undefined
          ? ofJob
          : undefined;
    if (removal === undefined) return true;
    const shown = shownAs(kind, object);
    if (removal.isForced && !forced.has(shown)) {
      forced.add(shown);
      log.warn(
        { pod: name },
        'forced the removal of a pod whose node is gone: whether its fault was reverted is unknown',
      );
    }
    const { namespace } = run.identity;
    const call = { signal, patienceMs: Math.max(0, until() - clock.elapsed()) };
    const answer = await run.cluster.remove(kind, { namespace, name }, removal.options, call);
    if (E.isRight(answer)) {
      deletionAccepted.add(shown);
      tell(`${shown} is being deleted${removal.isForced ? ' by force, its node is gone: revert unknown' : ''}`);
      return true;
    }
    const { _tag, message } = answer.left;
    if (_tag === 'NotFound' || _tag === 'Conflict') return true;
    if (_tag !== 'Cancelled') {
      tell(`${shown} could not be deleted: ${message}`);
      problem = message;
    }
    return false;
  };

  while (emptyAt.length < emptyLists && clock.elapsed() < until() && !signal.aborted) {
    problem = undefined;
    const found = await beforeEnd(run, until, (both) =>
      look(run, { signal: both, patienceMs: until() - clock.elapsed() }),
    );
    if (E.isLeft(found)) {
      problem = found.left;
      break;
    }
    const { runner } = found.right;
    const isOver = (object: KubeObject): boolean =>
      run.endedSuffices === true &&
      object.metadata.deletionTimestamp !== undefined &&
      (object.kind === 'Job' || podHasEnded(object));
    const jobs = found.right.jobs.filter((job) => !isOver(job));
    const pods = found.right.pods.filter((pod) => !isOver(pod));
    const now = clock.now();
    const shown = [
      ...jobs.map((job) => shownAs('Job', job)),
      ...pods.map((pod) => shownAs('Pod', pod)),
      ...(runner === undefined || !run.withRunner ? [] : [shownAs('Pod', runner)]),
    ];
    for (const one of shown.filter((each) => !listed.has(each))) {
      listed.add(one);
      tell(`${one} is there`);
    }
    for (const one of left.filter((each) => !shown.includes(each))) {
      gone.add(one);
      tell(`${one} is gone`);
    }
    left = shown;
    mayCreateHelpers = pods.filter((pod) => !isHelperPod(pod) && !podHasEnded(pod)).map((pod) => shownAs('Pod', pod));
    emptyAt = left.length === 0 ? [...emptyAt, now] : [];
    if (run.othersActUntil === undefined || clock.elapsed() >= run.othersActUntil) {
      /** Jobs that stay would make another pod for each that is deleted. */
      const staying = new Set<string | undefined>();
      for (const job of jobs) if (!(await remove('Job', job))) staying.add(job.metadata.uid);
      for (const pod of pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ uid }) => staying.has(uid))))
        await remove('Pod', pod);
      if (runner !== undefined && run.withRunner && shown.length === 1) await remove('Pod', runner);
    }
    if (emptyAt.length < emptyLists) await sleep(clock, lookAgainMs, signal);
  }
  return {
    listed: [...listed],
    deletionAccepted: [...deletionAccepted],
    gone: [...gone],
    forced: [...forced],
    left,
    mayCreateHelpers,
    emptyAt: left.length === 0 ? emptyAt : [],
    ...(problem === undefined ? {} : { problem }),
  };
};

/** When the process is told to go, a look may be under way that a server has not answered: the last record must not wait for it. */
const beforeEnd = async <A>(
  { clock, signal, endsAt }: Sweep,
  until: () => number,
  work: (signal: AbortSignal) => Promise<A>,
): Promise<A> => {
  if (endsAt === undefined) return work(signal);
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const answer = work(both).finally(() => over.abort());
  while (!both.aborted && clock.elapsed() < until())
    await sleep(clock, Math.max(1, Math.min(lookAgainMs, until() - clock.elapsed())), both);
  over.abort();
  return answer;
};

const shownAs = (kind: 'Job' | 'Pod', { metadata }: KubeObject): string => `${kind.toLowerCase()}/${metadata.name}`;

const look = async ({ cluster, identity }: Sweep, call: Call): Promise<E.Either<string, Found>> => {
  const { namespace, engineName, engineUid } = identity;
  const labels = `chaosUID=${engineUid}`;
  const [jobs, pods] = await Promise.all([
    cluster.list('Job', namespace, { labels }, call),
    cluster.list('Pod', namespace, { labels }, call),
  ]);
  if (E.isLeft(jobs)) return E.left(jobs.left.message);
  if (E.isLeft(pods)) return E.left(pods.left.message);
  const isRunner = ({ metadata }: KubeObject): boolean => metadata.name === runnerName(engineName);
  return E.right({
    jobs: jobs.right.items,
    pods: pods.right.items.filter((pod) => !isRunner(pod)),
    runner: pods.right.items.find(isRunner),
  });
};

/** Targets that the results of this engine still mark as injected: their fault may not have been reverted. */
const injectedTargets = async (run: Sweep): Promise<E.Either<string, readonly string[]>> => {
  const { cluster, clock, identity, signal } = run;
  const { namespace, engineName } = identity;
  const latest = run.endsAt?.();
  const call = { signal, ...(latest === undefined ? {} : { patienceMs: Math.max(0, latest - clock.elapsed()) }) };
  const results = await cluster.list('ChaosResult', namespace, {}, call);
  if (E.isLeft(results)) return E.left(results.left.message);
  const targets = results.right.items.flatMap((raw) => {
    if (!isRecord(raw.spec) || textAt(raw.spec, 'engine') !== engineName) return [];
    const decoded = decodeResult(raw);
    return E.isRight(decoded) ? stillInjected(decoded.right) : [];
  });
  return E.right(targets);
};
