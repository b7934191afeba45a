import { bareTogether, type JobBody } from '../bare.ts';
import { type Account, howOf } from '../ground.ts';
import { type Measurement, measured, median } from '../measurement.ts';
import { settled } from '../settled.ts';
import { beyondTheFirst, exponentOf } from './growth.ts';
import type { LargeGround } from './large-batch.ts';
import { bodyFrom, figuresIn, type LargeFigures, largePlace, runAlone, runLarge, target } from './large-run.ts';
import { byKind, type StepRequests } from './request-kinds.ts';

export interface SizesWish {
  readonly sizes: readonly number[];
  readonly parallelism: number;
  readonly accounts: readonly Account[];
  readonly cleanUp: 'delete' | 'retain';
  /** How often a batch of so many steps is measured at most until its binding targets are met. */
  readonly triesOf: (steps: number) => number;
  /** Told of each number, and of what is no number, as it is found. */
  readonly say: (line: string) => void;
}

/** Small batches are measured more often: one time says too little. */
const timesOf = (steps: number): number => (steps <= 50 ? 3 : 1);

/** At the sizes for which there is one. */
const targets = {
  beyondIdeal: (steps: number): number | undefined => (steps === 1_000 ? 1.25 : undefined),
  requests: (steps: number): number | undefined => (steps >= 200 ? 4 : undefined),
  peakMiB: (steps: number): number | undefined => (steps === 20 ? 60 : steps === 2_000 ? 90 : undefined),
  exponent: 1.05,
} as const;

export interface SizesFound {
  readonly measurements: readonly Measurement[];
  /** Of the first run of each batch. */
  readonly requests: readonly StepRequests[];
}

type ByAccount<A> = ReadonlyMap<Account, A>;

/** One size: each account's runs, and the bare Jobs before each round of them, in seconds. */
interface Size {
  readonly runs: ByAccount<readonly LargeFigures[]>;
  readonly bare: readonly number[];
}

/** Batches of several sizes, each beside as many bare Jobs of the same body and beside the ideal. */
export async function measureSizes(large: LargeGround, wish: SizesWish): Promise<SizesFound> {
  const { accounts, sizes, triesOf, say } = wish;
  const alone = new Map<Account, readonly LargeFigures[]>();
  for (const account of accounts) alone.set(account, await runAlone(large, account, wish));
  const body = bodyFrom([...alone.values()].flat());
  const found: Measurement[] = [];
  const bySize = new Map<number, Size>();
  const measure = async (steps: number): Promise<Size> => {
    const size = await runSize(large, wish, steps, body);
    bySize.set(steps, size);
    return size;
  };
  for (const steps of sizes)
    found.push(
      ...(await settled(`${steps} steps`, { tries: triesOf(steps), say }, async () =>
        tellSize(large, wish, steps, await measure(steps), alone),
      )),
    );
  if (sizes.length >= 3)
    found.push(
      ...(await settled('growth', { tries: triesOf(Math.max(...sizes)), say }, async (attempt) => {
        if (attempt > 1) for (const steps of sizes) await measure(steps);
        return accounts.map((account) => tellGrowth(large, account, bySize, alone));
      })),
    );
  const requests = accounts.flatMap((account) =>
    [...bySize].flatMap(([steps, { runs }]) => {
      const [first] = runs.get(account) ?? [];
      return first ? [requestsOf(first, steps, account)] : [];
    }),
  );
  return { measurements: found, requests };
}

async function runSize(large: LargeGround, wish: SizesWish, steps: number, body: JobBody): Promise<Size> {
  const { accounts, parallelism, cleanUp, say } = wish;
  const runs = new Map<Account, LargeFigures[]>(accounts.map((account) => [account, []]));
  const bare: number[] = [];
  for (let time = 0; time < timesOf(steps); time += 1) {
    bare.push(await bareTogether(large.ground, body, steps, cleanUp, Math.min(parallelism, steps)));
    for (const account of accounts)
      runs.get(account)?.push(await runLarge(large, { steps, parallelism, account, cleanUp }, say));
  }
  return { runs, bare };
}

