import type { KubeObject } from '../../../src/cluster/port.ts';
import { bodyOf, type JobBody } from '../bare.ts';
import { type Account, howOf } from '../ground.ts';
import { isLaunch } from '../one-run.ts';
import type { SeenRequest } from '../place.ts';
import { largeAt } from '../report.ts';
import { madeJobs } from './creations.ts';
import { type LargeBatch, type LargeGround, type LargeWish, withLargeBatch } from './large-batch.ts';

/** One run of a batch. */
export interface LargeFigures {
  readonly exitCode: number | null;
  readonly passed: number;
  /** From the arrival of the first Job's creation to the last verdict in the engine, in seconds. */
  readonly jobToLastVerdict: number;
  readonly startToExit: number;
  readonly requests: readonly SeenRequest[];
  readonly processorSeconds: number;
  readonly peakMiB: number;
  /** Whether the peak is that of a cgroup with a pod's limit; else it is the most that was resident. */
  readonly inGroup: boolean;
  readonly wasKilled: boolean;
  /** One of the Jobs, as stored. */
  readonly job: KubeObject | undefined;
  /** The end of what the process said. */
  readonly said: string;
}

/** Drives a batch by the bundle, in a cgroup with a pod's limit where that may be made, and measures it. Also a run that ends badly is told. */
export const runLarge = (large: LargeGround, wish: LargeWish, say: (line: string) => void): Promise<LargeFigures> =>
  withLargeBatch(large, wish, async (batch) => {
    const figures = await figuresOf(large, batch, wish.steps);
    if (!endedWell(figures, wish.steps)) say(troubleOf(figures, wish));
    return figures;
  });

async function figuresOf(
  { ground }: LargeGround,
  { rows, job, group, run: start }: LargeBatch,
  steps: number,
): Promise<LargeFigures> {
  const run = await start();
  const requests = await ground.place.requestsBy('chaos-runner/', ground.namespace, run.startedAt);
  // Of a log that has not kept all of the run nobody knows which launch was the first.
  const firstLaunch = madeJobs(requests) < steps ? undefined : requests.find(isLaunch);
  const launchedAt = firstLaunch?.at ?? Number.NaN;
  const memory = group?.read();
  return {
    exitCode: run.exitCode,
    passed: rows.passed(),
    jobToLastVerdict: (rows.lastAt() - launchedAt) / 1000,
    startToExit: (run.exitedAt - run.startedAt) / 1000,
    requests,
    processorSeconds: run.processorSeconds,
    peakMiB: memory?.peakMiB ?? run.peakMiB,
    inGroup: memory !== undefined,
    wasKilled: memory?.wasKilled ?? false,
    job: await job(),
    said: run.stderr.slice(-2_000),
  };
}

type Ending = Pick<LargeFigures, 'exitCode' | 'passed' | 'wasKilled' | 'said'>;

/** Whether the runner has ended by itself, with a Pass for each step. */
export const endedWell = ({ exitCode, passed }: Pick<Ending, 'exitCode' | 'passed'>, steps: number): boolean =>
  exitCode === 0 && passed === steps;

/** What to say of a run that has not ended well. */
export function troubleOf({ exitCode, passed, wasKilled, said }: Ending, { steps, account }: LargeWish): string {
  const why = wasKilled ? ', killed by the kernel at the limit of its memory' : '';
  return `# ${steps} steps, ${howOf(account)}: the runner ended with ${exitCode}, ${passed} passed${why}\n${said}`;
}

/** One number of each run. They have none where one of them did not end well: it would be too good, and a median would hide it. */
export function figuresIn(
  runs: readonly LargeFigures[],
  steps: number,
  figure: (run: LargeFigures) => number,
): readonly number[] {
  const areGood = runs.every((run) => endedWell(run, steps));
  return runs.map((run) => (areGood ? figure(run) : Number.NaN));
}

/** The body of a Job of the runner. Throws when none of the runs has made one. */
export function bodyFrom(runs: readonly LargeFigures[]): JobBody {
  const job = runs.find((run) => run.job)?.job;
  if (!job) throw new Error(`no Job of the runner was seen:\n${runs[0]?.said}`);
  return bodyOf(job);
}

/** One step alone takes so little that one time says too little. */
const timesAlone = 3;

/** A batch of one step, several times. The very first one fills the compile cache, and does not count. */
export async function runAlone(
  large: LargeGround,
  account: Account,
  { cleanUp, say }: Pick<LargeWish, 'cleanUp'> & { readonly say: (line: string) => void },
): Promise<readonly LargeFigures[]> {
  const found: LargeFigures[] = [];
  for (let time = 0; time <= timesAlone; time += 1)
    found.push(await runLarge(large, { steps: 1, parallelism: 1, account, cleanUp }, say));
  return found.slice(1);
}

/** Where what is measured there belongs in the report. */
export const largePlace = ({ ground: { place } }: LargeGround): string => largeAt(place.name);

/** A target, where there is one. */
export const target = (most: number | undefined, binding: boolean) =>
  most === undefined ? {} : { target: most, binding };
