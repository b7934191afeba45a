import { openGround } from '../runner-e2e/ground.ts';
import { differences, inParallel } from './expectations.ts';
import { faults } from './faults.ts';
import { account, engineName, referenceObjects } from './reference-batch.ts';
import { seenIn } from './seen-in-process.ts';
import type { Seen } from './world.ts';

/** Processes that end before anything is launched are started again, as the kubelet does; never so often. */
const mostProcesses = 6;
const speed = 6;

interface FaultRun {
  readonly seen: Seen;
  readonly faults: readonly string[];
}

const mostFaults = 60;

/** One run of the reference batch; the seed draws the faults: from one request in ten to one in three is met. */
const runUnderFaults = async (seed: number, watch: boolean): Promise<FaultRun> => {
  const trouble = faults(seed, 3 + (seed % 8), mostFaults);
  const ground = await openGround({
    objects: referenceObjects(),
    account,
    engine: engineName,
    seed,
    speed,
    extras: { watch },
    interceptors: [trouble.interceptor],
  });
  try {
    let exitCode = 1;
    while (exitCode !== 0 && ground.runners.length < mostProcesses)
      exitCode = await ground.start({ mode: 'pod', holder: 'the-pod' }).exited;
    return { seen: seenIn(ground, exitCode), faults: trouble.done };
  } finally {
    await ground.close();
  }
};

export interface Sweep {
  /** One line for each run that came to another end. */
  readonly failures: readonly string[];
  readonly runs: number;
  readonly mostRequests: number;
  /** How often each kind of fault was met. */
  readonly met: ReadonlyMap<string, number>;
}

const width = 10;
const executions = 10;

/** Many runs, `SWEEP_RUNS` of them if that is set, from the seed `SWEEP_SEED` on, or one of now; the seed is printed. */
export const sweepFaults = async (runs: number, watch: boolean): Promise<Sweep> => {
  const first = Number(process.env.SWEEP_SEED ?? Date.now() % 1_000_000);
  const count = Number(process.env.SWEEP_RUNS ?? runs);
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const failures: string[] = [];
  const met = new Map<string, number>();
  let mostRequests = 0;
  await inParallel(seeds, width, async (seed) => {
    const { seen, faults: done } = await runUnderFaults(seed, watch);
    mostRequests = Math.max(mostRequests, seen.requests);
    for (const fault of done) {
      const [kind = ''] = fault.split(' at ');
      met.set(kind, (met.get(kind) ?? 0) + 1);
    }
    const found = differences(seen, executions);
    if (found.length > 0)
      failures.push(`SWEEP_SEED=${seed} SWEEP_RUNS=1: ${found.join('; ')} after ${done.join(', ')}`);
  });
  const kinds = [...met].map(([kind, times]) => `${times} × ${kind}`).join(', ');
  console.log(`SWEEP_SEED=${first}, ${count} runs, at most ${mostRequests} requests each; met: ${kinds}`);
  return { failures, runs: count, mostRequests, met };
};
