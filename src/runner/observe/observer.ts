import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import { isForbidden, isNotFound, isUnanswered } from '../../cluster/error-predicates.ts';
import type { KubeObject } from '../../cluster/port.ts';
import { againstKnown, podIn } from '../../model/kube/known-pod.ts';
import { type Observation, observe as observeFacts } from '../../model/kube/pod-facts.ts';
import { sleep } from '../clock.ts';
import type { ToExperiment } from '../run/loop.ts';
import type { Run } from '../run/run-context.ts';
import { byOurClock } from '../server-time.ts';
import { createMirror } from './informer-store.ts';
import { dateOf, eventsOf, mayBeAnAbort } from './observation-events.ts';
import { createPicks, involvedIn } from './picks.ts';
import { type Observed, waitAfter } from './poll-interval.ts';
import { type Scope, scopeOf } from './scope.ts';
import { createSight, type SightMeans } from './sight.ts';
import { type WatchMeans, watchRun } from './watch-run.ts';

export type ObserverMeans = WatchMeans & SightMeans & Pick<Run, 'log' | 'toExperiment'>;

interface ObservedStep extends Observed {
  readonly to: AttemptParams;
  readonly job: string;
  /** The main pod, where an earlier process has seen it. */
  readonly pod?: string;
  /** Hides what must not be seen in texts that come from the cluster. */
  readonly mask: (text: string) => string;
}

export interface Observer {
  /** Begins to look at the engine: a run that waits, and has launched nothing in this process, has to see a stop too. */
  readonly start: () => void;
  /** Tells the machine of this attempt what happens to its Job and pods, again and again until `leave`. */
  readonly observe: (step: ObservedStep) => void;
  /** Calls back once, after everything that a look from now on finds has been told: what is too late by then is too late. */
  readonly afterLook: (job: string, then: () => void) => void;
  /** Tells nothing more of this attempt; its pods are still seen where something else makes it look. */
  readonly leave: (job: string) => void;
  /** The pods of a Job as they were seen last. */
  readonly podsOf: (job: string) => readonly KubeObject[];
  /** Nothing of this Job is kept any more. */
  readonly forget: (job: string) => void;
}

interface Tracked {
  step: ObservedStep;
  /** What was told last, so that the same is not told again. */
  told: string;
  /** The main pod that was seen first: any other one is a second pod, even if this one is gone by then. */
  main?: string;
  /** When it began to be followed, by the clock's elapsed time. */
  readonly since: number;
  /** Resolves when what was seen last has been told. */
  telling: Promise<void> | undefined;
}

interface Awaited {
  readonly since: number;
  readonly then: () => void;
}

/** A pod that has not started after this long is looked at more closely, and again after each further while. */
const closerAfterMs = 2_000;
const closerEveryMs = 5_000;
/** A start that takes so long is late: of a node that has not even taken its pod up, people are told. */
const lateMs = 10_000;
/** How long one poll is tried before the next one; what it would have seen is seen then. */
const pollPatienceMs = 10_000;
/** While no step is launched only the engine is looked at. */
const idleMs = 5_000;
/** An engine seen so recently is not read again. */
const freshMs = 900;
/** What a watch might have told that was interrupted so long ago, in milliseconds, a list is asked for. */
const doubtfulMs = 30_000;

/**
 * Follows the Jobs and pods of a whole run together: by watch where that is permitted, else by one list of pods for all
 * steps, as often as the step that is nearest to a change asks for. The engine is read in every turn, because without an
 * operator nobody else says that it was stopped.
 */
