import { bareTogether, bodyOf, type JobBody } from '../bare.ts';
import type { Account } from '../ground.ts';
import { type Measurement, measured, median } from '../measurement.ts';
import { exponentOf } from './growth.ts';
import { type LargeFigures, type LargeGround, runLarge } from './large-run.ts';
import { byKind, type StepRequests } from './request-kinds.ts';

export interface SizesWish {
  readonly sizes: readonly number[];
  readonly parallelism: number;
  readonly accounts: readonly Account[];
  readonly cleanUp: 'delete' | 'retain';
  /** Told of what is no number, as it is found. */
  readonly say: (line: string) => void;
}

/** One step alone takes so little that one time says too little. */
const timesAlone = 3;
/** Also small batches are measured more often. */
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

/** Batches of several sizes, each beside as many bare Jobs of the same body and beside the ideal. */
export async function measureSizes(large: LargeGround, wish: SizesWish): Promise<SizesFound> {
  const { accounts, sizes, parallelism, cleanUp } = wish;
  const alone = new Map<Account, LargeFigures[]>();
  for (const account of accounts) alone.set(account, await runAlone(large, account, wish));
  const body = bodyFrom([...alone.values()].flat());
  const aloneSeconds = (account: Account): number =>
    median((alone.get(account) ?? []).map(({ jobToLastVerdict }) => jobToLastVerdict));
  const runs = new Map<Account, Map<number, LargeFigures[]>>(accounts.map((account) => [account, new Map()]));
  const found: Measurement[] = [];
  for (const steps of sizes) {
    const bare: number[] = [];
    for (let time = 0; time < timesOf(steps); time += 1) {
      bare.push(await bareTogether(large.ground, body, steps, cleanUp, Math.min(parallelism, steps)));
      for (const account of accounts) {
        const figures = await runLarge(large, { steps, parallelism, account, cleanUp });
        tellTrouble(figures, steps, account, wish.say);
        const of = runs.get(account);
        of?.set(steps, [...(of.get(steps) ?? []), figures]);
      }
    }
    const told = { large, steps, parallelism, bare };
    found.push(
      ...accounts.flatMap((account) =>
        tellSize(told, account, runs.get(account)?.get(steps) ?? [], aloneSeconds(account)),
      ),
    );
  }
  const growth =
    sizes.length < 3 ? [] : accounts.map((account) => tellGrowth(large, account, runs.get(account) ?? new Map()));
  const requests = [...runs].flatMap(([account, of]) =>
    [...of].flatMap(([steps, [first]]) => (first ? [requestsOf(first, steps, account)] : [])),
  );
  return { measurements: [...found, ...growth], requests };
}

/** The first one fills the compile cache, and does not count. */
async function runAlone(large: LargeGround, account: Account, { cleanUp }: SizesWish): Promise<LargeFigures[]> {
  const found: LargeFigures[] = [];
  for (let time = 0; time <= timesAlone; time += 1)
    found.push(await runLarge(large, { steps: 1, parallelism: 1, account, cleanUp }));
  return found.slice(1);
}

function bodyFrom(runs: readonly LargeFigures[]): JobBody {
  const job = runs.find((run) => run.job)?.job;
  if (!job) throw new Error(`no Job of the runner was seen:\n${runs[0]?.said}`);
  return bodyOf(job);
}

function tellTrouble(
  { exitCode, passed, wasKilled, said }: LargeFigures,
  steps: number,
  account: Account,
  say: (line: string) => void,
): void {
  if (exitCode === 0 && passed === steps) return;
  const why = wasKilled ? ', killed by the kernel at the limit of its memory' : '';
  say(`# ${steps} steps, ${account}: the runner ended with ${exitCode}, ${passed} passed${why}\n${said}`);
}

const requestsOf = ({ requests }: LargeFigures, steps: number, account: Account): StepRequests => ({
  title: `${steps}, ${howOf(account)}`,
  perStep: new Map([...byKind(requests)].map(([kind, count]) => [kind, count / steps])),
});

interface Told {
  readonly large: LargeGround;
  readonly steps: number;
  readonly parallelism: number;
  readonly bare: readonly number[];
}

const howOf = (account: Account): string => (account === 'polling' ? 'no watch' : 'watch');

const placeOf = ({ ground: { place } }: LargeGround): string => `${place.name}, large batches`;

const target = (most: number | undefined, binding: boolean) => (most === undefined ? {} : { target: most, binding });

function tellSize(
  { large, steps, parallelism, bare }: Told,
  account: Account,
  runs: readonly LargeFigures[],
  aloneSeconds: number,
): readonly Measurement[] {
  const where = placeOf(large);
  const name = (what: string): string => `${steps} × ${parallelism}, ${howOf(account)}: ${what}`;
  // What did not end well has no numbers: all of them would be too good.
  const of = (figure: (run: LargeFigures) => number): number[] =>
    runs.map((run) => (run.exitCode === 0 && run.passed === steps ? figure(run) : Number.NaN));
  const ideal = Math.ceil(steps / parallelism) * aloneSeconds;
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
  runs: ReadonlyMap<number, readonly LargeFigures[]>,
): Measurement {
  const points = [...runs].map(
    ([steps, of]) => [steps, median(of.map(({ processorSeconds }) => processorSeconds))] as const,
  );
  return measured(
    {
      name: `growth of the processor time with the steps, ${howOf(account)}`,
      where: placeOf(large),
      unit: 'exponent',
      ...target(targets.exponent, true),
    },
    [exponentOf(points)],
  );
}
