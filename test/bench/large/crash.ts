import { type Account, howOf } from '../ground.ts';
import { type Measurement, measured } from '../measurement.ts';
import { isLaunch } from '../one-run.ts';
import type { ProcessRun } from '../runner-process.ts';
import { settled } from '../settled.ts';
import { doubles, followCreations } from './creations.ts';
import { type LargeBatch, type LargeGround, withLargeBatch } from './large-batch.ts';
import { endedWell, largePlace, troubleOf } from './large-run.ts';

export interface CrashWish {
  readonly steps: number;
  readonly parallelism: number;
  readonly accounts: readonly Account[];
  readonly cleanUp: 'delete' | 'retain';
  readonly tries: number;
  /** Told of each number, and of what is no number, as it is found. */
  readonly say: (line: string) => void;
}

/** How a batch went whose first process was killed. */
interface CrashFigures {
  /** From the start of the second process to the arrival of its first Job's creation, in seconds. */
  readonly startToNewJob: number;
  /** From the first Job of the first process to the last verdict, in seconds. */
  readonly jobToLastVerdict: number;
  /** Jobs beyond one for each step. */
  readonly doubles: number;
  /** Steps without a Pass, or the whole batch when the second process did not end well. */
  readonly notPassed: number;
}

/** What a process that SIGKILL has ended leaves to its shell. */
const killedCode = 128 + 9;

/** Batches whose process is killed when half of the steps have ended, and started again at once. */
export async function measureCrash(large: LargeGround, wish: CrashWish): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const account of wish.accounts)
    found.push(
      ...(await settled(`a crash of ${wish.steps} steps`, wish, async () =>
        tellCrash(large, wish, account, await crashOnce(large, wish, account)),
      )),
    );
  return found;
}

const crashOnce = (large: LargeGround, wish: CrashWish, account: Account): Promise<CrashFigures> => {
  const { steps, say } = wish;
  const batchWish = { steps, parallelism: wish.parallelism, account, cleanUp: wish.cleanUp };
  return withLargeBatch(large, batchWish, async (batch) => {
    const jobs = await followCreations(large.ground, batch.engine);
    try {
      const killed = await runUntilHalf(batch, steps);
      const endedBefore = batch.rows.ended();
      const again = await batch.run();
      const requests = await large.ground.place.requestsBy('chaos-runner/', large.ground.namespace, killed.startedAt);
      const ending = {
        exitCode: again.exitCode,
        passed: batch.rows.passed(),
        wasKilled: batch.group?.read().wasKilled ?? false,
        said: again.stderr.slice(-2_000),
      };
      if (!endedWell(ending, steps)) say(troubleOf(ending, batchWish));
      // Without a crash in the middle nothing of what follows says anything of one.
      if (killed.exitCode !== killedCode || endedBefore >= steps) {
        say(
          `# ${steps} steps, ${howOf(account)}: was not killed at half: it ended with ${killed.exitCode}\n${killed.stderr.slice(-2_000)}`,
        );
        return { startToNewJob: Number.NaN, jobToLastVerdict: Number.NaN, doubles: Number.NaN, notPassed: Number.NaN };
      }
      const isNew = ({ at }: { readonly at: number }): boolean => at >= again.startedAt;
      const firstNew = requests.find((request) => isLaunch(request) && request.status === 201 && isNew(request));
      return {
        startToNewJob: ((firstNew?.at ?? Number.NaN) - again.startedAt) / 1000,
        jobToLastVerdict: (batch.rows.lastAt() - (requests.find(isLaunch)?.at ?? Number.NaN)) / 1000,
        doubles: doubles(jobs.byStep, requests),
        notPassed: again.exitCode === 0 ? steps - ending.passed : steps,
      };
    } finally {
      jobs.close();
    }
  });
};

/** Runs the program, and kills it when half of the steps have ended. */
const runUntilHalf = ({ rows, run }: LargeBatch, steps: number): Promise<ProcessRun> =>
  run((pid) => {
    void rows.untilEnded(Math.ceil(steps / 2)).then(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself, which its exit code tells.
      }
    });
  });

function tellCrash(
  large: LargeGround,
  { steps, parallelism }: CrashWish,
  account: Account,
  figures: CrashFigures,
): readonly Measurement[] {
  const where = largePlace(large);
  const binding = true;
  const name = (what: string): string => `${steps} × ${parallelism}, killed at half, ${howOf(account)}: ${what}`;
  return [
    measured({ name: name('start to the first new Job'), where, unit: 's', target: 5, binding }, [
      figures.startToNewJob,
    ]),
    measured({ name: name('Jobs beyond one a step'), where, unit: 'Jobs', target: 0, binding }, [figures.doubles]),
    measured({ name: name('steps without a Pass'), where, unit: 'rows', target: 0, binding }, [figures.notPassed]),
    measured({ name: name('first Job to last verdict'), where, unit: 's' }, [figures.jobToLastVerdict]),
  ];
}
