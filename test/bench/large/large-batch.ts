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
import { bundle } from '../one-run.ts';
import { variableOf, writeResult } from '../onlooker.ts';
import { mayMount, type ProcessRun, runProgram } from '../runner-process.ts';
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

/** An engine with a batch, and everything that looks at it. */
export interface LargeBatch {
  readonly engine: string;
  readonly rows: Rows;
  /** One of the Jobs, as stored, once one was seen. */
  readonly job: () => Promise<KubeObject | undefined> | undefined;
  /** The cgroup in which the processes run; undefined where none may be made. */
  readonly group: MemoryGroup | undefined;
  /** Runs the bundle to its end. `onStart` is told its pid. */
  readonly run: (onStart?: (pid: number) => void) => Promise<ProcessRun>;
}

const experimentName = (index: number): string => `large-${(index % sharedExperiments) + 1}`;

/** Makes the ChaosExperiments that the batches use. */
export async function prepareLarge({ ground, stepSeconds }: LargeGround): Promise<void> {
  for (let index = 0; index < sharedExperiments; index += 1)
    await createExperiment(ground, experimentName(index), variables, stepSeconds);
}

/** Makes an engine with such a batch, and forgets it, with the results of its steps, when `act` is done. */
export async function withLargeBatch<A>(
  large: LargeGround,
  wish: LargeWish,
  act: (batch: LargeBatch) => Promise<A>,
): Promise<A> {
  const { ground } = large;
  await untilQuiet(ground);
  const engine = await largeEngine(large, wish);
  const rows = await followRows(ground, engine.name);
  const pods = await playPods(ground, engine.name);
  const group = openMemoryGroup(podLimitMiB);
  try {
    const run: LargeBatch['run'] = (onStart) => runLargeProgram(large, engine, group, onStart);
    return await act({ engine: engine.name, rows, job: pods.job, group, run });
  } finally {
    rows.close();
    pods.close();
    group?.close();
    await forgetEngine(ground, engine.name);
    await ground.place.api.remove('ChaosResult', { namespace: ground.namespace });
  }
}

let counter = 0;

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

const runLargeProgram = (
  { ground, environment }: LargeGround,
  engine: EngineWish,
  group: MemoryGroup | undefined,
  onStart: ((pid: number) => void) | undefined,
): Promise<ProcessRun> =>
  runProgram({
    script: bundle,
    env: { ...runnerEnvironment(ground, engine), ...environment },
    access: ground.access[engine.account],
    credentials: mayMount ? 'pod' : 'kubeconfig',
    longestMs,
    ...(group && { memoryGroup: group.folder }),
    ...(onStart && { onStart }),
  });

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
