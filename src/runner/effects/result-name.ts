import * as E from 'fp-ts/Either';
import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { BuiltJob } from '../../job/build-job.ts';
import type { Run } from '../run/run-context.ts';
import { type ReadPatientlyMeans, readPatiently } from './read-patiently.ts';
import { type BuildMeans, build } from './validate.ts';

export type RebuildMeans = BuildMeans & ReadPatientlyMeans & Pick<Run, 'built'>;

/** What is asked about an attempt with, whose Job may have to be built again for that. */
export type AttemptMeans = RebuildMeans & Pick<Run, 'cluster'>;

/**
 * The built Job of an attempt, built again where another process had built it; undefined where that is not possible any
 * more because the ChaosExperiment is gone or has changed beyond use.
 */
export const builtJobOf = async (
  run: RebuildMeans,
  params: AttemptParams,
  job: string,
): Promise<BuiltJob | undefined> => {
  const known = run.built.get(job);
  if (known !== undefined) return known;
  // A Job of another plan, which is removed: nothing tells how it was built.
  const planned = run.plan.steps[params.step];
  if (planned === undefined) return undefined;
  const read = await readPatiently(run, planned.experiment);
  if (read?.is !== 'Found') return undefined;
  const built = build(run, params, read.experiment);
  if (E.isLeft(built)) return undefined;
  run.built.set(job, built.right);
  return built.right;
};
