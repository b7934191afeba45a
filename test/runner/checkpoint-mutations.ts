import * as E from 'fp-ts/Either';
import { endOfRow } from '../../src/model/litmus/ended-row.ts';
import type { ChaosEngine } from '../../src/model/litmus/engine.ts';
import { isTerminal } from '../../src/model/litmus/row.ts';
import { integerBelow, type Stream, streamFor } from '../../src/model/plan/random.ts';
import { adoptRun } from '../../src/runner/adopt/adopt-run.ts';
import { evidenceOf } from '../../src/runner/adopt/adoption-evidence.ts';
import { type Checkpoint, checkpointAnnotation } from '../../src/runner/checkpoint/checkpoint.ts';
import { encodeCheckpoint } from '../../src/runner/checkpoint/checkpoint-text.ts';
import { type Identified, identifyRun } from '../../src/runner/run/identify-run.ts';
import { decoded, engineOf } from './fixtures.ts';
import { isAtWork, type World } from './in-memory-world.ts';
import { type Killed, killedRuns } from './killed-runs.ts';
import { manualClock } from './manual-clock.ts';
import { type RunOptions, runToEnd } from './run-to-end.ts';

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

/** Differences of numbers: most of what comes of them can be believed. */
const nearby: readonly number[] = [-1, 1, 2, -500, 500, 5_000, -60_000];

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

/** Up to three changes of the JSON, or of its text: a value replaced, moved, taken out, doubled, or put in another's place. */
const mutated = (stream: Stream, checkpoint: Checkpoint): string => {
  const copy = JSON.parse(JSON.stringify(checkpoint)) as unknown;
  for (let changes = 1 + integerBelow(stream, 3); changes > 0; changes -= 1) {
    const slots = slotsOf(copy);
    const [holder, key] = drawnOf(stream, slots);
    const [other, from] = drawnOf(stream, slots);
    const how = integerBelow(stream, 8);
    if (how === 0 && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (how === 0) delete holder[key];
    else if (how === 1) holder[key] = structuredClone(other[from]);
    else if (how === 2 && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]));
    else if (how >= 5 && typeof holder[key] === 'number') holder[key] = holder[key] + drawnOf(stream, nearby);
    else holder[key] = structuredClone(drawnOf(stream, junk));
  }
  const text = encodeCheckpoint(copy as Checkpoint);
  if (integerBelow(stream, 10) > 0) return text;
  const at = integerBelow(stream, text.length);
  return `${text.slice(0, at)}${String.fromCharCode(32 + integerBelow(stream, 95))}${text.slice(at + 1 + integerBelow(stream, 3))}`;
};

/** What a process came to that found an engine after a run was killed. */
export interface Came {
  readonly to: 'continuation' | 'adoption' | 'a new run';
  /** What is wrong with that, in words. */
  readonly faults: readonly string[];
}

const cameTo = { New: 'a new run', Resume: 'continuation', Adopt: 'adoption' } as const;

/** How the engine is found: with the rows that were written, or wiped. */
type Found = Pick<Killed, 'rows'> & { readonly engine: ChaosEngine };

/**
 * Lets a process go on with what it has identified, in the world that a killed run has left. A sound checkpoint of another
 * engine, of which no Job tells otherwise, is by rule a new run: that engine's faults are not this one's.
 */
