import fc from 'fast-check';
import type { KubeObject } from '../../src/cluster/port.ts';
import { launchLabels, planAnnotation } from '../../src/job/identity.ts';
import { jobName } from '../../src/job/name.ts';
import { planDigest } from '../../src/job/plan-digest.ts';
import { rfc3339Seconds, type StatusRow } from '../../src/model/litmus/row.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { integerBelow, type Stream, streamFor } from '../../src/model/plan/random.ts';
import type { Checkpoint } from '../../src/runner/checkpoint/checkpoint.ts';
import { shape } from '../../src/runner/checkpoint/checkpoint.ts';
import { factsOf, rowsOf, type StepFacts, withFacts } from '../../src/runner/run/step-facts.ts';
import { anyRuns, type RunCase } from './arbitrary-run.ts';
import { emptyWorld, isAtWork, outcomeOf, type World, type WorldJob } from './in-memory-world.ts';
import { runToEnd } from './run-to-end.ts';

/** A run that was killed, and what stands in the cluster when the next process comes. */
export interface Killed {
  readonly one: RunCase;
  readonly checkpoint: Checkpoint;
  readonly rows: readonly StatusRow[];
  readonly jobs: readonly KubeObject[];
  /** ChaosResults. */
  readonly results: readonly KubeObject[];
  readonly world: World;
  readonly now: number;
}

const runId = 'run';

type Written = Pick<Checkpoint, 'supervisor' | 'attempts' | 'facts'> & { readonly rows: readonly StatusRow[] };

interface Stood {
  readonly world: World;
  readonly written: Written | undefined;
  readonly now: number;
  /** Names of Jobs that were told to go. */
  readonly going: ReadonlySet<string>;
}

type OnTurn = (turns: number, written: Written, isBusy: boolean) => void;

/** Drives a run until it is killed after so many turns. `onTurn`: after each turn behind the first checkpoint. */
const runUntil = (one: RunCase, killAfter?: number, onTurn?: OnTurn): Stood => {
  const world = emptyWorld();
  const facts: (StepFacts | null)[] = one.plan.steps.map(() => null);
  let written: Written | undefined;
  const { clock, last } = runToEnd(one, {
    world,
    ...(killAfter === undefined ? {} : { killAfter }),
    onState: (state, at) => {
      const { step } = state.context;
      facts[step] = withFacts(facts[step] ?? undefined, factsOf(state, at));
    },
    onWrite: ({ supervisor, attempts }) => {
      const { state, context } = supervisor;
      const { plan, progress, startedAt } = context;
      const known = facts.map((step) => step ?? undefined);
      const final = state === 'Closing';
      const rows = rowsOf({ engine: 'engine', plan, state, progress, startedAt, facts: known, final });
      written = { supervisor, attempts, facts: [...facts], rows };
    },
    onTurn: (turns, now) => {
      if (written !== undefined)
        onTurn?.(
          turns,
          written,
          [...world.jobs.values()].some((job) => isAtWork(job, now)),
        );
    },
  });
  const going = (last?.attempts ?? []).flatMap(({ state, context }) =>
    state === 'CleaningUp.Deleting' && context.launch !== undefined ? [context.launch.job.name] : [],
  );
  return { world, written, now: clock.now(), going: new Set(going) };
};

/** When a run may be killed: numbers of turns. */
interface Moments {
  /** Behind its first checkpoint. */
  readonly all: number[];
  /** A Job is at work. */
  readonly busy: number[];
  /** Rows and checkpoint have just been written: what they say has not been acted upon. */
  readonly written: number[];
}

const momentsOf = (one: RunCase): Moments => {
  const moments: Moments = { all: [], busy: [], written: [] };
  let before: Written | undefined;
  runUntil(one, undefined, (turn, written, isBusy) => {
    moments.all.push(turn);
    if (isBusy) moments.busy.push(turn);
    if (written !== before && turn > 1) moments.written.push(turn);
    before = written;
  });
  return moments;
};

/** How long nobody drives a killed run, at most: Jobs end meanwhile. */
const downMs = [50, 50, 2_500] as const;
/** One run in so many is taken although none of its Jobs is ever at work. */
const idleOneIn = 8;

const killedAt = (stream: Stream, one: RunCase): number | undefined => {
  const { all, busy, written } = momentsOf(one);
  if (busy.length === 0 && integerBelow(stream, idleOneIn) > 0) return undefined;
  const kind = integerBelow(stream, 8);
  const among = [kind < 4 ? busy : kind < 7 ? written : all, all].find(({ length }) => length > 0);
  return among?.[integerBelow(stream, among.length)];
};

