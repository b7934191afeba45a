import { bareSequence, bareTogether, bodyOf, type JobBody } from './bare.ts';
import { createExperiment, type Ground, howOf } from './ground.ts';
import { besideBare, type Measurement, measured } from './measurement.ts';
import { measureRun, type RunFigures } from './one-run.ts';
import { type Credentials, mayMount } from './runner-process.ts';

const most = 20;
const sequences = [1, 5, most] as const;
/** A pod of a real node takes half a second more or less to start: few experiments are measured more often. */
const repeats: Readonly<Record<(typeof sequences)[number], number>> = { 1: 3, 5: 3, [most]: 1 };
/** The same work at once takes a real node a fifth more or less from one time to the next. */
const rounds = 5;
const accounts = ['polling', 'watching'] as const;
const names = Array.from({ length: most }, (_, index) => `many-${index + 1}`);

export async function prepareMany(ground: Ground): Promise<void> {
  for (const name of names) await createExperiment(ground, name, 10);
}

/** Experiments of one second: 1, 5 and 20 one after the other, and 20 at once, beside Jobs of the same body without a runner. */
export async function measureMany(ground: Ground): Promise<readonly Measurement[]> {
  const { name: where } = ground.place;
  const credentials: Credentials = mayMount ? 'pod' : 'kubeconfig';
  const run = (count: number, account: 'polling' | 'watching'): Promise<RunFigures> =>
    measureRun(ground, { experiments: names.slice(0, count), account }, credentials);
  const body = await someBody(run);
  const bareSeconds = await bareSequence(ground, body, most);
  const found: Measurement[] = [measured({ name: `${most} bare Jobs in sequence`, where, unit: 's' }, [bareSeconds])];
  for (const account of accounts) {
    const how = howOf(account);
    for (const count of sequences) {
      const runs: RunFigures[] = [];
      while (runs.length < repeats[count]) runs.push(await run(count, account));
      const beyond = runs.map(({ jobToLastVerdict }) => (jobToLastVerdict - (bareSeconds / most) * count) / count);
      found.push(
        measured(
          { name: `${count} in sequence, start to exit, ${how}`, where, unit: 's' },
          runs.map(({ startToExit }) => startToExit),
        ),
        measured(
          { name: `${count} in sequence, container ended to verdict, ${how}`, where, unit: 's' },
          runs.flatMap(({ detections }) => detections),
        ),
        measured(
          {
            name: `${count} in sequence, each beyond its bare Job, ${how}`,
            where,
            unit: 's',
            // One alone has nothing after it that it could delay; its detection is measured by itself.
            ...(count === 1 ? {} : { target: 0.5, binding: true }),
          },
          beyond,
        ),
      );
    }
  }
  return [...found, ...(await measureTogether(ground, credentials, body))];
}

/**
 * Twenty at once: in each round the runner without and with watch, in turn first, between two times the bare Jobs, so that a
 * node that gets slower or faster does so for both; what has ended stays, or is deleted, in all.
 */
async function measureTogether(
  ground: Ground,
  credentials: Credentials,
  body: JobBody,
): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const cleanUp of ['retain', 'delete'] as const) {
    const bare = [await bareTogether(ground, body, most, cleanUp)];
    const runs = { polling: [] as RunFigures[], watching: [] as RunFigures[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const account of round % 2 === 0 ? accounts : accounts.toReversed()) {
        const wish = { experiments: names, account, batch: `parallelism: ${most}`, cleanUp };
        runs[account].push(await measureRun(ground, wish, credentials));
      }
      bare.push(await bareTogether(ground, body, most, cleanUp));
    }
    found.push(...tellTogether(ground, cleanUp, bare, runs));
  }
  return found;
}

function tellTogether(
  { place: { name: where, isReal } }: Ground,
  cleanUp: string,
  bare: readonly number[],
  runs: Readonly<Record<'polling' | 'watching', readonly RunFigures[]>>,
): readonly Measurement[] {
  const what = (name: string): string => `${name}, ${cleanUp}`;
  const found = [measured({ name: what(`${most} bare Jobs at once`), where, unit: 's' }, bare)];
  for (const account of accounts) {
    const how = howOf(account);
    const seconds = runs[account].map(({ jobToLastVerdict }) => jobToLastVerdict);
    found.push(
      measured({ name: what(`${most} in parallel, first Job to last verdict, ${how}`), where, unit: 's' }, seconds),
      measured(
        { name: what(`${most} in parallel, start to exit, ${how}`), where, unit: 's' },
        runs[account].map(({ startToExit }) => startToExit),
      ),
      measured(
        {
          name: what(`${most} in parallel, beside bare Jobs at once, ${how}`),
          where,
          unit: 'x',
          target: 1.2,
          binding: isReal,
        },
        besideBare(seconds, bare),
      ),
      measured(
        { name: what(`peak memory, ${most} in parallel, ${how}`), where, unit: 'MiB', target: 100 },
        runs[account].map(({ peakMiB }) => peakMiB),
      ),
    );
  }
  return found;
}

async function someBody(run: (count: number, account: 'polling') => Promise<RunFigures>): Promise<JobBody> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { job } = await run(1, 'polling');
    if (job) return bodyOf(job);
  }
  throw new Error('no Job of the runner was seen');
}
