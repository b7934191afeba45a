import * as E from 'fp-ts/Either';
import type { Problem } from '../model/json/problem.ts';
import type { ChaosEngine, ExperimentEntry } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import { trialJob } from './trial-job.ts';

/** Why an entry of an engine could not be launched with this experiment: builds its Job and throws it away. */
export const checkPair = (
  engine: ChaosEngine,
  entry: ExperimentEntry,
  entryIndex: number,
  experiment: ChaosExperiment,
): readonly Problem[] => {
  const built = trialJob(engine, entry, entryIndex, experiment, {
    engine: engine.metadata.name,
    experiments: [entry.name],
    namespace: engine.metadata.namespace ?? 'default',
    application: { is: 'targets' },
    warnings: [],
  });
  return E.isLeft(built) ? built.left : [];
};
