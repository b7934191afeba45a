import type { KubeObject } from '../../cluster/port.ts';
import { isHelperPod, podHasEnded } from '../../model/kube/pod-removal.ts';
import { sleep } from '../clock.ts';
import type { Sweep, SweptObjects } from './sweep.ts';
import { look } from './sweep-look.ts';
import { createRemoval, shownAs } from './sweep-removal.ts';

const lookAgainMs = 500;
/** Pods get their grace, which the engine may set to minutes; after this long the rest is named instead. */
const boundMs = 15 * 60_000;
/** That many lists in a row must find nothing. */
export const emptyLists = 2;

/** Of a sweep whose time was over before it knew. */
export const notLookedAt = 'whether anything is still there was not looked at to the end';

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
