import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../src/cluster/port.ts';
import { type Manifest, pathOf } from '../cluster/api.ts';
import { type Ground, untilQuiet } from './ground.ts';
import { lookOn, writeResult } from './onlooker.ts';
import { runProgram } from './runner-process.ts';

/** What a Job of the runner was made of, as it could be made again: without its name, owner and what the server added. */
export type JobBody = Readonly<Record<string, unknown>>;

const ofServer = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];

/** The body of a Job that the runner has created. Its labels say that it is no runner's any more. */
export function bodyOf(job: KubeObject): JobBody {
  const { selector: _, template, ...spec } = job.spec as Record<string, unknown> & { template: Manifest };
  const labels = Object.entries((template.metadata.labels ?? {}) as Record<string, string>).filter(
    ([name]) => !ofServer.includes(name) && name !== 'chaosUID',
  );
  return {
    spec: {
      ...spec,
      template: { ...template, metadata: { labels: { ...Object.fromEntries(labels), bench: 'bare' } } },
    },
  };
}

const named = (body: JobBody, name: string): Manifest => ({ ...body, metadata: { name, labels: { bench: 'bare' } } });

let counter = 0;
const nextName = (): string => {
  counter += 1;
  return `bare-${counter}`;
};

/**
 * Seconds from the start of a process until its POST of such a Job has arrived, after a GET of the experiment. The Job is
 * deleted at once.
 */
export async function bareStartToJob(ground: Ground, experiment: string, body: JobBody): Promise<number> {
  await untilQuiet(ground);
  const { place, namespace, access } = ground;
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-bench-'));
  const name = nextName();
  try {
    writeFileSync(path.join(folder, 'ca.crt'), access.polling.ca);
    const job = { ...named(body, name), apiVersion: 'batch/v1', kind: 'Job' };
    writeFileSync(path.join(folder, 'job.json'), JSON.stringify(job));
    const run = await runProgram({
      script: fileURLToPath(new URL('./bare-launch.mjs', import.meta.url)),
      credentials: 'kubeconfig',
      access: access.polling,
      env: {
        BENCH_HOST: access.polling.host,
        BENCH_PORT: access.polling.port,
        BENCH_TOKEN: access.polling.token,
        BENCH_CA: path.join(folder, 'ca.crt'),
        BENCH_BODY: path.join(folder, 'job.json'),
        BENCH_GET: pathOf('ChaosExperiment', { namespace, name: experiment }),
        BENCH_POST: pathOf('Job', { namespace }),
      },
    });
    if (run.exitCode !== 0) throw new Error(`the bare launch failed: ${run.stderr}`);
    await place.api.remove('Job', { namespace, name });
    const requests = await place.requestsBy('bench-bare', namespace, run.startedAt);
    return ((requests.find(({ verb }) => verb === 'create')?.at ?? Number.NaN) - run.startedAt) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that so many Jobs of this body take one after the other: each is created when the one before has terminated. */
export async function bareSequence(ground: Ground, body: JobBody, count: number): Promise<number> {
  await untilQuiet(ground);
  const onlooker = await lookOn(ground);
  const startedAt = Date.now();
  for (let index = 0; index < count; index += 1) {
    const name = nextName();
    await ground.place.api.create('Job', containerNamed(body, name), ground.namespace);
    await onlooker.untilTerminated(name);
  }
  const seconds = (Date.now() - startedAt) / 1000;
  onlooker.close();
  await ground.place.api.remove('Job', { namespace: ground.namespace, query: { labelSelector: 'bench=bare' } });
  return seconds;
}

/**
 * Seconds that so many Jobs of this body take, so many of them at once, until the last one has terminated: all are created at
 * the beginning unless fewer may run at once; then the next one is as one has terminated. With `delete` each is deleted, with
 * its pod, when it has terminated.
 */
export async function bareTogether(
  ground: Ground,
  body: JobBody,
  count: number,
  cleanUp: 'delete' | 'retain',
  atOnce = count,
): Promise<number> {
  await untilQuiet(ground);
  const { place, namespace } = ground;
  // What an experiment writes is no work of a runner: it is written here, too.
  const onlooker = await lookOn(ground, (pod) => {
    const job = pod.metadata.labels?.['job-name'];
    if (place.needsResults && job !== undefined) void writeResult(ground, pod, job);
  });
  const left = Array.from({ length: count }, nextName);
  const deletions: Promise<unknown>[] = [];
  const oneAfterTheOther = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      await place.api.create('Job', containerNamed(body, name), namespace);
      await onlooker.untilTerminated(name);
      if (cleanUp === 'delete')
        deletions.push(place.api.remove('Job', { namespace, name, query: { propagationPolicy: 'Foreground' } }));
    }
  };
  const startedAt = Date.now();
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther));
  const seconds = (Date.now() - startedAt) / 1000;
  await Promise.all(deletions);
  onlooker.close();
  await place.api.remove('Job', { namespace, query: { labelSelector: 'bench=bare' } });
  return seconds;
}

/** The container has the Job's name, as the runner's have, so that its end is found. */
function containerNamed(body: JobBody, name: string): Manifest {
  const job = structuredClone(named(body, name)) as Manifest & {
    spec: { template: { spec: { containers: { name: string }[] } } };
  };
  const [main] = job.spec.template.spec.containers;
  if (main) main.name = name;
  return job;
}
