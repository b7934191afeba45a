import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../machines/experiment-types.ts';
import type { KubeObject } from '../cluster/port.ts';
import { identityLabels, runSelector } from '../job/identity.ts';
import { observe as observeFacts } from '../model/pod-facts.ts';
import { sleep } from './clock.ts';
import type { ToExperiment } from './loop.ts';
import { eventsOf, mayBeAnAbort } from './observation-events.ts';
import { type Observed, pollInterval } from './poll-interval.ts';
import type { RunContext } from './run-context.ts';
import { watchRun } from './watch-run.ts';

export interface ObservedStep extends Observed {
  readonly to: AttemptParams;
  readonly job: string;
}

export interface Observer {
  /** Tells the machine of this attempt what happens to its Job and pods, again and again until `forget`. */
  readonly observe: (step: ObservedStep) => void;
  readonly forget: (job: string) => void;
}

interface Tracked {
  step: ObservedStep;
  /** What was told last, so that the same is not told again. */
  told: string;
  /** When events and the Job itself may be read the next time, while the main container has not started. */
  closerAt: number;
  events: readonly KubeObject[];
  /** Undefined: not looked at; null: it is not there. */
  jobObject: KubeObject | null | undefined;
}

/** A pod that has not started after this long is looked at more closely, and again after each further while. */
const closerAfterMs = 2_000;
const closerEveryMs = 5_000;
/** How long one poll is tried before the next one; what it would have seen is seen then. */
const pollPatienceMs = 10_000;

/**
 * Follows the Jobs and pods of a whole run together: by watch where that is permitted, else by one list of pods for all
 * steps, as often as the step that is nearest to a change asks for. The engine is read in every turn, because without an
 * operator nobody else says that it was stopped.
 */
export const createObserver = (run: RunContext, mayWatch: () => Promise<boolean>): Observer => {
  const tracked = new Map<string, Tracked>();
  const { namespace, runId } = run.identity;
  let turning = false;
  let wake: AbortController | undefined;
  let watching = false;
  let decided = false;
  let podsByJob: ReadonlyMap<string, readonly KubeObject[]> = new Map();

  const tell = async (one: Tracked, events: readonly ToExperiment[]): Promise<void> => {
    // An abort by the operator deletes Jobs and pods: whose doing it was, only a fresh look at the engine can tell.
    if (mayBeAnAbort(events)) await run.engine.read({ signal: run.signal, patienceMs: pollPatienceMs });
    if (tracked.get(one.step.job) !== one) return;
    for (const event of events) run.toExperiment(one.step.to, event);
  };

  const evaluate = (one: Tracked): void => {
    const { job } = one.step;
    const object =
      one.jobObject === undefined ? ({ ...standIn, metadata: { name: job } } as KubeObject) : one.jobObject;
    const seen = observeFacts({
      jobName: job,
      ...(object === null ? {} : { job: object }),
      pods: podsByJob.get(job) ?? [],
      events: one.events,
    });
    if (seen.is === 'Started') one.step = { ...one.step, startedAt: Date.parse(seen.startedAt) || run.clock.now() };
    const told = JSON.stringify({ ...seen, helpers: undefined });
    if (told === one.told) return;
    one.told = told;
    void tell(one, eventsOf(seen, run.clock.now()));
  };

  const takePods = (pods: readonly KubeObject[]): void => {
    const grouped = new Map<string, KubeObject[]>();
    for (const pod of pods) {
      const job = pod.metadata.labels?.[identityLabels.job];
      if (job === undefined) continue;
      const list = grouped.get(job);
      if (list) list.push(pod);
      else grouped.set(job, [pod]);
    }
    podsByJob = grouped;
  };

  /** For a step whose main container has not started: is the Job there, and what do the events say? */
  const lookCloser = async (one: Tracked): Promise<void> => {
    const { job } = one.step;
    const now = run.clock.now();
    if (one.step.startedAt !== undefined && (podsByJob.get(job)?.length ?? 0) > 0) return;
    if (now < one.closerAt) return;
    one.closerAt = now + closerEveryMs;
    const pod = podsByJob.get(job)?.[0];
    const call = { signal: run.signal, patienceMs: pollPatienceMs };
    const about = pod?.metadata.name ?? job;
    const [events, object] = await Promise.all([
      run.cluster.list('Event', namespace, { fields: `involvedObject.name=${about}` }, call),
      pod !== undefined || watching ? undefined : run.cluster.get('Job', { namespace, name: job }, call),
    ]);
    if (E.isRight(events)) one.events = events.right.items;
    if (object !== undefined && E.isRight(object)) one.jobObject = object.right;
    else if (object !== undefined && object.left._tag === 'NotFound') one.jobObject = null;
  };

  const poll = async (): Promise<void> => {
    const call = { signal: run.signal, patienceMs: pollPatienceMs };
    const engineIsFresh = run.clock.now() - run.engine.seenAt() < 1_000;
    const [pods] = await Promise.all([
      run.cluster.list('Pod', namespace, { labels: runSelector(runId) }, call),
      engineIsFresh ? undefined : run.engine.read(call),
    ]);
    if (E.isLeft(pods)) return;
    takePods(pods.right.items);
    await Promise.all([...tracked.values()].map(lookCloser));
    for (const one of tracked.values()) evaluate(one);
  };

  const turn = async (): Promise<void> => {
    turning = true;
    while (tracked.size > 0 && !run.signal.aborted) {
      if (watching) {
        await Promise.all([...tracked.values()].map(lookCloser));
        for (const one of tracked.values()) evaluate(one);
      } else await poll();
      if (!decided && tracked.size > 0) decide();
      const now = run.clock.now();
      const waitMs = pollInterval(
        [...tracked.values()].map(({ step }) => step),
        now,
      );
      wake = new AbortController();
      await sleep(run.clock, waitMs, AbortSignal.any([wake.signal, run.signal]));
    }
    turning = false;
  };

  /** Once per run: tries to watch. Until that works, and where it is not permitted, polling goes on. */
  const decide = (): void => {
    decided = true;
    void (async () => {
      if (!(await mayWatch()) || run.signal.aborted) return;
      await watchRun(run, {
        onSynced: () => {
          watching = true;
        },
        onPods: (pods) => {
          takePods(pods);
          for (const one of tracked.values()) evaluate(one);
        },
        onJobs: (jobs) => {
          for (const one of tracked.values()) {
            const object = jobs.get(one.step.job);
            // A Job that was created a moment ago may not have come through the watch yet.
            if (object !== undefined) one.jobObject = object;
            else if (one.jobObject !== undefined) one.jobObject = null;
            evaluate(one);
          }
        },
      });
      watching = false;
    })();
  };

  return {
    observe: (step) => {
      const before = tracked.get(step.job);
      const same =
        before !== undefined && before.step.to.attempt === step.to.attempt && before.step.startedAt === undefined;
      if (same && step.startedAt !== undefined) before.step = step;
      else if (!same || before === undefined)
        tracked.set(step.job, {
          step,
          told: '',
          closerAt: Math.max(step.launchedAt, run.clock.now()) + closerAfterMs,
          events: [],
          jobObject: undefined,
        });
      wake?.abort();
      if (!turning) void turn();
    },
    forget: (job) => {
      tracked.delete(job);
      if (tracked.size === 0) wake?.abort();
    },
  };
};

/** For a Job that was created or adopted, and that nothing has said to be gone. */
const standIn = { apiVersion: 'batch/v1', kind: 'Job' };
