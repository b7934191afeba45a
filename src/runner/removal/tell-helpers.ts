import { isMainPod } from '../../model/kube/pod.ts';
import { sleep } from '../clock.ts';
import { lookAgainMs } from './remove-job.ts';
import { removePod } from './remove-pod.ts';
import type { Removal, RemovalMeans } from './step-removal.ts';

/**
 * Tells the helpers of a step to go that the observer has seen, and those that a watch tells of meanwhile, until `over`
 * fires: they inject, and whether the server lists pods or takes the Job's deletion is of no account for them. That they are
 * gone only a list proves.
 */
export const tellKnownHelpers = async (run: RemovalMeans, removal: Removal, over: AbortSignal): Promise<void> => {
  const { knownPods } = removal;
  if (knownPods === undefined) return;
  const told = new Set<string>();
  const ends = AbortSignal.any([run.signal, over]);
  while (!ends.aborted) {
    for (const pod of knownPods()) {
      const { name, uid = name } = pod.metadata;
      if (told.has(uid) || isMainPod(pod, removal.job.name)) continue;
      told.add(uid);
      // Seen by whoever observes: a list without it shows that it is gone.
      if (!removal.pods.includes(`pod/${name}`)) removal.pods = [...removal.pods, `pod/${name}`];
      void removePod(run, removal, pod).then((isDone) => {
        if (!isDone) told.delete(uid);
      });
    }
    await sleep(run.clock, lookAgainMs, ends);
  }
};
