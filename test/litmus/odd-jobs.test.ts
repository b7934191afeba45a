import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildJob } from '../../src/job/build-job.ts';
import { experimentNameLimit, experimentNameLimitWithSidecars } from '../../src/model/kube/names.ts';
import { inputOf, type Parts } from '../job/fixtures.ts';
import { right } from '../model/fixtures.ts';
import { type ApiServer, openApiServer } from './api-server.ts';

let server: ApiServer | undefined;
beforeAll(async () => {
  server = await openApiServer();
});
afterAll(async () => {
  await server?.close();
});

const tried = async (parts: Parts): Promise<unknown> => {
  const input = inputOf(parts);
  const environment = { ...input.environment, namespace: server?.namespace ?? '' };
  return server?.tryJob(right(buildJob({ ...input, environment })).job);
};

const long = `a${'b'.repeat(200)}`;

/** Only a real API server can say what it takes. */
describe.runIf(process.env.KUBECONFIG)('the API server takes a Job', () => {
  test.each<[string, Parts]>([
    [
      'with resources whose names collide, hold dots or are too long for volumes',
      {
        components: {
          configMaps: [
            { name: 'a', mountPath: '/1' },
            { name: 'tls.example.com', mountPath: '/2' },
            { name: long, mountPath: '/3' },
          ],
          secrets: [
            { name: 'a', mountPath: '/4' },
            { name: 'tls.example.com', mountPath: '/5' },
            { name: long, mountPath: '/6' },
          ],
        },
        definition: {
          hostFileVolumes: [
            { name: 'A_b', mountPath: '/7', nodePath: '/x' },
            { name: 'a', mountPath: '/8', nodePath: '/y' },
          ],
        },
      },
    ],
    ['of the longest name', { name: 'x'.repeat(experimentNameLimit) }],
    [
      'of the longest name beside sidecars that share a Secret with it',
      {
        name: 'x'.repeat(experimentNameLimitWithSidecars),
        metadata: { annotations: { 'sidecar/enabled': 'true' } },
        spec: {
          components: { sidecar: [{ image: 'i', secrets: [{ name: 's', mountPath: '/s' }] }] },
          experiments: [
            {
              name: 'x'.repeat(experimentNameLimitWithSidecars),
              spec: { components: { secrets: [{ name: 's', mountPath: '/s' }] } },
            },
          ],
        },
      },
    ],
    ['with labels that cannot all be copied', { metadata: { labels: { note: 'two words', 'job-name': 'other' } } }],
    [
      'of a step whose manifest is full of nulls',
      { components: { tolerations: null, resources: { limits: null } }, definition: { env: null } },
    ],
  ])('%s', async (_what, parts) => {
    await expect(tried(parts)).resolves.toMatchObject({ kind: 'Job' });
  });
});
