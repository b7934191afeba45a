import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import type { KubeObject } from '../../src/cluster/port.ts';
import { launchLabels } from '../../src/job/identity.ts';
import { integerBelow, type Stream, streamFor } from '../../src/model/plan/random.ts';
import { adoptRun } from '../../src/runner/adopt/adopt-run.ts';
import { type Checkpoint, checkpointAnnotation, encodeCheckpoint } from '../../src/runner/checkpoint/checkpoint.ts';
import { type Identified, identifyRun } from '../../src/runner/run/identify-run.ts';
import { anyRuns, type RunCase } from './arbitrary-run.ts';
import { decoded, engineOf } from './fixtures.ts';
import { emptyWorld, type World } from './in-memory-world.ts';
import { manualClock } from './manual-clock.ts';
import { runToEnd } from './run-to-end.ts';

/** A run that was killed, and what it left. */
interface Killed {
  readonly one: RunCase;
  readonly checkpoint: Checkpoint;
  readonly world: World;
  readonly now: number;
}

/** Runs that were killed at some moment behind their first checkpoint. */
export const killedRuns = (seed: number, count: number): readonly Killed[] => {
  const stream = streamFor(seed, 'kills');
  return fc.sample(anyRuns(), { seed, numRuns: count }).flatMap((one): readonly Killed[] => {
    let written: Pick<Checkpoint, 'supervisor' | 'attempts'> | undefined;
    const world = emptyWorld();
    const { clock } = runToEnd(one, {
      world,
      killAfter: 2 + integerBelow(stream, 60),
      onWrite: (standing) => {
        written = standing;
      },
    });
    if (written === undefined) return [];
    const frame = { shape: 2, runId: 'run', engineUid: 'engine-uid', holder: 'me', segment: 1, sequence: 1 } as const;
    const rights = ['delete jobs.batch', 'get secrets a b'];
    return [
      { one, checkpoint: { ...frame, head: '0'.repeat(64), facts: [], rights, ...written }, world, now: clock.now() },
    ];
  });
};

const junk: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    '',
    'Verdict',
    'Completed',
    'Iterating.Running',
    'Pass',
    'delete',
    [],
    {},
    [[]],
    [null],
    { a: 1 },
  ],
  ...[0, 1, -1, 2, 99, 0.5, 1e9, 1e15, 9e15, 1e300, -1e300, 2 ** 53],
];

type Slot = readonly [holder: Record<string, unknown>, key: string];

const slotsOf = (value: unknown, found: Slot[] = []): Slot[] => {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, member] of Object.entries(value)) {
    found.push([value as Record<string, unknown>, key]);
    slotsOf(member, found);
  }
  return found;
};

const drawnOf = <A>(stream: Stream, all: readonly A[]): A => all[integerBelow(stream, all.length)] as A;

