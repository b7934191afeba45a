import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { connect } from '../../src/cluster/credentials/connect.ts';
import type { Connection } from '../../src/cluster/credentials/connection.ts';
import { connectInCluster } from '../../src/cluster/credentials/in-cluster.ts';
import { subjectOf, tokenFileCredentials } from '../../src/cluster/credentials/token-file.ts';
import { left, right } from './adapter-fixture.ts';
import { pod, reply, serve, status } from './scripted-server.ts';
import { testClock } from './test-clock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'service-account-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, content: string) => writeFile(join(folder, name), content);
const ref = { namespace: 'litmus', name: 'a' };
const env = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const claims = (subject: string) => `e.${Buffer.from(JSON.stringify({ sub: subject })).toString('base64url')}.s`;

describe('a token file', () => {
  const bearer = (token: string) => E.right({ headers: { authorization: `Bearer ${token}` } });

  test('is read again after a minute, or when asked for afresh', async () => {
    await put('token', 'one\n');
    let now = 0;
    const credentials = tokenFileCredentials(join(folder, 'token'), () => now);
    expect(await credentials(false)).toEqual(bearer('one'));
    await put('token', 'two');
    now = 59_999;
    expect(await credentials(false)).toEqual(bearer('one'));
    expect(await credentials(true)).toEqual(bearer('two'));
    await put('token', 'three');
    now = 59_999 + 60_000;
    expect(await credentials(false)).toEqual(bearer('three'));
  });

  test('that disappears leaves the last token in use', async () => {
    await put('token', 'one');
    const credentials = tokenFileCredentials(join(folder, 'token'), () => 0);
    await credentials(false);
    await rm(join(folder, 'token'));
    expect(await credentials(true)).toEqual(bearer('one'));
  });

  test('that is empty is no credentials', async () => {
    await put('token', '\n');
    const credentials = await tokenFileCredentials(join(folder, 'token'), () => 0)(false);
    expect(credentials).toMatchObject({ left: { is: 'NoCredentials' } });
  });

  test('names its owner for messages, and rubbish names nobody', () => {
    expect(subjectOf(claims('system:serviceaccount:litmus:sa'))).toBe('system:serviceaccount:litmus:sa');
    expect([subjectOf('abc'), subjectOf('a.b.c'), subjectOf('')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('in a pod', () => {
  test('address, authority, namespace and account come from where Kubernetes puts them', async () => {
    await put('token', claims('system:serviceaccount:litmus:sa'));
    const ca = await readFile(join(import.meta.dirname, 'tls/ca.crt'), 'utf8');
    await put('ca.crt', ca);
    await put('namespace', 'litmus\n');
    const connection = right(await connectInCluster({ env, now: () => 0, folder }));
    expect(connection).toMatchObject({
      server: 'https://10.96.0.1:443',
      namespace: 'litmus',
      user: 'system:serviceaccount:litmus:sa',
      tls: { ca: ca.trim() },
      renewal: 'awaited',
    });
  });

  test('an IPv6 address is put in brackets', async () => {
    await put('token', 't');
    const six = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
    expect(right(await connectInCluster({ env: six, now: () => 0, folder })).server).toBe('https://[fd00::1]:6443');
  });

  test('a missing token says what may be the matter', async () => {
    const failed = await connect({ env: { ...env, CHAOSENGINE: 'engine' }, now: () => 0, folder });
    expect(failed).toMatchObject({ left: { is: 'BadConfiguration' } });
    expect(JSON.stringify(failed)).toContain('automountServiceAccountToken');
  });

  test('an authority that cannot be read is refused before anything is sent', async () => {
    await put('token', 't');
    await put('ca.crt', '-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n');
    expect(await connectInCluster({ env, now: () => 0, folder })).toMatchObject({ left: { is: 'BadConfiguration' } });
  });

  test('is chosen before the kubeconfig of the home folder', async () => {
    await put('token', 't');
    expect(right(await connect({ env: { ...env, HOME: folder }, now: () => 0, folder })).server).toBe(
      'https://10.96.0.1:443',
    );
  });

  test('nothing at all is one clear message', async () => {
    const failed = await connect({ env: { HOME: folder }, now: () => 0, folder });
    expect(failed).toMatchObject({ left: { is: 'NoConfiguration' } });
    expect(JSON.stringify(failed)).toContain('KUBERNETES_SERVICE_HOST');
  });
});

describe('an answer 401', () => {
  const clusterWith = async (renewal: Connection['renewal'], accepted: () => string) => {
    const server = await serve(({ headers }, response) =>
      headers.authorization === `Bearer ${accepted()}`
        ? reply(response, 200, pod('a'))
        : reply(response, 401, status(401, 'Unauthorized', 'Unauthorized')),
    );
    const clock = testClock();
    const credentials = tokenFileCredentials(join(folder, 'token'), clock.now);
    const connection: Connection = { server: server.url, tls: {}, renewal, credentials };
    const cluster = assembleCluster({ connection, clock, random: () => 0.5, userAgent: 'chaos-runner/test' });
    return { server, clock, cluster };
  };

  test('makes the token be read again at once', async () => {
    await put('token', 'old');
    let accepted = 'old';
    const { server, clock, cluster } = await clusterWith('awaited', () => accepted);
    right(await cluster.get('Pod', ref));
    await put('token', 'new');
    accepted = 'new';
    right(await cluster.get('Pod', ref));
    expect(server.seen).toHaveLength(3);
    expect(clock.slept).toEqual([]);
  });

  test('of a rotated token is waited out while patience lasts', async () => {
    await put('token', 'old');
    let asked = 0;
    const { cluster, clock } = await clusterWith('awaited', () => {
      asked += 1;
      return asked < 5 ? 'not yet' : 'old';
    });
    right(await cluster.get('Pod', ref));
    expect(clock.slept).toHaveLength(3);
  });

  test('that stays is Unauthorized in the end', async () => {
    await put('token', 'old');
    const { cluster, clock } = await clusterWith('awaited', () => 'other');
    const started = clock.now();
    expect(left(await cluster.get('Pod', ref)).is).toBe('Unauthorized');
    expect(clock.now() - started).toBeGreaterThan(20_000);
  });

  test.each([
    ['once', 2],
    ['never', 1],
  ] as const)('with credentials that are renewed %s takes %s requests', async (renewal, requests) => {
    await put('token', 'old');
    const { server, cluster, clock } = await clusterWith(renewal, () => 'other');
    expect(left(await cluster.get('Pod', ref)).is).toBe('Unauthorized');
    expect(server.seen).toHaveLength(requests);
    expect(clock.slept).toEqual([]);
  });
});
