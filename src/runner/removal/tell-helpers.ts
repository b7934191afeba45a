import { isMainPod } from '../../model/kube/pod.ts';
import { type Clock, sleep } from '../clock.ts';
import { lookAgainMs } from './remove-job.ts';
import { type RemovePodMeans, removePod } from './remove-pod.ts';
import type { CleanUp, Removed } from './step-removal.ts';

/**
 * Tells the helpers of a step to go that the observer has seen, and those that a watch tells of meanwhile, until `over`
 * fires: they inject, and whether the server lists pods or takes the Job's deletion is of no account for them. That they are
 * gone only a list proves.
 */
export const tellKnownHelpers = async (
  run: RemovePodMeans & { readonly clock: Clock },
  what: CleanUp,
  removed: Removed,
  signal: AbortSignal,
  over: AbortSignal,
): Promise<void> => {
  const { knownPods } = what;
  if (knownPods === undefined) return;
  const told = new Set<string>();
  const ends = AbortSignal.any([signal, over]);
  while (!ends.aborted) {
    for (const pod of knownPods()) {
      const { name, uid = name } = pod.metadata;
      if (told.has(uid) || isMainPod(pod, what.job.name)) continue;
      told.add(uid);
      // Seen by whoever observes: a list without it shows that it is gone.
      if (!removed.pods.includes(`pod/${name}`)) removed.pods = [...removed.pods, `pod/${name}`];
      void removePod(run, what, pod, removed, signal).then((isDone) => {
        if (!isDone) told.delete(uid);
      });
    }
    await sleep(run.clock, lookAgainMs, ends);
  }
};
