import type { KubeObject } from '../../../src/cluster/port.ts';
import type { Ground } from '../ground.ts';
import { isLaunch } from '../one-run.ts';
import { variableOf } from '../onlooker.ts';
import type { SeenRequest } from '../place.ts';

/** The Jobs of one engine, as they were made: the uids of each step's. */
export type JobsByStep = ReadonlyMap<string, ReadonlySet<string>>;

/** Follows the Jobs of an engine from now on. A step is its experiment with its instance: two names would be two injections, too. */
export async function followCreations({ place, namespace }: Ground, engine: string) {
  const byStep = new Map<string, Set<string>>();
  const close = await place.follow('Job', namespace, (job) => {
    const template = (job.spec as { readonly template: KubeObject }).template;
    if (variableOf(template, 'CHAOSENGINE') !== engine) return;
    const step = `${variableOf(template, 'EXPERIMENT_NAME')} ${variableOf(template, 'INSTANCE_ID')}`;
    byStep.set(step, (byStep.get(step) ?? new Set()).add(job.metadata.uid ?? ''));
  });
  return { byStep: byStep as JobsByStep, close };
}

/** How many requests have made a Job. */
export const madeJobs = (requests: readonly SeenRequest[]): number =>
  requests.filter((request) => isLaunch(request) && request.status === 201).length;

/**
 * How many Jobs there were beyond one for each step, by what was made and by what the server has answered with 201: the larger
 * of the two, because neither may be more.
 */
export function doubles(byStep: JobsByStep, requests: readonly SeenRequest[]): number {
  const made = [...byStep.values()].reduce((sum, uids) => sum + uids.size, 0);
  return Math.max(made, madeJobs(requests)) - byStep.size;
}
