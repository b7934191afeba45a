import type { KubeObject } from '../../src/cluster/port.ts';
import type { Ground } from './ground.ts';

/** Follows the pods of a namespace and its engines, and remembers when which first was what. */
export interface Onlooker {
  /** When the main container of a Job's pod was first seen terminated, by the Job's name. */
  readonly terminated: ReadonlyMap<string, number>;
  /** When a row of an engine first had its verdict, by `engine/row`. */
  readonly verdicts: ReadonlyMap<string, { readonly at: number; readonly verdict: string }>;
  /** Which Job a pod with that engine's uid belongs to, in the order of their first appearance. */
  readonly jobsOf: (engineUid: string) => readonly string[];
  /** Resolves once the main container of that Job has terminated. */
  readonly untilTerminated: (job: string) => Promise<void>;
  readonly close: () => void;
}

interface PodStatus {
  readonly containerStatuses?: readonly { readonly name: string; readonly state?: { readonly terminated?: unknown } }[];
}

/** Starts watching from now on. `onPod` is told of each pod when it first appears. */
export async function lookOn(ground: Ground, onPod?: (pod: KubeObject) => void): Promise<Onlooker> {
  const { place, namespace } = ground;
  const terminated = new Map<string, number>();
  const verdicts = new Map<string, { at: number; verdict: string }>();
  const jobs = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const waiting = new Set<() => void>();

  const sawPod = (pod: KubeObject): void => {
    const { labels = {}, uid = '' } = pod.metadata;
    const job = labels['job-name'];
    if (job === undefined) return;
    const owned = jobs.get(labels.chaosUID ?? '') ?? new Set();
    jobs.set(labels.chaosUID ?? '', owned.add(job));
    const { containerStatuses = [] } = (pod.status ?? {}) as PodStatus;
    if (!seen.has(uid)) {
      seen.add(uid);
      onPod?.(pod);
    }
    const main = containerStatuses.find(({ name }) => name === job);
    if (main?.state?.terminated !== undefined && !terminated.has(job)) terminated.set(job, Date.now());
    for (const check of waiting) check();
  };
  const sawEngine = (engine: KubeObject): void => {
    const { experiments = [] } = (engine.status ?? {}) as {
      readonly experiments?: readonly { readonly name: string; readonly status: string; readonly verdict: string }[];
    };
    for (const { name, status, verdict } of experiments) {
      const key = `${engine.metadata.name}/${name}`;
      if (status === 'Completed' && verdict !== 'Awaited' && !verdicts.has(key))
        verdicts.set(key, { at: Date.now(), verdict });
    }
  };

  const stops = await Promise.all([
    place.follow('Pod', namespace, sawPod),
    place.follow('ChaosEngine', namespace, sawEngine),
  ]);

  return {
    terminated,
    verdicts,
    jobsOf: (engineUid) => [...(jobs.get(engineUid) ?? [])],
    untilTerminated: (job) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!terminated.has(job)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: () => {
      for (const stop of stops) stop();
    },
  };
}

/** A literal variable of the pod's main container; the empty text when it has none of that name. */
export function variableOf(pod: KubeObject, name: string): string {
  const { containers } = pod.spec as { containers: { env?: { name: string; value?: string }[] }[] };
  return containers[0]?.env?.find((one) => one.name === name)?.value ?? '';
}

/**
 * Writes the ChaosResult that an experiment would: at once, because a runner believes it only when the container has ended.
 * `named`: in place of the name that the runner looks for.
 */
export async function writeResult({ place, namespace }: Ground, pod: KubeObject, named?: string): Promise<void> {
  const [engine, experiment] = [variableOf(pod, 'CHAOSENGINE'), variableOf(pod, 'EXPERIMENT_NAME')];
  const usual = [engine, experiment, variableOf(pod, 'INSTANCE_ID')].filter((part) => part !== '').join('-');
  const experimentStatus = { phase: 'Completed', verdict: 'Pass', failStep: 'N/A', probeSuccessPercentage: '100' };
  const result = {
    metadata: { name: named ?? usual, labels: { ...pod.metadata.labels } },
    spec: { engine, experiment },
    status: { experimentStatus },
  };
  await place.api.create('ChaosResult', result, namespace);
}
