import type { Cluster, KubeObject } from '../../cluster/port.ts';
import { isHelperPod, podHasEnded } from '../../model/kube/pod-removal.ts';
import { type Clock, sleep } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunIdentity } from '../run/run-context.ts';
import { look } from './sweep-look.ts';
import { createRemoval, shownAs } from './sweep-removal.ts';

const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; after this long the rest is named instead. */
const boundMs = 15 * 60_000;
/** That many lists in a row must find nothing. */
export const emptyLists = 2;

/** Of a sweep whose time was over before it knew. */
export const notLookedAt = 'whether anything is still there was not looked at to the end';

export interface SweepMeans {
  readonly cluster: Pick<Cluster, 'list' | 'remove' | 'serverTime'>;
  readonly clock: Clock;
  readonly identity: Pick<RunIdentity, 'namespace' | 'engineName' | 'engineUid'>;
  readonly signal: AbortSignal;
  readonly log: Pick<Log, 'warn'>;
}

export interface Sweep extends SweepMeans {
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
  /** What of the engine's objects is looked for; absent: all. */
  readonly only?: (object: KubeObject) => boolean;
  /** What of it is named where it is still there, and not told to go; absent: nothing. */
  readonly spares?: (object: KubeObject) => boolean;
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

/** What came of the objects, without a look at the targets. */
export type SweptObjects = Omit<Swept, 'injected'>;

/**
 * The part of `sweepEngine` that deletes. No request waits for another one: what may inject is told to go as soon as a list
 * has it, whatever becomes of the other list and of other deletions. Helpers get the time that their revert takes, other pods
 * their own grace; only those whose node is gone are forced.
 */
export const sweepObjects = async (run: Sweep): Promise<SweptObjects> => {
  const { clock, signal, tell = () => undefined, only = () => true } = run;
  const latest = clock.elapsed() + boundMs;
  const until = (): number => Math.min(latest, run.endsAt?.() ?? latest);
  const listed = new Set<string>();
  const gone = new Set<string>();
  const removal = createRemoval(run, until);
  let left: readonly string[] = [];
  let mayCreateHelpers: readonly string[] = [];
  let emptyAt: readonly number[] = [];
  let problem: string | undefined;
  let isListed = false;

  const counts = (object: KubeObject): boolean =>
    only(object) &&
    (run.endedSuffices !== true ||
      object.metadata.deletionTimestamp === undefined ||
      (object.kind !== 'Job' && !podHasEnded(object)));
  const acts = (): boolean => run.othersActUntil === undefined || clock.elapsed() >= run.othersActUntil;
  const listener = {
    onJobs: (jobs: readonly KubeObject[]) => {
      if (acts()) removal.tellJobs(jobs.filter(counts));
    },
    onPods: (pods: readonly KubeObject[]) => {
      if (acts()) removal.tellHelpers(pods.filter(counts));
    },
  };

  while (emptyAt.length < emptyLists && clock.elapsed() < until() && !signal.aborted) {
    const found = await beforeEnd(run, until, (both) =>
      look(run, listener, { signal: both, patienceMs: until() - clock.elapsed() }),
    );
    const { runner } = found;
    const jobs = (found.jobs ?? []).filter(counts);
    const pods = found.pods.filter(counts);
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
    // What could not be listed is not gone.
    for (const one of found.problem === undefined ? left.filter((each) => !shown.includes(each)) : []) {
      gone.add(one);
      tell(`${one} is gone`);
    }
    const creating = pods.filter((pod) => !isHelperPod(pod) && !podHasEnded(pod)).map((pod) => shownAs('Pod', pod));
    if (found.problem !== undefined) {
      mayCreateHelpers = [...mayCreateHelpers.filter((each) => !shown.includes(each)), ...creating];
      left = [...new Set([...left, ...shown])];
      // Whose time is over after an answer knows what was there then.
      if (!found.problem.isCut) problem = found.problem.message;
      else if (!isListed) problem = notLookedAt;
      break;
    }
    isListed = true;
    mayCreateHelpers = creating;
    left = shown;
    emptyAt = left.length === 0 ? [...emptyAt, now] : [];
    if (acts()) {
      removal.tellPodsOf(jobs, pods);
      if (runner !== undefined && run.withRunner && shown.length === 1) removal.tellRunner(runner);
    }
    if (emptyAt.length < emptyLists) await sleep(clock, lookAgainMs, signal);
  }
  await beforeEnd(run, until, removal.settled);
  problem ??= removal.problem(left);
  return {
    listed: [...listed],
    deletionAccepted: [...removal.accepted],
    gone: [...gone],
    forced: [...removal.forced],
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
