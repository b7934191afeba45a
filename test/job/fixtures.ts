import type { JobInput } from '../../src/job/build-job.ts';
import type { JsonRecord, Manifest } from '../../src/model/json/json-object.ts';
import { recordAt, recordsAt } from '../../src/model/json/json-object.ts';
import { decodeEnvironment, environmentFromEngine } from '../../src/model/litmus/runner-environment.ts';
import { engineOf, engineUid, experimentOf, right } from '../model/fixtures.ts';

export const identity = { runId: 'run-1', step: 'pod-delete', iteration: 1, attempt: 1 };

export interface Parts {
  readonly spec?: JsonRecord;
  readonly metadata?: JsonRecord;
  readonly components?: JsonRecord;
  readonly definition?: JsonRecord;
  readonly name?: string;
}

/** What a Job is built from, with everything absent that a test does not name. */
export const inputOf = (parts: Parts = {}): JobInput => {
  const { spec = {}, metadata = {}, components = {}, definition = {}, name = 'pod-delete' } = parts;
  const engine = engineOf({ experiments: [{ name, spec: { components } }], ...spec }, metadata);
  const [entry] = engine.spec.experiments;
  if (entry === undefined) throw new Error('the engine has no experiment');
  const environment = right(decodeEnvironment(right(environmentFromEngine(engine, 'litmus'))));
  return {
    engine,
    engineUid,
    experiment: experimentOf(definition, name),
    entry,
    environment,
    identity,
    baseline: 'none',
  };
};

export const podSpecOf = (job: Manifest): JsonRecord => recordAt(recordAt(recordAt(job, 'spec'), 'template'), 'spec');

export const containersOf = (job: Manifest): readonly JsonRecord[] => recordsAt(podSpecOf(job), 'containers');

export const mainOf = (job: Manifest): JsonRecord => containersOf(job)[0] ?? {};
