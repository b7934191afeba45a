import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCluster, litmusServiceAccount } from 'chaos-runner-simulator';
import { expect, onTestFinished, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { connect } from '../../src/cluster/credentials/connect.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';
import { clusterPortContract } from '../contract/cluster-port.ts';
import { right } from './adapter-fixture.ts';

clusterPortContract(async () => {
  const simulator = await createCluster({ seed: 1, namespaces: ['litmus'], https: false, litmus: {} });
  onTestFinished(() => simulator.close());
  await simulator.apply(litmusServiceAccount('litmus', 'litmus'));
  const server = simulator.url;
  return {
    admin: connectTo({ server, token: simulator.adminToken }),
    litmus: connectTo({ server, token: simulator.tokenFor('litmus', 'litmus') }),
    namespace: 'litmus',
    forgottenVersion: () => {
      simulator.compact();
      return '1';
    },
  };
});

test('a kubeconfig that the simulator writes leads to it over TLS', async () => {
  const simulator = await createCluster({ seed: 1, namespaces: ['litmus'], https: true });
  onTestFinished(() => simulator.close());
  const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'config');
  await writeFile(path, simulator.kubeconfig({ namespace: 'litmus' }));
  const connection = right(await connect({ env: {}, now: Date.now, kubeconfig: path }));
  const cluster = assembleCluster({
    connection,
    clock: systemClock,
    random: Math.random,
    userAgent: 'chaos-runner/test',
  });
  onTestFinished(() => cluster.close());
  expect(cluster.describe()).toMatchObject({ server: simulator.url, namespace: 'litmus' });
  expect(right(await cluster.list('ConfigMap', 'litmus', {})).items).toEqual(expect.any(Array));
});