const requestsOf = ({ requests }: LargeFigures, steps: number, account: Account): StepRequests => ({
  title: `${steps}, ${howOf(account)}`,
  perStep: new Map([...byKind(requests)].map(([kind, count]) => [kind, count / steps])),
});

const tellSize = (
  large: LargeGround,
  { accounts, parallelism }: SizesWish,
  steps: number,
  { runs, bare }: Size,
  alone: ByAccount<readonly LargeFigures[]>,
): readonly Measurement[] =>
  accounts.flatMap((account) => {
    const aloneSeconds = median(figuresIn(alone.get(account) ?? [], 1, (run) => run.jobToLastVerdict));
    const ideal = Math.ceil(steps / parallelism) * aloneSeconds;
    return tellRuns({ large, steps, parallelism, bare, account, ideal }, runs.get(account) ?? []);
  });

interface Told {
  readonly large: LargeGround;
  readonly steps: number;
  readonly parallelism: number;
  readonly bare: readonly number[];
  readonly account: Account;
  /** In seconds. */
  readonly ideal: number;
}

function tellRuns(
  { large, steps, parallelism, bare, account, ideal }: Told,
  runs: readonly LargeFigures[],
): readonly Measurement[] {
  const where = largePlace(large);
  const name = (what: string): string => `${steps} × ${parallelism}, ${howOf(account)}: ${what}`;
  const of = (figure: (run: LargeFigures) => number): readonly number[] => figuresIn(runs, steps, figure);
  const onSimulator = !large.ground.place.isReal;
  const inGroup = runs.every((run) => run.inGroup);
  return [
    measured({ name: name('the ideal'), where, unit: 's' }, [ideal]),
    measured({ name: name('bare Jobs'), where, unit: 's' }, bare),
    measured(
      { name: name('first Job to last verdict'), where, unit: 's' },
      of((run) => run.jobToLastVerdict),
    ),
    measured(
      { name: name('start to exit'), where, unit: 's' },
      of((run) => run.startToExit),
    ),
    measured(
      { name: name('bare Jobs beside the ideal'), where, unit: 'x' },
      bare.map((seconds) => seconds / ideal),
    ),
    measured(
      { name: name('beside the ideal'), where, unit: 'x', ...target(targets.beyondIdeal(steps), onSimulator) },
      of((run) => run.jobToLastVerdict / ideal),
    ),
    measured(
      { name: name('requests a step'), where, unit: 'requests', ...target(targets.requests(steps), true) },
      of((run) => run.requests.length / steps),
    ),
    measured(
      { name: name('processor a step'), where, unit: 'ms' },
      of((run) => (run.processorSeconds * 1000) / steps),
    ),
    measured(
      {
        name: name(inGroup ? 'peak memory of the cgroup' : 'peak resident memory, no cgroup'),
        where,
        unit: 'MiB',
        ...target(targets.peakMiB(steps), inGroup),
      },
      of((run) => run.peakMiB),
    ),
  ];
}

function tellGrowth(
  large: LargeGround,
  account: Account,
  bySize: ReadonlyMap<number, Size>,
  alone: ByAccount<readonly LargeFigures[]>,
): Measurement {
  const processor = (runs: readonly LargeFigures[], steps: number): number =>
    median(figuresIn(runs, steps, ({ processorSeconds }) => processorSeconds));
  const points = [...bySize].map(([steps, { runs }]) => [steps, processor(runs.get(account) ?? [], steps)] as const);
  return measured(
    {
      name: `growth of the processor time with the steps, ${howOf(account)}`,
      where: largePlace(large),
      unit: 'exponent',
      ...target(targets.exponent, true),
    },
    [exponentOf(beyondTheFirst(processor(alone.get(account) ?? [], 1), points))],
  );
}
