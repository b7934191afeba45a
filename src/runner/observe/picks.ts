import type { KubeObject } from '../../cluster/port.ts';
import { identityLabels } from '../../job/identity.ts';
import { recordAt, textAt } from '../../model/json/json-object.ts';
import { lean } from '../../model/kube/lean.ts';
import type { Mirror } from './informer-store.ts';

type Keep = (object: KubeObject) => KubeObject | undefined;

/** What an observer keeps of the objects of a list; undefined: nothing, of Jobs that are forgotten. */
export interface Picks {
  readonly pod: Keep;
  readonly job: Keep;
  /** Of the warnings of a namespace those about these Jobs and their pods, whose names begin with that of their Job. */
  readonly warningAbout: (jobs: readonly string[]) => Keep;
}

/** The name of the object that an event is about; empty where it names none. */
export const involvedIn = (event: KubeObject): string => textAt(recordAt(event, 'involvedObject'), 'name') ?? '';

/** As the mirror knows what is forgotten, and which pods there are. */
export const createPicks = ({ isForgotten, podsOf }: Pick<Mirror, 'isForgotten' | 'podsOf'>): Picks => ({
  pod: (pod) => (isForgotten(pod.metadata.labels?.[identityLabels.job] ?? '') ? undefined : lean(pod)),
  job: (job) => (isForgotten(job.metadata.name) ? undefined : lean(job)),
  warningAbout: (jobs) => {
    const names = new Set(jobs.flatMap((job) => [job, ...podsOf(job).map(({ metadata }) => metadata.name)]));
    return (event) => {
      const about = involvedIn(event);
      return names.has(about) || jobs.some((job) => about.startsWith(`${job}-`)) ? event : undefined;
    };
  },
});
