import * as E from 'fp-ts/Either';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BuiltJob, buildJob } from '../../src/job/build-job.ts';
import { decodeEnvironment, environmentFromEngine } from '../../src/model/litmus/runner-environment.ts';
import { type ApiServer, openApiServer } from './api-server.ts';
import { namespace, type Pair, readPairs } from './fixtures.ts';
import { normalised, withServerDefaults, withTimeToRevert } from './normalise.ts';

const engineUid = '0f2b7c1e-5a4d-4c1b-9c39-6a2f6d1f4e10';

const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const built = ({ engine, experiment, runnerEnvironment }: Pair, inNamespace: string): BuiltJob => {
  const variables = runnerEnvironment ?? right(environmentFromEngine(engine, namespace));
  const environment = { ...right(decodeEnvironment(variables)), namespace: inNamespace };
  const entry = engine.spec.experiments[0];
  if (entry === undefined) throw new Error('the engine has no experiment');
  const identity = { runId: 'run-1', step: entry.name, iteration: 1, attempt: 1 };
  return right(buildJob({ engine, engineUid, experiment, entry, environment, identity, baseline: 'none' }));
};

/** Namespace names also stand in CHAOS_NAMESPACE. */
const inScratch = (value: unknown, from: string): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(`"${from}"`, `"${namespace}"`));

const pairs = readPairs();
let server: ApiServer | undefined;
beforeAll(async () => {
  server = await openApiServer();
});
afterAll(async () => {
  await server?.close();
});

test('there are fixtures', () => {
  expect(pairs.length).toBeGreaterThan(0);
});

describe.each(pairs)('$name', (pair) => {
  test('the Job is accepted by the API server and equals what the Go runner created', async () => {
    const used = server?.namespace ?? namespace;
    const { job } = built(pair, used);
    const stored = server === undefined ? withServerDefaults(job) : await server.tryJob(job);
    expect(stored).toMatchObject({ kind: 'Job', spec: { backoffLimit: 0 } });
    expect(job.spec).not.toHaveProperty('podFailurePolicy');
    if (pair.job === undefined) return;
    const ours = inScratch(normalised(stored, engineUid, used), used);
    expect(ours).toEqual(normalised(withTimeToRevert(pair.job), 'ENGINEUID', namespace));
  });

  test.runIf(pair.runnerEnvironment)(
    'without an operator the same environment is computed as the operator passed',
    () => {
      const { CLIENT_UUID: _, ...passed } = pair.runnerEnvironment ?? {};
      expect(right(environmentFromEngine(pair.engine, namespace))).toEqual(passed);
    },
  );

  test('the same input gives the same Job', () => {
    expect(JSON.stringify(built(pair, namespace))).toBe(JSON.stringify(built(pair, namespace)));
  });
});