/** Runs that were killed at some moment behind their first checkpoint, mostly in the middle of their work. */
export const killedRuns = (seed: number, count: number): readonly Killed[] => {
  const stream = streamFor(seed, 'kills');
  return fc.sample(anyRuns(), { seed, numRuns: 2 * count }).flatMap((one): readonly Killed[] => {
    const turn = killedAt(stream, one);
    if (turn === undefined) return [];
    const stood = runUntil(one, turn);
    if (stood.written === undefined) return [];
    const { rows, ...standing } = stood.written;
    const frame = { shape, runId, engineUid: 'engine-uid', holder: 'me', segment: 1, sequence: 1 } as const;
    const rights = ['delete jobs.batch', 'get secrets a b'];
    const checkpoint = { ...frame, head: '0'.repeat(64), rights, ...standing };
    const now = stood.now + integerBelow(stream, downMs[integerBelow(stream, downMs.length)] ?? 1);
    const { world } = stood;
    const jobs = [...world.jobs.values()].map((job) => jobObject(one, job, now, stood.going.has(job.name)));
    // They are still listed, and gone a moment later.
    for (const name of stood.going) world.jobs.delete(name);
    return [{ one, checkpoint, rows, jobs, results: resultObjects(stream, one.plan, world, now), world, now }];
  });
};

interface Launch {
  readonly step: number;
  readonly iteration: number;
  readonly attempt: number;
}

/** Of a Job of the world, by its name. */
const launchOf = (name: string): Launch => {
  const [step = 0, iteration = 1, attempt = 1] = name.replace(/^job-/, '').split('/').map(Number);
  return { step, iteration, attempt };
};

const identityIn = (plan: Plan, { step, iteration, attempt }: Launch) => ({
  ...{ runId, iteration, attempt },
  step: plan.steps[step]?.id ?? '',
});

/** As the server dates it, in whole seconds, and as its controller sees it. */
const jobObject = ({ plan, cleanUp }: RunCase, job: WorldJob, now: number, isGoing: boolean): KubeObject => {
  const ended = { status: 'True', lastTransitionTime: rfc3339Seconds(job.endsAt) };
  const type = job.fate.is === 'Pass' ? 'Complete' : 'Failed';
  const env = [{ name: 'JOB_CLEANUP_POLICY', value: cleanUp }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...{ name: job.name, uid: `uid-${job.name}`, creationTimestamp: rfc3339Seconds(job.createdAt) },
      labels: launchLabels(identityIn(plan, launchOf(job.name))),
      annotations: { [planAnnotation]: planDigest(plan) },
      ...(isGoing ? { deletionTimestamp: rfc3339Seconds(now) } : {}),
    },
    spec: { template: { spec: { containers: [{ name: job.name, env }] } } },
    ...(isAtWork(job, now) ? {} : { status: { conditions: [{ type, ...ended }] } }),
  };
};

const writes: ReadonlySet<WorldJob['fate']['is']> = new Set(['Pass', 'Fail', 'Error', 'Stopped']);

/**
 * One ChaosResult per step, of the last attempt that has written it: with our labels, with the name of its Job alone, or
 * without anything that names it.
 */
const resultObjects = (stream: Stream, plan: Plan, world: World, now: number): readonly KubeObject[] => {
  const kind = integerBelow(stream, 4);
  if (kind === 0) return [];
  const last = new Map<number, WorldJob>();
  for (const job of world.launched.values())
    if (job.startsAt <= now && writes.has(job.fate.is)) last.set(launchOf(job.name).step, job);
  return [...last].map(([step, job]): KubeObject => {
    const identity = identityIn(plan, launchOf(job.name));
    const experiment = plan.steps[step]?.experiment ?? '';
    const named = kind === 1 ? { 'job-name': jobName(experiment, identity) } : launchLabels(identity);
    return {
      apiVersion: 'litmuschaos.io/v1alpha1',
      kind: 'ChaosResult',
      metadata: { name: `engine-${experiment}`, labels: { chaosUID: 'engine-uid', ...(kind === 2 ? {} : named) } },
      spec: { engine: 'engine', experiment },
      status: { experimentStatus: { verdict: job.endsAt <= now ? outcomeOf(job.fate) : 'Awaited' } },
    };
  });
};
