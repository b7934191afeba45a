/** What the pod of a simulated experiment says about itself. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { type ContainerView, containersOf } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject, NewObject } from '../../store.ts';

export interface ExperimentFacts {
  readonly namespace: string;
  readonly engine: string;
  readonly experiment: string;
  /** The Job's name, or the pod's for one without a Job. */
  readonly job: string;
  /** The container that plays the experiment: the one that is called like the Job. */
  readonly main: string;
  /** Tells launches of one experiment apart that belong to different steps. */
  readonly step: string;
}

const stepLabel = 'runner.litmuschaos.io/step';

/** The last value that a list of variables gives one, if that is a text and no reference. */
export const literal = (env: readonly JsonRecord[], name: string): string | undefined =>
  stringOf(env.findLast((entry) => entry.name === name)?.value);

const isExperiment = ({ env }: ContainerView): boolean =>
  Boolean(literal(env, 'CHAOSENGINE')) && Boolean(literal(env, 'EXPERIMENT_NAME'));

/** The facts of an experiment's pod; undefined for any other pod, a helper for example. */
export const factsOf = (pod: KubeObject | NewObject): ExperimentFacts | undefined => {
  const labels = objectOf(pod.metadata.labels);
  const job = stringOf(labels['job-name']);
  const containers = containersOf(pod as KubeObject);
  const main = containers.find(({ name }) => name === job) ?? containers.find(isExperiment);
  if (!main || !isExperiment(main)) return undefined;
  return {
    namespace: pod.metadata.namespace ?? '',
    engine: literal(main.env, 'CHAOSENGINE') ?? '',
    experiment: literal(main.env, 'EXPERIMENT_NAME') ?? '',
    job: job ?? pod.metadata.name,
    main: main.name,
    step: stringOf(labels[stepLabel]) ?? '',
  };
};

/** Whether the pod is the helper of an experiment. */
export const isHelper = (pod: KubeObject): boolean =>
  /-helper-/.test(pod.metadata.labels?.app ?? '') && pod.metadata.ownerReferences === undefined;
