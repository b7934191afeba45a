import { readFileSync } from 'node:fs';
import { afterAll, vi } from 'vitest';
import { parse } from 'yaml';
import { describeWorkloads } from '../../simulator/test/controllers/workloads-contract.ts';
import { createClient } from '../contract/client.ts';
import { versionNamed } from '../contract/versions.ts';

// Real containers take their time: a deadline of 3 s ends a Job after about 15.
vi.setConfig({ testTimeout: 60_000 });

const config = parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'));
const { cluster } = config.clusters[0];
const ca = cluster['certificate-authority-data'];
const authority =
  ca === undefined
    ? readFileSync(cluster['certificate-authority'], 'utf8')
    : Buffer.from(ca, 'base64').toString('utf8');
const client = createClient(cluster.server, config.users[0].user.token, authority);
// Which tests there are depends on it.
const { gitVersion } = (await client.get('/version')).body;

afterAll(() => client.close());

describeWorkloads(
  () => ({
    client,
    url: cluster.server,
    kubeconfig: process.env.KUBECONFIG ?? '',
    tokenFor: () => Promise.reject(new Error('workloads need no other token')),
    image: 'localhost/busybox:1',
    close: async () => {},
  }),
  versionNamed(gitVersion),
);
