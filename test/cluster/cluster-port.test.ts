import * as E from 'fp-ts/Either';
import { expect, onTestFinished, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { connect } from '../../src/cluster/credentials/connect.ts';
import { type Connection, connectTo } from '../../src/cluster/credentials/connection.ts';
import { clusterPortContract } from '../contract/cluster-port.ts';
import type { ContractServer } from '../contract/port-set-up.ts';
import type { Api } from './api.ts';
import { environment, serviceAccount } from './environment.ts';
import { until } from './waiting.ts';

const tokenOf = async (api: Api, namespace: string): Promise<string> => {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const reply = await api.send('POST', path, request);
  return JSON.parse(reply.text).status.token;
};

const admin = async (): Promise<Connection> => {
  const connection = await connect({ env: process.env, now: Date.now });
  if (E.isLeft(connection)) throw new Error(connection.left.message);
  return connection.right;
};

const setUp = async (): Promise<ContractServer & { readonly api: Api }> => {
  const { api, namespace } = await environment();
  const connection = await admin();
  const { credentials, renewal } = connectTo({ server: connection.server, token: await tokenOf(api, namespace) });
  return {
    api,
    namespace,
    admin: connection,
    litmus: { ...connection, credentials, renewal },
    // The server remembers custom resources from the moment when their definition came, long after its first writes.
    forgottenVersion: () => '1',
  };
};

clusterPortContract(setUp);

const opened = (connection: Connection) => {
  const cluster = assembleCluster({
    connection,
    clock: systemClock,
    random: Math.random,
    userAgent: 'chaos-runner/test',
  });
  onTestFinished(() => cluster.close());
  return cluster;
};

test('an exceeded quota is one that may have room later, and no missing rule', async () => {
  const { api, namespace, litmus } = await setUp();
  await api.create(
    'ResourceQuota',
    { metadata: { name: 'none' }, spec: { hard: { 'count/jobs.batch': '0' } } },
    namespace,
  );
  const awaited = { kind: 'ResourceQuota', namespace, within: 30, what: 'the quota in force' } as const;
  await until(api, awaited, ([quota]) => ((quota?.status as { hard?: unknown })?.hard ? true : undefined));
  const containers = [{ name: 'c', image: 'localhost/busybox:1' }];
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'refused', namespace },
    spec: { template: { spec: { restartPolicy: 'Never', containers } } },
  };
  expect(await opened(litmus).create('Job', job)).toMatchObject({
    left: { is: 'QuotaExceeded', message: expect.stringContaining('exceeded quota') },
  });
});

test('the end of a container’s log is read, whatever its length', async () => {
  const { api, namespace, litmus } = await setUp();
  const command = ['sh', '-c', 'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done'];
  const containers = [{ name: 'main', image: 'localhost/busybox:1', imagePullPolicy: 'Never', command }];
  await api.create('Pod', { metadata: { name: 'prints' }, spec: { restartPolicy: 'Never', containers } }, namespace);
  const awaited = { kind: 'Pod', namespace, name: 'prints', within: 60, what: 'the end of the pod' } as const;
  await until(api, awaited, ([pod]) => ((pod?.status as { phase?: string })?.phase === 'Succeeded' ? true : undefined));
  const ref = { namespace, name: 'prints' };
  const wish = { container: 'main', tailLines: 3, limitBytes: 1_000 };
  const cluster = opened(litmus);
  expect(await cluster.podLog(ref, wish)).toEqual(E.right('line 2997\nline 2998\nline 2999\n'));
  expect(await cluster.podLog(ref, { ...wish, tailLines: 100, limitBytes: 15 })).toEqual(E.right('line 2999\n'));
});
