import type { KubeObject } from '../../../src/cluster/port.ts';
import {
  type Account,
  createEngine,
  createExperiment,
  type EngineWish,
  forgetEngine,
  type Ground,
  runnerEnvironment,
  untilQuiet,
} from '../ground.ts';
import { bundle, isLaunch } from '../one-run.ts';
import { variableOf, writeResult } from '../onlooker.ts';
import type { SeenRequest } from '../place.ts';
import { mayMount, runProgram } from '../runner-process.ts';
import { type MemoryGroup, openMemoryGroup } from './memory-group.ts';
import { followRows, type Rows } from './rows.ts';

/** The limit that Litmus documents for its runner's pod, in MiB. */
const podLimitMiB = 128;
/** How many ChaosExperiments the steps of a batch share: one fault is used many times, each time with an INSTANCE_ID of its own. */
const sharedExperiments = 20;
const variables = 10;
/** Twice what the largest size takes at the pace of the first versions. */
const longestMs = 800_000;

/** What all runs of one measurement have in common. */
export interface LargeGround {
  readonly ground: Ground;
  /** What one step takes in its container. */
  readonly stepSeconds: number;
  /** Of the runner's process, beyond what the operator sets. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface LargeWish {
  readonly steps: number;
  readonly parallelism: number;
  readonly account: Account;
  readonly cleanUp: 'delete' | 'retain';
}

/** One run of a batch. */
export interface LargeFigures {
  readonly exitCode: number | null;
  readonly passed: number;
  /** From the arrival of the first Job's creation to the last verdict in the engine, in seconds. */
  readonly jobToLastVerdict: number;
  readonly startToExit: number;
  readonly requests: readonly SeenRequest[];
  readonly processorSeconds: number;
  readonly peakMiB: number;
  /** Whether the peak is that of a cgroup with a pod's limit; else it is the most that was resident. */
  readonly inGroup: boolean;
  readonly wasKilled: boolean;
  /** One of the Jobs, as stored. */
  readonly job: KubeObject | undefined;
  /** The end of what the process said. */
  readonly said: string;
}

const experimentName = (index: number): string => `large-${(index % sharedExperiments) + 1}`;

/** Makes the ChaosExperiments that {@link runLarge} uses. */
export async function prepareLarge({ ground, stepSeconds }: LargeGround): Promise<void> {
  for (let index = 0; index < sharedExperiments; index += 1)
    await createExperiment(ground, experimentName(index), variables, stepSeconds);
}

let counter = 0;

/** Makes an engine with such a batch. */
async function largeEngine({ ground }: LargeGround, wish: LargeWish): Promise<EngineWish> {
  counter += 1;
  const engine = {
    name: `large-${counter}`,
    experiments: Array.from({ length: wish.steps }, (_, index) => experimentName(index)),
    account: wish.account,
    batch: `parallelism: ${wish.parallelism}`,
    cleanUp: wish.cleanUp,
    ownInstances: true,
  };
  await createEngine(ground, engine);
  return engine;
}

/** Forgets an engine, and the results that its steps have left. */
async function forgetLarge({ ground }: LargeGround, engine: EngineWish): Promise<void> {
  await forgetEngine(ground, engine.name);
  await ground.place.api.remove('ChaosResult', { namespace: ground.namespace });
}

/** Drives a batch by the bundle, in a cgroup with a pod's limit where that may be made, and measures it. Also a run that ends badly is told. */
export async function runLarge(large: LargeGround, wish: LargeWish): Promise<LargeFigures> {
  const { ground } = large;
  await untilQuiet(ground);
  const engine = await largeEngine(large, wish);
  const rows = await followRows(ground, engine.name);
  const pods = await playPods(ground, engine.name);
  const group = openMemoryGroup(podLimitMiB);
  try {
    return await measureProcess(large, engine, rows, group, pods.job);
  } finally {
    rows.close();
    pods.close();
    group?.close();
    await forgetLarge(large, engine);
  }
}

async function measureProcess(
  { ground, environment }: LargeGround,
  engine: EngineWish,
  rows: Rows,
  group: MemoryGroup | undefined,
  job: () => Promise<KubeObject | undefined> | undefined,
): Promise<LargeFigures> {
  const run = await runProgram({
    script: bundle,
    env: { ...runnerEnvironment(ground, engine), ...environment },
    access: ground.access[engine.account],
    credentials: mayMount ? 'pod' : 'kubeconfig',
    longestMs,
    ...(group && { memoryGroup: group.folder }),
  });
  const requests = await ground.place.requestsBy('chaos-runner/', ground.namespace, run.startedAt);
  const launchedAt = requests.find(isLaunch)?.at ?? Number.NaN;
  const memory = group?.read();
  return {
    exitCode: run.exitCode,
    passed: rows.passed(),
    jobToLastVerdict: (rows.lastAt() - launchedAt) / 1000,
    startToExit: (run.exitedAt - run.startedAt) / 1000,
    requests,
    processorSeconds: run.processorSeconds,
    peakMiB: memory?.peakMiB ?? run.peakMiB,
    inGroup: memory !== undefined,
    wasKilled: memory?.wasKilled ?? false,
    job: await job(),
    said: run.stderr.slice(-2_000),
  };
}

/** Writes the results of an engine's pods where nobody else does, and keeps the first Job. */
async function playPods(ground: Ground, engine: string) {
  const { place, namespace } = ground;
  const seen = new Set<string>();
  let job: Promise<KubeObject | undefined> | undefined;
  const close = await place.follow('Pod', namespace, (pod) => {
    const { uid = '', labels } = pod.metadata;
    if (seen.has(uid) || variableOf(pod, 'CHAOSENGINE') !== engine) return;
    seen.add(uid);
    if (place.needsResults) void writeResult(ground, pod);
    job ??= place.api.get('Job', { namespace, name: labels?.['job-name'] ?? '' }).catch(() => undefined);
  });
  return { close, job: () => job };
}
