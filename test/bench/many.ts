import { bareSequence, bareTogether, bodyOf, type JobBody } from './bare.ts';
import { createExperiment, type Ground } from './ground.ts';
import { type Measurement, measured } from './measurement.ts';
import { measureRun, type RunFigures } from './one-run.ts';
import { type Credentials, mayMount } from './runner-process.ts';

const most = 20;
const sequences = [1, 5, most] as const;
const names = Array.from({ length: most }, (_, index) => `many-${index + 1}`);

export async function prepareMany(ground: Ground): Promise<void> {
  for (const name of names) await createExperiment(ground, name, 10);
}

/** Experiments of one second: 1, 5 and 20 one after the other, and 20 at once, beside Jobs of the same body without a runner. */
export async function measureMany(ground: Ground): Promise<readonly Measurement[]> {
  const { name: where, isReal } = ground.place;
  const credentials: Credentials = mayMount ? 'pod' : 'kubeconfig';
  const run = (count: number, account: 'polling' | 'watching', batch?: string): Promise<RunFigures> =>
    measureRun(
      ground,
      { experiments: names.slice(0, count), account, ...(batch === undefined ? {} : { batch }) },
      credentials,
    );
  const body = await someBody(run);
  const bareSeconds = await bareSequence(ground, body, most);
  const found: Measurement[] = [measured({ name: `${most} bare Jobs in sequence`, where, unit: 's' }, [bareSeconds])];
  for (const account of ['polling', 'watching'] as const) {
    const how = account === 'polling' ? 'no watch' : 'watch';
    for (const count of sequences) {
      const { jobToLastVerdict, detections, startToExit } = await run(count, account);
      const beyond = (jobToLastVerdict - (bareSeconds / most) * count) / count;
      found.push(
        measured({ name: `${count} in sequence, start to exit, ${how}`, where, unit: 's' }, [startToExit]),
        measured({ name: `${count} in sequence, container ended to verdict, ${how}`, where, unit: 's' }, detections),
        measured(
          {
            name: `${count} in sequence, each beyond its bare Job, ${how}`,
            where,
            unit: 's',
            // One alone has nothing after it that it could delay; its detection is measured by itself.
            ...(count === 1 ? {} : { target: 0.5, binding: true }),
          },
          [beyond],
        ),
      );
    }
  }
  const together = await bareTogether(ground, body, most);
  found.push(measured({ name: `${most} bare Jobs at once`, where, unit: 's' }, [together]));
  for (const account of ['polling', 'watching'] as const) {
    const how = account === 'polling' ? 'no watch' : 'watch';
    const { jobToLastVerdict, peakMiB } = await run(most, account, `parallelism: ${most}`);
    found.push(
      measured({ name: `${most} in parallel, first Job to last verdict, ${how}`, where, unit: 's' }, [
        jobToLastVerdict,
      ]),
      measured(
        {
          name: `${most} in parallel, beside bare Jobs at once, ${how}`,
          where,
          unit: 'x',
          target: 1.2,
          binding: isReal,
        },
        [jobToLastVerdict / together],
      ),
      measured({ name: `peak memory, ${most} in parallel, ${how}`, where, unit: 'MiB', target: 100 }, [peakMiB]),
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