/** Up to three changes of the JSON, or of its text: a value replaced, taken out, doubled, or put in another's place. */
export const mutated = (stream: Stream, checkpoint: Checkpoint): string => {
  const copy = JSON.parse(JSON.stringify(checkpoint)) as unknown;
  for (let changes = 1 + integerBelow(stream, 3); changes > 0; changes -= 1) {
    const slots = slotsOf(copy);
    const [holder, key] = drawnOf(stream, slots);
    const [other, from] = drawnOf(stream, slots);
    const how = integerBelow(stream, 5);
    if (how === 0 && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (how === 0) delete holder[key];
    else if (how === 1) holder[key] = structuredClone(other[from]);
    else if (how === 2 && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
    else holder[key] = structuredClone(drawnOf(stream, junk));
  }
  const text = encodeCheckpoint(copy as Checkpoint);
  if (integerBelow(stream, 10) > 0) return text;
  const at = integerBelow(stream, text.length);
  return `${text.slice(0, at)}${String.fromCharCode(32 + integerBelow(stream, 95))}${text.slice(at + 1 + integerBelow(stream, 3))}`;
};

const jobsIn = ({ one, world, now }: Killed): readonly KubeObject[] =>
  [...world.jobs.values()].map(({ name, endsAt }) => {
    const [step = 0, iteration = 1, attempt = 1] = name.replace(/^job-/, '').split('/').map(Number);
    const identity = { runId: 'run', step: one.plan.steps[step]?.id ?? '', iteration, attempt };
    return {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, labels: launchLabels(identity), creationTimestamp: new Date(now).toISOString() },
      ...(endsAt > now ? {} : { status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
    };
  });

/** What a process came to that found this checkpoint. */
export interface Came {
  readonly to: 'continuation' | 'adoption' | 'a new run';
  readonly isOver: boolean;
  /** Jobs that still run at its end. */
  readonly left: readonly string[];
  /** Jobs that were created more than once. */
  readonly twice: readonly string[];
}

/** Lets a process go on with what it has identified, in the world that a killed run has left. */
const goOn = (killed: Killed, jobs: readonly KubeObject[], identified: Identified): Came => {
  const { one, now } = killed;
  const world: World = { jobs: new Map(killed.world.jobs), created: [...killed.world.created] };
  const clock = manualClock(now + 100);
  const start = (): Parameters<typeof runToEnd> => {
    if (identified.is === 'New') return [one, {}];
    if (identified.is === 'Resume') {
      const { plan } = identified.checkpoint.supervisor.context;
      return [{ ...one, plan }, { from: identified.checkpoint }];
    }
    const sources = { runId: 'run', engineName: 'engine', engineUid: 'engine-uid', plan: one.plan };
    const { supervisor, taken } = adoptRun({
      ...sources,
      jobs,
      results: [],
      rows: [],
      now: clock.now(),
      byOurClock: (at) => at,
    });
    return [one, { from: { supervisor, attempts: [] }, taken }];
  };
  const [run, how] = start();
  const { isOver } = runToEnd(run, { ...how, world, clock });
  return {
    to: ({ New: 'a new run', Resume: 'continuation', Adopt: 'adoption' } as const)[identified.is],
    isOver,
    left: [...world.jobs.values()].flatMap(({ name, endsAt }) => (endsAt > clock.now() ? [name] : [])),
    twice: world.created.filter((name, index) => world.created.indexOf(name) < index),
  };
};

/**
 * Starts processes over the checkpoints of one killed run. One that refuses its checkpoint knows nothing of it: what it comes
 * to follows from the world and from what it has identified, and is found out once.
 */
const startingOver = (killed: Killed): ((checkpoint: string) => Came) => {
  const rows = [{ name: killed.one.plan.steps[0]?.id ?? '', status: 'Waiting for Job Creation' }];
  const bare = decoded(engineOf({ rows }));
  const jobs = jobsIn(killed);
  const known = new Map<string, Came>();
  return (checkpoint) => {
    const annotations = { ...bare.metadata.annotations, [checkpointAnnotation]: checkpoint };
    const engine = { ...bare, metadata: { ...bare.metadata, annotations } };
    const identified = identifyRun(engine, jobs, killed.now);
    if (identified.is === 'Resume') return goOn(killed, jobs, identified);
    const key = JSON.stringify({ ...identified, notes: [] });
    const came = known.get(key) ?? goOn(killed, jobs, identified);
    known.set(key, came);
    return came;
  };
};

/** What is wrong with the ends of so many processes that found mutated checkpoints; empty: nothing. By kind of start: how many. */
export const mutationFaults = (seed: number, count: number) => {
  const runs = killedRuns(seed, Math.min(400, Math.max(40, Math.round(count / 100))));
  const stream = streamFor(seed, 'mutations');
  const starts = runs.map((killed) => ({ ...killed, startOver: startingOver(killed) }));
  const counts = { continuation: 0, adoption: 0, 'a new run': 0 };
  const faults: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { checkpoint, startOver } = drawnOf(stream, starts);
    const text = mutated(stream, checkpoint);
    const came = E.tryCatch(() => startOver(text), String);
    if (E.isLeft(came)) faults.push(`${came.left}: ${text}`);
    else {
      counts[came.right.to] += 1;
      const { to, isOver, left, twice } = came.right;
      if (!isOver || left.length > 0 || (to === 'adoption' && twice.length > 0))
        faults.push(`${to}, over: ${isOver}, left: ${left}, twice: ${twice}: ${text}`);
    }
  }
  return { faults, counts };
};
