import type { KubeObject } from '../../src/cluster/port.ts';
import type { Environment } from './environment.ts';
import { type Play, playedExperiment } from './experiment-image.ts';
import { followUntil } from './logs.ts';
import { engineManifest, initializedEngine, runnerPod } from './operator-pod.ts';
import { until } from './waiting.ts';

/** One engine under a runner, on the cluster. */
export interface Run extends Environment {
  readonly engine: KubeObject;
  readonly name: string;
  readonly uid: string;
}

export interface RunRequest {
  /** By name, in the order in which the engine lists them. */
  readonly experiments: Readonly<Record<string, Play>>;
  /** Further fields of the engine's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly engineName?: string;
}

/** What a user and the operator do until the runner starts: experiments, engine, finalizer, runner pod. */
export async function startRun(here: Environment, request: RunRequest): Promise<Run> {
  const { api, namespace } = here;
  const { experiments, spec = {}, annotations = {}, engineName = 'engine' } = request;
  for (const [name, play] of Object.entries(experiments)) {
    await api.create('ChaosExperiment', playedExperiment(name, play), namespace);
  }
  const manifest = engineManifest(engineName, Object.keys(experiments), { spec, annotations });
  const engine = await initializedEngine(api, namespace, manifest);
  await api.create('Pod', runnerPod(engine), namespace);
  return { ...here, engine, name: engineName, uid: engine.metadata.uid ?? '' };
}

interface Termination {
  readonly exitCode: number;
  readonly reason: string;
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly containerID?: string;
  readonly state: { readonly running?: unknown; readonly terminated?: Termination };
}

/** The status of the container `chaos-runner`, as the operator looks it up. */
export function runnerContainer(pods: readonly KubeObject[]): ContainerStatus | undefined {
  const status = pods[0]?.status as { containerStatuses?: ContainerStatus[] } | undefined;
  return status?.containerStatuses?.find((container) => container.name === 'chaos-runner');
}

/** The runner pod when its container has terminated with the reason by which the operator completes an engine. */
export function completed({ api, namespace, name }: Run, within = 60): Promise<ContainerStatus> {
  const awaited = { kind: 'Pod', namespace, name: `${name}-runner`, within, what: 'the end of the runner' } as const;
  return until(api, awaited, (pods) => {
    const container = runnerContainer(pods);
    return container?.state.terminated?.reason === 'Completed' ? container : undefined;
  });
}

export interface Row {
  readonly name: string;
  readonly runner: string;
  readonly experimentPod: string;
  readonly status: string;
  readonly verdict: string;
  readonly lastUpdateTime: string;
}

/** The rows of the engine's status as they are now. */
export async function rows({ api, namespace, name }: Run): Promise<readonly Row[]> {
  return rowsOf(await api.get('ChaosEngine', { namespace, name }));
}

export function rowsOf(engine: KubeObject): readonly Row[] {
  return (engine.status as { experiments?: Row[] } | undefined)?.experiments ?? [];
}

/** The pods that experiments and their helpers run in: all with the engine's UID but the runner's own. */
export async function chaosPods({ api, namespace, uid }: Run): Promise<readonly KubeObject[]> {
  const pods = await api.list('Pod', namespace, `chaosUID=${uid}`);
  return pods.filter((pod) => pod.metadata.labels?.['app.kubernetes.io/component'] !== 'chaos-runner');
}

/** When the main container of an experiment's pod ran, by the kubelet's own times (whole seconds); absent while it runs. */
export function ranAt(pod: KubeObject | undefined): { readonly from: number; readonly to: number } | undefined {
  const { containerStatuses = [] } = (pod?.status ?? {}) as {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state: { readonly terminated?: { readonly startedAt: string; readonly finishedAt: string } };
    }[];
  };
  const main = containerStatuses.find(({ name }) => name === pod?.metadata.labels?.['job-name']);
  const ended = main?.state.terminated;
  return ended && { from: Date.parse(ended.startedAt), to: Date.parse(ended.finishedAt) };
}

/** Waits until an experiment's main container plays, from when on it obeys SIGTERM; answers its pod. */
export async function experimentRunning({ api, namespace, uid }: Run): Promise<KubeObject> {
  const awaited = { kind: 'Pod', namespace, labels: `chaosUID=${uid},job-name`, within: 60 } as const;
  const pod = await until(api, { ...awaited, what: 'a running experiment' }, (pods) =>
    pods.find((found) => (found.status as { phase: string }).phase === 'Running'),
  );
  const { name, labels } = pod.metadata;
  const target = { namespace, pod: name, container: labels?.['job-name'] ?? '', within: 30 };
  await followUntil(api, target, (line) => line.startsWith('playing '));
  return pod;
}

/**
 * The operator's abort, in its order: Jobs, then Pods by `chaosUID` in the background with the engine's grace period,
 * the runner's pod among them; it waits until no such pod is left, rewrites the rows that it had read before and lets
 * go of the engine.
 */
export async function operatorAborts(run: Run): Promise<void> {
  const { api, namespace, name, uid } = run;
  const before = await api.get('ChaosEngine', { namespace, name });
  const grace = (before.spec as { terminationGracePeriodSeconds?: number }).terminationGracePeriodSeconds;
  const selector = { namespace, query: { labelSelector: `chaosUID=${uid}` } };
  const options = grace === undefined ? {} : { gracePeriodSeconds: grace };
  await api.remove('Job', selector, options);
  await api.remove('Pod', selector, options);
  const awaited = {
    kind: 'Pod',
    namespace,
    labels: `chaosUID=${uid}`,
    within: 100,
    what: 'no pod of the engine',
  } as const;
  await until(api, awaited, (pods) => (pods.length === 0 ? true : undefined));
  const experiments = rowsOf(before).map((row) =>
    row.status === 'Running' || row.status === 'Waiting for Job Creation'
      ? { ...row, status: 'Forcefully Aborted', verdict: 'Stopped' }
      : row,
  );
  await api.patch('ChaosEngine', namespace, name, {
    metadata: { finalizers: null },
    status: { engineStatus: 'stopped', experiments },
  });
}

/** A user stops the engine, and the operator does what it does then. */
export async function stop(run: Run): Promise<void> {
  await run.api.patch('ChaosEngine', run.namespace, run.name, { spec: { engineState: 'stop' } });
  await operatorAborts(run);
}

/**
 * What is left of a run: nothing but the engine, its experiments and its results should be. A Job that is deleted in the
 * foreground goes when the garbage collector has seen that its last pod is gone, which may be a moment after that.
 */
export async function residue({ api, namespace }: Run): Promise<readonly string[]> {
  const doomed = { kind: 'Job', namespace, within: 10, what: 'no Job on its way out' } as const;
  await until(api, doomed, (jobs) => jobs.every((job) => job.metadata.deletionTimestamp === undefined) || undefined);
  const kinds = ['Job', 'Pod', 'Deployment', 'Service'] as const;
  const lists = await Promise.all(kinds.map((kind) => api.list(kind, namespace)));
  return lists.flat().map((object) => object.metadata.name);
}
