import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import type { KubeObject } from '../../../src/cluster/port.ts';
import { identityLabels } from '../../../src/job/identity.ts';
import { type CleanUpMeans, cleanUp } from '../../../src/runner/removal/clean-up.ts';
import { start } from '../fixtures.ts';
import { instantClock } from '../instant-clock.ts';
import { builtJob, eachByItself, engineAs, listOf, noRequests, rebuilding, silent } from '../means.ts';

const secret = 'hunter2-hunter2';
const { dependencies } = builtJob('a-job');
const built = builtJob('a-job', {
  resultName: 'engine-a',
  dependencies: { ...dependencies, literals: [{ name: 'PASSWORD', value: secret }] },
});
const helper: KubeObject = {
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name: 'helper', uid: 'uid-helper', labels: { [identityLabels.job]: 'a-job' } },
};
const refused: ClusterError = { is: 'Invalid', message: `a webhook does not like PASSWORD=${secret}`, causes: [] };

it('a webhook that refuses deletions is quoted in the log without what may be a secret', async () => {
  const said: unknown[] = [];
  const run: CleanUpMeans = {
    jointDeletion: eachByItself,
    ...rebuilding(instantClock(start), built),
    log: { ...silent, error: (about) => said.push(about) },
    waitsForRemoval: () => false,
    engine: engineAs({}),
    cluster: { ...noRequests, list: async () => listOf([helper]), remove: async () => E.left(refused) },
  };
  const params = { step: 0, iteration: 1, attempt: 1, experiment: 'a', launchedAt: start };
  await cleanUp(run, { ...params, job: { name: 'a-job' }, removeJob: true, removeHelpers: true });
  const cause = 'a webhook does not like PASSWORD=***';
  expect(said).toEqual(
    expect.arrayContaining([
      { job: 'a-job', cause },
      { pod: 'helper', cause },
    ]),
  );
  expect(JSON.stringify(said)).not.toContain(secret);
});
