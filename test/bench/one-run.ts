import path from 'node:path';
import type { KubeObject } from '../../src/cluster/port.ts';
import { createEngine, type EngineWish, forgetEngine, type Ground, runnerEnvironment, untilQuiet } from './ground.ts';
import { lookOn, type Onlooker, variableOf, writeResult } from './onlooker.ts';
import type { SeenRequest } from './place.ts';
import { type Credentials, type ProcessRun, runProgram } from './runner-process.ts';

/** The bundle under measurement. */
export const bundle = path.resolve(process.env.BENCH_BUNDLE ?? 'dist/main.mjs');

/** One process of the runner, from its start to its exit, in seconds, requests and MiB. */
export interface RunFigures {
  readonly startToJob: number;
  readonly startToExit: number;
  /** From the first Job's creation to the last verdict. */
  readonly jobToLastVerdict: number;
  /** Of each step: container seen terminated until its verdict stands in the engine. */
  readonly detections: readonly number[];
  /** With the creation of the first Job. */
  readonly requestsBefore: readonly SeenRequest[];
  readonly requestsAfter: readonly SeenRequest[];
  readonly polls: number;
  readonly peakMiB: number;
  /** The first Job that was seen, as stored. */
  readonly job: KubeObject | undefined;
}

/** Whether the request creates a Job. */
export const isLaunch = ({ verb, path: requested }: SeenRequest): boolean =>
  verb === 'create' && requested.includes('/jobs');

/** The list and its watch, or the lists and the reads of the engine, by which a launched run is observed. */
const isPoll = ({ verb, path: requested }: SeenRequest): boolean =>
  verb === 'watch' ||
  (verb === 'list' && /\/(pods|jobs|events|chaosengines)\?/.test(requested)) ||
  (verb === 'get' && /\/chaosengines\/[^/]+$/.test(requested));

let counter = 0;

/** Drives one engine by the bundle and measures it. Rejects when the run did not end with verdicts. */
export async function measureRun(
  ground: Ground,
  wish: Omit<EngineWish, 'name'>,
  credentials: Credentials,
): Promise<RunFigures> {
  counter += 1;
  const engineWish = { ...wish, name: `engine-${counter}` };
  const { place, namespace } = ground;
  await untilQuiet(ground);
  let job: Promise<KubeObject | undefined> | undefined;
  const onlooker = await lookOn(ground, (pod) => {
    // Pods of earlier measurements are still being removed.
    if (variableOf(pod, 'CHAOSENGINE') !== engineWish.name) return;
    if (place.needsResults) void writeResult(ground, pod);
    const name = pod.metadata.labels?.['job-name'] ?? '';
    job ??= place.api.get('Job', { namespace, name }).catch(() => undefined);
  });
  try {
    const engine = await createEngine(ground, engineWish);
    const run = await runProgram({
      script: bundle,
      env: runnerEnvironment(ground, engineWish),
      access: ground.access[wish.account],
      credentials,
    });
    const requests = await place.requestsBy('chaos-runner/', namespace, run.startedAt);
    return { ...figuresOf(run, requests, onlooker, engineWish, engine.metadata.uid ?? ''), job: await job };
  } finally {
    onlooker.close();
    await forgetEngine(ground, engineWish.name);
  }
}

function figuresOf(
  run: ProcessRun,
  requests: readonly SeenRequest[],
  onlooker: Onlooker,
  wish: EngineWish,
  uid: string,
): Omit<RunFigures, 'job'> {
  const launch = requests.findIndex(isLaunch);
  const launchedAt = requests[launch]?.at;
  const verdicts = [...onlooker.verdicts].filter(([key]) => key.startsWith(`${wish.name}/`));
  const passed = verdicts.filter(([, { verdict }]) => verdict === 'Pass').length;
  if (run.exitCode !== 0 || launchedAt === undefined || passed !== wish.experiments.length)
    throw new Error(
      `the runner ended with ${run.exitCode} and ${passed} of ${wish.experiments.length} passed:\n${run.stderr.slice(-2_000)}`,
    );
  const detections = onlooker.jobsOf(uid).map((job) => {
    const row = verdicts.find(([key]) => job.startsWith(`${key.slice(wish.name.length + 1)}-`));
    return ((row?.[1].at ?? Number.NaN) - (onlooker.terminated.get(job) ?? Number.NaN)) / 1000;
  });
  const after = requests.slice(launch + 1);
  return {
    startToJob: (launchedAt - run.startedAt) / 1000,
    startToExit: (run.exitedAt - run.startedAt) / 1000,
    jobToLastVerdict: (Math.max(...verdicts.map(([, { at }]) => at)) - launchedAt) / 1000,
    detections,
    requestsBefore: requests.slice(0, launch + 1),
    requestsAfter: after.filter((request) => !isPoll(request)),
    polls: after.filter(isPoll).length,
    peakMiB: run.peakMiB,
  };
}