export const createObserver = (run: ObserverMeans, mayWatch: () => Promise<boolean>): Observer => {
  const { cluster, clock, engine, signal } = run;
  const { namespace, runId } = run.identity;
  const tracked = new Map<string, Tracked>();
  /** Jobs that were observed and are not forgotten yet: what else there is of the run, nobody asks for. */
  const wanted = new Set<string>();
  const mirror = createMirror();
  const picks = createPicks(mirror);
  let warnings: ReadonlyMap<string, readonly KubeObject[]> = new Map();
  /** The Jobs of whose pods a watch has told since the last list was asked for. */
  const changed = new Set<string>();
  let wake = new AbortController();
  /** Somebody waits for a look that begins now. */
  let isPressing = false;
  let turning = false;
  let watching = false;
  let decided = false;
  /** That pods may not be listed. */
  let said = false;
  const sight = createSight(run);
  /** When a watch was interrupted of which nothing has been heard since. */
  let doubtfulSince: number | undefined;
  let lookedCloserAt = Number.NEGATIVE_INFINITY;
  const isDoubtful = (): boolean => doubtfulSince !== undefined && clock.elapsed() - doubtfulSince >= doubtfulMs;
  /** By Job: what is to be done after a look that began later than now. */
  const awaited = new Map<string, Awaited[]>();
  const call = { signal, patienceMs: pollPatienceMs };

  /** A list may come from a server that lags behind: that a Job is gone, only a read of it can tell. */
  const isGone = async (job: string): Promise<boolean> => {
    const found = await cluster.get('Job', { namespace, name: job }, call);
    if (E.isRight(found)) mirror.changeJob({ type: 'MODIFIED', object: found.right });
    return E.isLeft(found) && isNotFound(found.left);
  };

  const tell = async (one: Tracked, seen: Observation, events: readonly ToExperiment[]): Promise<void> => {
    if (seen.is === 'NoJob' && !seen.deleting && !(await isGone(one.step.job))) {
      one.told = '';
      return;
    }
    // An abort by the operator deletes Jobs and pods: whose doing it was, only a fresh look at the engine can tell.
    if (mayBeAnAbort(events)) {
      const read = await engine.read(call);
      if (engine.ending() !== undefined) return;
      if (E.isLeft(read) && isUnanswered(read.left)) {
        // Looked at again in the next turn.
        one.told = '';
        return;
      }
    }
    if (tracked.get(one.step.job) !== one) return;
    for (const event of events) run.toExperiment(one.step.to, event);
  };

  const evaluate = (one: Tracked): void => {
    const { job, mask } = one.step;
    const [object, pods] = [mirror.jobOf(job), mirror.podsOf(job)];
    const fact = observeFacts({
      jobName: job,
      ...(object === null ? {} : { job: object ?? { ...standIn, metadata: { name: job } } }),
      pods,
      isLate: clock.elapsed() - one.since >= lateMs,
      events: [job, ...pods.map(({ metadata }) => metadata.name)].flatMap((name) => warnings.get(name) ?? []),
    });
    const pod = podIn(fact);
    if (pod !== undefined) one.main ??= one.step.pod ?? pod;
    const seen = againstKnown({ pod: one.main ?? one.step.pod, hasStarted: one.step.startedAt !== undefined }, fact);
    const dates = { now: clock.now(), byOurClock: (at: number) => byOurClock(run, at) };
    if (seen.is === 'Started') one.step = { ...one.step, startedAt: dateOf(seen.startedAt, dates) };
    const told = JSON.stringify({ ...seen, helpers: undefined });
    if (told === one.told) return;
    one.told = told;
    const events = eventsOf(seen, dates).map((event) =>
      'reason' in event && typeof event.reason === 'string' ? { ...event, reason: mask(event.reason) } : event,
    );
    one.telling = tell(one, seen, events);
  };

  /** After a look that began at `since`, and that was answered. */
  const looked = (since: number): void => {
    for (const job of awaited.keys()) {
      const one = tracked.get(job);
      void one?.telling?.then(() => {
        // What could not be told is looked at again.
        if (one.told === '' || tracked.get(job) !== one) return;
        const waiting = awaited.get(job) ?? [];
        awaited.set(
          job,
          waiting.filter((each) => each.since > since),
        );
        if (awaited.get(job)?.length === 0) awaited.delete(job);
        for (const each of waiting) if (each.since <= since) each.then();
      });
    }
  };

  const evaluateJob = (job: string | undefined): void => {
    const one = job === undefined ? undefined : tracked.get(job);
    if (one) evaluate(one);
  };
  const evaluateAll = (isSeen: (job: string) => boolean = () => true): void => {
    for (const one of tracked.values()) if (isSeen(one.step.job)) evaluate(one);
  };

  /** For steps whose main container has not started: are their Jobs there, and what do events say? Two lists for all. */
  const lookCloser = async (isSeen: (job: string) => boolean): Promise<void> => {
    const now = clock.elapsed();
    const all = [...tracked.values()];
    const isLate = all.some(({ step, since }) => step.startedAt === undefined && now - since >= closerAfterMs);
    const vanished =
      !watching && all.some(({ step: { job, startedAt } }) => startedAt && isSeen(job) && !mirror.podsOf(job).length);
    // At a launch a second, each would else ask for two lists of its own.
    if (!(vanished || (isLate && now - lookedCloserAt >= closerEveryMs))) return;
    lookedCloserAt = now;
    const expected = [...tracked.keys()];
    const { labels, covers } = scopeOf(runId, wanted);
    const [events, jobs] = await Promise.all([
      cluster.list('Event', namespace, { fields: 'type=Warning' }, { ...call, pick: picks.warningAbout(expected) }),
      watching ? undefined : cluster.list('Job', namespace, { labels }, { ...call, pick: picks.job }),
    ]);
    if (E.isRight(events)) warnings = byObject(events.right.items);
    if (jobs && E.isRight(jobs)) mirror.syncJobs(jobs.right.items, expected, covers);
  };

  /** Resolves with whether there was an answer, be it that nobody may look. */
  const poll = async ({ labels, covers }: Scope): Promise<boolean> => {
    changed.clear();
    const since = clock.elapsed();
    const [pods, read] = await Promise.all([
      cluster.list('Pod', namespace, { labels }, { ...call, pick: picks.pod }),
      clock.elapsed() - engine.seenAt() < freshMs ? undefined : engine.read(call),
    ]);
    sight.looked(since, pods, read);
    // Of what a watch has told of in the meantime, it knows more than the list.
    if (E.isRight(pods)) mirror.syncPods(pods.right.items, (job) => covers(job) && !changed.has(job));
    else if (isForbidden(pods.left) && !said) {
      said = true;
      const text = 'the pods of the experiments cannot be seen, so only their Jobs tell how steps go';
      run.log.warn({ cause: pods.left.message }, `${text}; grant the service account: ${pods.left.rule}`);
    }
    if (E.isRight(pods)) doubtfulSince = undefined;
    // An answer that stays the same must not keep a step from its end.
    return E.isRight(pods) || !isUnanswered(pods.left);
  };

  /** How long after a turn whose list took so long the next one is due. */
  const waitMs = (tookMs: number): number => {
    if (tracked.size === 0) return idleMs;
    if (watching) return closerAfterMs;
    const steps = [...tracked.values()].map(({ step }) => step);
    return waitAfter(tookMs, steps, clock.now());
  };

  /** Until the next turn is due, which what is learnt of a step in the meantime brings forward, or somebody waits for a look. */
  const rest = async (tookMs: number): Promise<void> => {
    const since = clock.elapsed();
    while (!(isPressing || signal.aborted)) {
      const leftMs = since + waitMs(tookMs) - clock.elapsed();
      if (leftMs <= 0) return;
      wake = new AbortController();
      await sleep(clock, leftMs, AbortSignal.any([wake.signal, signal]));
    }
  };

  const start = async (): Promise<void> => {
    if (turning) return;
    turning = true;
    while (!signal.aborted) {
      isPressing = false;
      let tookMs = 0;
      if (tracked.size > 0) {
        const since = clock.elapsed();
        const polls = !watching || awaited.size > 0 || isDoubtful();
        const scope = scopeOf(runId, wanted);
        // A step that is followed since the list was asked for is not in it: the next turn, which begins at once, is for it.
        const isSeen = (job: string): boolean => !polls || scope.covers(job);
        const answered = polls && (await poll(scope));
        tookMs = clock.elapsed() - since;
        await lookCloser(isSeen);
        evaluateAll(isSeen);
        if (answered) looked(since);
        if (!decided) decide();
      } else if ((!watching || isDoubtful()) && clock.elapsed() - engine.seenAt() >= idleMs) {
        const since = clock.elapsed();
        sight.looked(since, await engine.read(call));
      }
      await rest(tookMs);
    }
  };

  /** Once per run: tries to watch. Until that works, and where it is not permitted, polling goes on. */
  const decide = (): void => {
    decided = true;
    void (async () => {
      if (!(await mayWatch()) || signal.aborted) return;
      await watchRun(run, {
        onSynced: () => {
          watching = true;
        },
        onInterruption: () => {
          doubtfulSince ??= clock.elapsed();
        },
        pods: {
          pick: picks.pod,
          onSync: (pods) => {
            mirror.syncPods(pods);
            evaluateAll();
          },
          onChange: (change) => {
            const job = mirror.changePod(change);
            if (job !== undefined) changed.add(job);
            evaluateJob(job);
          },
        },
        jobs: {
          pick: picks.job,
          onSync: (jobs) => {
            mirror.syncJobs(jobs, []);
            evaluateAll();
          },
          onChange: (change) => evaluateJob(mirror.changeJob(change)),
        },
      });
      watching = false;
      wake.abort();
    })();
  };

  const leave = (job: string): void => {
    tracked.delete(job);
    awaited.delete(job);
  };

  return {
    start,
    observe: (step) => {
      wanted.add(step.job);
      const before = tracked.get(step.job);
      const goesOn = before !== undefined && before.step.startedAt === undefined && step.startedAt !== undefined;
      if (goesOn) before.step = step;
      else {
        const since = clock.elapsed();
        tracked.set(step.job, { step, told: '', since, telling: undefined });
        isPressing = true;
      }
      wake.abort();
      void start();
    },
    afterLook: (job, then) => {
      if (!tracked.has(job)) return;
      awaited.set(job, [...(awaited.get(job) ?? []), { since: clock.elapsed(), then }]);
      isPressing = true;
      wake.abort();
    },
    leave,
    podsOf: mirror.podsOf,
    forget: (job) => {
      leave(job);
      wanted.delete(job);
      mirror.forget(job);
    },
  };
};

const byObject = (events: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> =>
  Map.groupBy(events, involvedIn);

/** For a Job that was created or adopted, and that nothing has said to be gone. */
const standIn = { apiVersion: 'batch/v1', kind: 'Job' };
