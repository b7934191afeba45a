import type * as E from 'fp-ts/Either';
import type { Manifest } from '../model/json/json-object.ts';
import type { Problem } from '../model/json/problem.ts';
import type { ChaosEngine, ExperimentEntry } from '../model/litmus/engine.ts';
import type { ChaosExperiment } from '../model/litmus/experiment.ts';
import type { RunnerEnvironment } from '../model/litmus/runner-environment.ts';
import { type BuiltJob, buildJob } from './build-job.ts';

/** The Job that an entry of an engine would become, of no run. */
export const trialJob = (
  engine: ChaosEngine,
  entry: ExperimentEntry,
  entryIndex: number,
  experiment: ChaosExperiment,
  environment: RunnerEnvironment,
): E.Either<readonly Problem[], BuiltJob> =>
  buildJob({
    engine,
    engineUid: engine.metadata.uid ?? 'unknown',
    experiment,
    entry,
    entryIndex,
    environment,
    identity: { runId: 'none', step: entry.name, iteration: 1, attempt: 1 },
    baseline: 'none',
  });

/** The pod that the Job controller would make of a Job. */
export const podOf = ({ metadata, spec }: Manifest): Manifest => {
  const { template } = spec as {
    readonly template: { readonly metadata: Manifest['metadata']; readonly spec: unknown };
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...template.metadata,
      ...(metadata.namespace && { namespace: metadata.namespace }),
      name: metadata.name,
    },
    spec: template.spec,
  };
};
