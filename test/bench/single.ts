import { bareStartToJob, bodyOf, type JobBody } from './bare.ts';
import { createExperiment, type Ground } from './ground.ts';
import { type Measurement, measured, median } from './measurement.ts';
import { measureRun, type RunFigures } from './one-run.ts';
import { type Credentials, mayMount } from './runner-process.ts';

/** How many variables an experiment has. */
const counts = [10, 100, 1_000, 3_000] as const;
type Count = (typeof counts)[number];
const [fewest, most] = [counts[0], 3_000] as const;
/** Growth is a ratio of ratios of tenths of a second, each of the fastest runs: it takes more of them than anything else. */
const runsForGrowth = 3;

/** An experiment with so many variables, made by `prepareSingle`. */
const experimentOf = (variables: number): string => `bench-${variables}`;

export async function prepareSingle(ground: Ground): Promise<void> {
  for (const variables of counts) await createExperiment(ground, experimentOf(variables), variables);
}

interface Rounds {
  readonly polling: Map<Count, RunFigures[]>;
  readonly watching: RunFigures[];
  readonly kubeconfig: RunFigures[];
  readonly bare: Map<Count, number[]>;
}

/** One experiment of one second, with one ConfigMap and one Secret, by its number of variables; `rounds` times each, in turn, the fewest and the most more often. */
export async function measureSingle(ground: Ground, rounds: number): Promise<readonly Measurement[]> {
  const credentials: Credentials = mayMount ? 'pod' : 'kubeconfig';
  const found: Rounds = { polling: new Map(), watching: [], kubeconfig: [], bare: new Map() };
  const bodies = new Map<Count, JobBody>();
  const run = (variables: Count, account: 'polling' | 'watching', as: Credentials): Promise<RunFigures> =>
    measureRun(ground, { experiments: [experimentOf(variables)], account }, as);
  for (let round = 0; round < rounds; round += 1) {
    for (const variables of counts) {
      const figures = await run(variables, 'polling', credentials);
      add(found.polling, variables, figures);
      if (figures.job) bodies.set(variables, bodyOf(figures.job));
    }
    found.watching.push(await run(fewest, 'watching', credentials));
    if (credentials === 'pod') found.kubeconfig.push(await run(fewest, 'polling', 'kubeconfig'));
    for (let again = 0; again < runsForGrowth; again += 1) {
      for (const variables of [fewest, most] as const) {
        if (again > 0) add(found.polling, variables, await run(variables, 'polling', credentials));
        const body = bodies.get(variables);
        if (body) add(found.bare, variables, await bareStartToJob(ground, experimentOf(variables), body));
      }
    }
  }
  return tell(ground, found);
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

/**
 * The mean of the fastest third: what other programs take away from single runs would be larger than the growth itself, and
 * the one fastest run is chance.
 */
function fastest(seconds: readonly number[]): number {
  const third = seconds.toSorted((left, right) => left - right).slice(0, Math.ceil(seconds.length / 3));
  return third.reduce((sum, one) => sum + one, 0) / third.length;
}

function tell({ place }: Ground, { polling, watching, kubeconfig, bare }: Rounds): readonly Measurement[] {
  const where = place.name;
  const binding = place.isReal;
  const of = (variables: Count, figure: (run: RunFigures) => number): number[] =>
    (polling.get(variables) ?? []).map(figure);
  const perCount = counts.flatMap((variables) => [
    measured(
      { name: `start to Job, ${variables} variables`, where, unit: 's', target: 0.3, binding },
      of(variables, ({ startToJob }) => startToJob),
    ),
    measured(
      { name: `requests until the Job, ${variables} variables`, where, unit: 'requests', target: 8, binding: true },
      of(variables, ({ requestsBefore }) => requestsBefore.length),
    ),
    measured(
      { name: `requests afterwards, ${variables} variables`, where, unit: 'requests', target: 8, binding: true },
      of(variables, ({ requestsAfter }) => requestsAfter.length),
    ),
    measured(
      { name: `peak memory, ${variables} variables`, where, unit: 'MiB', target: 100, binding },
      of(variables, ({ peakMiB }) => peakMiB),
    ),
  ]);
  const before = (variables: Count): number => median(of(variables, ({ requestsBefore }) => requestsBefore.length));
  const startToJob = (variables: Count): number => fastest(of(variables, (run) => run.startToJob));
  const bareOf = (variables: Count): readonly number[] => bare.get(variables) ?? [];
  const growth = startToJob(most) / startToJob(fewest) / (fastest(bareOf(most)) / fastest(bareOf(fewest)));
  return [
    ...perCount,
    measured(
      { name: 'more requests for 3,000 variables than for 10', where, unit: 'requests', target: 0, binding: true },
      [Math.abs(before(most) - before(fewest))],
    ),
    measured({ name: 'start to Job, 10 variables, -kubeconfig', where, unit: 's', target: 0.3, binding }, [
      ...kubeconfig.map((run) => run.startToJob),
    ]),
    measured(
      { name: 'polls of one run', where, unit: 'requests' },
      of(fewest, ({ polls }) => polls),
    ),
    measured(
      { name: 'container ended to verdict, no watch', where, unit: 's', target: 1.2, binding },
      counts.flatMap((variables) => of(variables, ({ detections }) => detections[0] ?? Number.NaN)),
    ),
    measured(
      { name: 'container ended to verdict, watch', where, unit: 's', target: 0.3, binding },
      watching.map(({ detections }) => detections[0] ?? Number.NaN),
    ),
    measured(
      { name: 'start to exit, no watch', where, unit: 's', target: 3.5, binding },
      of(fewest, ({ startToExit }) => startToExit),
    ),
    measured(
      { name: 'start to exit, watch', where, unit: 's', target: 3.5, binding },
      watching.map(({ startToExit }) => startToExit),
    ),
    measured({ name: 'bare GET and POST, start to Job, 10 variables', where, unit: 's' }, bareOf(fewest)),
    measured({ name: 'bare GET and POST, start to Job, 3000 variables', where, unit: 's' }, bareOf(most)),
    measured(
      { name: 'growth of start to Job, beside bare GET and POST', where, unit: 'x', target: 1.1, binding: true },
      [growth],
    ),
  ].filter(({ values }) => values.length > 0);
}
