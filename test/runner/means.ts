import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../src/cluster/port.ts';
import type { BuiltJob } from '../../src/job/build-job.ts';
import type { RunnerEnvironment } from '../../src/model/litmus/runner-environment.ts';
import type { Clock } from '../../src/runner/clock.ts';
import type { RebuildMeans } from '../../src/runner/effects/result-name.ts';
import { createResultReader, type ResultReaderMeans } from '../../src/runner/effects/result-reader.ts';
import type { Log } from '../../src/runner/log.ts';
import type { JointDeletion } from '../../src/runner/removal/joint-deletion.ts';
import { createEngineDoor } from '../../src/runner/run/engine-cache.ts';
import type { RunIdentity } from '../../src/runner/run/run-context.ts';
import { decoded, engineOf, planOf } from './fixtures.ts';

// What a run lends to its effects, as small values: nothing is there, nobody says anything, and a request fails the test that
// does not expect it.

export const identity: RunIdentity = {
  ...{ runId: 'run1', engineName: 'engine', engineUid: 'uid', namespace: 'litmus', holder: 'me' },
};

const unexpected = async (...asked: readonly unknown[]): Promise<never> => {
  throw new Error(`nobody expects this request: ${JSON.stringify(asked)}`);
};

export const noRequests: Cluster = {
  describe: () => ({ server: 'https://none' }),
  ...{ get: unexpected, getMetadata: unexpected, list: unexpected, create: unexpected, patch: unexpected },
  ...{ remove: unexpected, removeSelected: unexpected, watch: unexpected, podLog: unexpected, access: unexpected },
  close: async () => undefined,
};

export const silent: Log = {
  ...{ info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined },
};

const environment: RunnerEnvironment = {
  ...{ engine: 'engine', experiments: ['a', 'b'], namespace: 'litmus', application: { is: 'targets' }, warnings: [] },
};

/** A Job that a process has built, by default without anything that it depends on. */
export const builtJob = (name: string, more: Partial<BuiltJob> = {}): BuiltJob => ({
  name,
  job: { apiVersion: 'batch/v1', kind: 'Job', metadata: { name } },
  startTimeoutMs: 360_000,
  dependencies: { configMaps: [], secrets: [], secretsToMask: [], literals: [] },
  warnings: [],
  ...more,
});

/** What the Job of an attempt is built again with, whose ChaosExperiment is gone; `built`: those that need not be. */
export const rebuilding = (clock: Clock, ...built: readonly BuiltJob[]): RebuildMeans => ({
  ...{ clock, identity, environment, log: silent, launched: { yet: true }, signal: new AbortController().signal },
  plan: planOf([{ id: 'a' }]),
  engine: engineAs({}),
  readExperiment: async () => ({ is: 'Missing' }),
  enduranceMs: Number.POSITIVE_INFINITY,
  endUnfinished: () => undefined,
  built: new Map(built.map((one) => [one.name, one])),
});

/** No deletion waits for another one. */
export const eachByItself: JointDeletion = { remove: (_, byItself) => byItself() };

/** A run that reads ChaosResults, too, as its cluster has them. */
export const readingResults = <Means extends ResultReaderMeans>(run: Means) => ({
  ...run,
  results: createResultReader(run),
});

/** An engine with this in its spec, which goes on. */
export const engineAs = (spec: object) => {
  const written = engineOf({});
  const engine = decoded({ ...written, spec: { ...(written.spec as object), ...spec } });
  return createEngineDoor(noRequests, engine, () => 0);
};

export const absent: E.Either<ClusterError, never> = E.left({ is: 'NotFound', message: 'not found' });

export const listOf = (items: readonly KubeObject[]) => E.right({ items, resourceVersion: '1' });