const goOn = (killed: Killed, { rows }: Found, identified: Identified): Came => {
  const { one, now, jobs, results } = killed;
  const { jobs: left, created, launched } = killed.world;
  const world: World = { jobs: new Map(left), created: [...created], launched: new Map(launched) };
  const clock = manualClock(now);
  const start = (): Parameters<typeof runToEnd> => {
    if (identified.is === 'New') return [one, {}];
    if (identified.is === 'Resume') {
      const { plan } = identified.checkpoint.supervisor.context;
      return [{ ...one, plan }, { from: identified.checkpoint }];
    }
    const sources = { runId: 'run', engineName: 'engine', engineUid: 'engine-uid', plan: one.plan };
    const adoption = { ...sources, jobs, results, rows, now, byOurClock: (at: number) => at };
    const { supervisor, taken, proven } = adoptRun(adoption);
    const seen = evidenceOf(adoption).results;
    const resultOf: RunOptions['resultOf'] = (to) =>
      seen.find(
        ({ step, iteration, attempt }) => step === to.step && iteration === to.iteration && attempt === to.attempt,
      )?.verdict;
    return [one, { from: { supervisor, attempts: [] }, taken, proven, resultOf }];
  };
  const [run, how] = start();
  const { isOver } = runToEnd(run, { ...how, world, clock });
  const works = [...world.jobs.values()].filter((job) => isAtWork(job, clock.now())).map(({ name }) => name);
  const twice = world.created.filter((name, index) => world.created.indexOf(name) < index);
  const more = world.created.slice(created.length);
  const ended = rows.filter((row) => isTerminal(row.status) && !['Pass', 'Skipped'].includes(endOfRow(row).outcome));
  const isOfAnother = identified.notes.some((note) => note.includes('is of another engine'));
  const isTripped = identified.is === 'Adopt' && one.plan.failurePolicy !== 'continue' && ended.length > 0;
  return {
    to: cameTo[identified.is],
    faults: [
      ...(isOver ? [] : ['it does not end']),
      ...works.map((name) => `${name} is left at work`),
      ...(isOfAnother ? [] : twice).map((name) => `${name} is launched twice`),
      ...(identified.is === 'New' && !isOfAnother
        ? created.map((name) => `${name} of the run before was launched`)
        : []),
      ...(isTripped ? more.map((name) => `${name} is launched though the failure policy had ended the run`) : []),
    ],
  };
};

/**
 * Starts processes over the checkpoints of one killed run; without one, the engine was wiped as by `kubectl replace`. One that
 * refuses its checkpoint knows nothing of it: what it comes to follows from the world and from what it has identified, and is
 * found out once.
 */
const startingOver = (killed: Killed): ((checkpoint: string | undefined) => Came) => {
  const known = new Map<string, Came>();
  const engineWith = (rows: Killed['rows'], checkpoint?: string): Found => {
    const annotations = checkpoint === undefined ? {} : { [checkpointAnnotation]: checkpoint };
    return { rows, engine: decoded(engineOf({ rows, annotations })) };
  };
  const bare = { kept: engineWith(killed.rows), wiped: engineWith([]) };
  return (checkpoint) => {
    const { rows, engine } = checkpoint === undefined ? bare.wiped : bare.kept;
    const annotations = checkpoint === undefined ? {} : { [checkpointAnnotation]: checkpoint };
    const found = { rows, engine: { ...engine, metadata: { ...engine.metadata, annotations } } };
    const identified = identifyRun(found.engine, killed.jobs, killed.now);
    if (identified.is === 'Resume') return goOn(killed, found, identified);
    const key = JSON.stringify({ ...identified, notes: [], rows: rows.length });
    const came = known.get(key) ?? goOn(killed, found, identified);
    known.set(key, came);
    return came;
  };
};

/** Of all starts so large a share comes to each end at least. */
export const endFloors: Readonly<Record<Came['to'], number>> = {
  continuation: 0.01,
  adoption: 0.5,
  'a new run': 0.001,
};

/** One start in so many finds an engine that was wiped, unless it would look like one on which nothing has run, and is not. */
const wipedOneIn = 8;

/** What is wrong with the ends of so many processes that found mutated checkpoints; empty: nothing. By kind of start: how many. */
export const mutationFaults = (seed: number, count: number) => {
  const runs = killedRuns(seed, Math.min(400, Math.max(40, Math.round(count / 100))));
  const stream = streamFor(seed, 'mutations');
  const starts = runs.map((killed) => ({ ...killed, startOver: startingOver(killed) }));
  const counts = { continuation: 0, adoption: 0, 'a new run': 0 };
  const faults: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const { checkpoint, jobs, world, startOver } = drawnOf(stream, starts);
    const isKnown = jobs.length > 0 || world.created.length === 0;
    const isWiped = isKnown && integerBelow(stream, wipedOneIn) === 0;
    const text = isWiped ? undefined : mutated(stream, checkpoint);
    const came = E.tryCatch(() => startOver(text), String);
    if (E.isLeft(came)) faults.push(`${came.left}: ${text}`);
    else {
      counts[came.right.to] += 1;
      if (came.right.faults.length > 0) faults.push(`${came.right.to}: ${came.right.faults.join(', ')}: ${text}`);
    }
  }
  return { faults, counts };
};
