import * as E from 'fp-ts/Either';
import type { ChaosEngine, ExperimentEntry } from '../model/engine.ts';
import type { ChaosExperiment } from '../model/experiment.ts';
import type { Problem } from '../model/problem.ts';
import { buildJob } from './build-job.ts';

/** Why an entry of an engine could not be launched with this experiment: builds its Job and throws it away. */
export const checkPair = (
  engine: ChaosEngine,
  entry: ExperimentEntry,
  entryIndex: number,
  experiment: ChaosExperiment,
): readonly Problem[] => {
  const namespace = engine.metadata.namespace ?? 'default';
  const built = buildJob({
    engine,
    engineUid: 'unknown',
    experiment,
    entry,
    entryIndex,
    environment: {
      engine: engine.metadata.name,
      experiments: [entry.name],
      namespace,
      application: { by: 'targets' },
      warnings: [],
    },
    identity: { runId: 'none', step: entry.name, iteration: 1, attempt: 1 },
    baseline: 'none',
  });
  return E.isLeft(built) ? built.left : [];
};
