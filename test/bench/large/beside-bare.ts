import { bareTogether, type JobBody } from '../bare.ts';
import { type Account, howOf } from '../ground.ts';
import { besideBare, type Measurement, measured } from '../measurement.ts';
import { settled } from '../settled.ts';
import type { LargeGround } from './large-batch.ts';
import { bodyFrom, figuresIn, type LargeFigures, largePlace, runAlone, runLarge } from './large-run.ts';
import type { BatchSize } from './options.ts';

export interface BesideWish {
  readonly batches: readonly BatchSize[];
  readonly accounts: readonly Account[];
  readonly cleanUp: 'delete' | 'retain';
  readonly triesOf: (steps: number) => number;
  /** Told of each number, and of what is no number, as it is found. */
  readonly say: (line: string) => void;
}

/** The same work at once takes a real node a fifth more or less from one time to the next; what takes minutes evens that out. */
const roundsOf = ({ steps, parallelism }: BatchSize): number => (steps > parallelism ? 1 : 5);
/** All at once, and a next one as one ends. */
const targetOf = ({ steps, parallelism }: BatchSize): number => (steps > parallelism ? 1.1 : 1.05);

/**
 * Batches between two times as many bare Jobs of the same body, so many of them at once, a next one as one ends. Whether the
 * ratios bind, the place says: the pods of the simulator start at once, and its bare Jobs have nothing to wait for.
 */
export async function measureBesideBare(large: LargeGround, wish: BesideWish): Promise<readonly Measurement[]> {
  const [account = 'polling'] = wish.accounts;
  const body = bodyFrom(await runAlone(large, account, wish));
  const found: Measurement[] = [];
  for (const size of wish.batches) {
    const patience = { tries: wish.triesOf(size.steps), say: wish.say };
    found.push(
      ...(await settled(`${size.steps} × ${size.parallelism}`, patience, () => measureBatch(large, wish, size, body))),
    );
  }
  return found;
}

async function measureBatch(
  large: LargeGround,
  { accounts, cleanUp, say }: BesideWish,
  size: BatchSize,
  body: JobBody,
): Promise<readonly Measurement[]> {
  const bareOnce = (): Promise<number> => bareTogether(large.ground, body, size.steps, cleanUp, size.parallelism);
  const bare = [await bareOnce()];
  const runs = new Map<Account, LargeFigures[]>(accounts.map((account) => [account, []]));
  for (let round = 0; round < roundsOf(size); round += 1) {
    for (const account of round % 2 === 0 ? accounts : accounts.toReversed())
      runs.get(account)?.push(await runLarge(large, { ...size, account, cleanUp }, say));
    bare.push(await bareOnce());
  }
  const what = `${size.steps} × ${size.parallelism}`;
  const where = largePlace(large);
  return [
    measured({ name: `${what}: bare Jobs`, where, unit: 's' }, bare),
    ...[...runs].flatMap(([account, of]) => tellAccount(large, size, { account, runs: of, bare })),
  ];
}

interface Told {
  readonly account: Account;
  readonly runs: readonly LargeFigures[];
  /** In seconds. */
  readonly bare: readonly number[];
}

function tellAccount(large: LargeGround, size: BatchSize, { account, runs, bare }: Told): readonly Measurement[] {
  const where = largePlace(large);
  const name = (what: string): string => `${size.steps} × ${size.parallelism}, ${howOf(account)}: ${what}`;
  const of = (figure: (run: LargeFigures) => number): readonly number[] => figuresIn(runs, size.steps, figure);
  const seconds = of((run) => run.jobToLastVerdict);
  const binding = large.ground.place.isReal;
  const inGroup = runs.every((run) => run.inGroup);
  return [
    measured({ name: name('first Job to last verdict'), where, unit: 's' }, seconds),
    measured(
      { name: name('start to exit'), where, unit: 's' },
      of((run) => run.startToExit),
    ),
    measured(
      { name: name('beside bare Jobs'), where, unit: 'x', target: targetOf(size), binding },
      besideBare(seconds, bare),
    ),
    measured(
      { name: name('requests a step'), where, unit: 'requests' },
      of((run) => run.requests.length / size.steps),
    ),
    measured(
      { name: name(inGroup ? 'peak memory of the cgroup' : 'peak resident memory, no cgroup'), where, unit: 'MiB' },
      of((run) => run.peakMiB),
    ),
  ];
}
