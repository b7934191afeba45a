import { CoreV1Api, KubeConfig, VersionApi } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { openServer } from './server-fixture.ts';

describe('clients', () => {
  it.each([true, false])('of the official library accept the kubeconfig (https: %s)', async (https) => {
    await using open = await openServer({ https });
    const config = new KubeConfig();
    config.loadFromString(open.server.kubeconfig());
    const api = config.makeApiClient(CoreV1Api);
    await api.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'a' }, data: { k: 'v' } } });
    expect((await api.readNamespacedConfigMap({ namespace: 'default', name: 'a' })).data).toEqual({ k: 'v' });
    expect((await config.makeApiClient(VersionApi).getCode()).major).toBe('1');
  });

  it('act as a service account with the kubeconfig of one, while it exists and ten seconds longer', async () => {
    let now = Date.now();
    await using open = await openServer({ now: () => now });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'runner' } };
    await open.client.post('/api/v1/namespaces/default/serviceaccounts', account);
    const token = open.server.tokenFor('default', 'runner');
    const first = await open.client.get(open.maps, { token });
    expect(first.body.message).toContain(
      'User "system:serviceaccount:default:runner" cannot list resource "configmaps"',
    );
    expect(open.server.kubeconfig({ serviceAccount: 'runner', namespace: 'default' })).toContain(token);
    await open.client.remove('/api/v1/namespaces/default/serviceaccounts/runner');
    expect((await open.client.get(open.maps, { token })).status).toBe(403);
    now += 10_000;
    expect((await open.client.get(open.maps, { token })).status).toBe(401);
  });

  it('get a token for a service account by asking for it, until it expires', async () => {
    let now = Date.now();
    await using open = await openServer({ now: () => now });
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 600 } };
    const reply = await open.client.post('/api/v1/namespaces/default/serviceaccounts/default/token', request);
    expect(reply.status).toBe(201);
    const { token } = reply.body.status;
    expect((await open.client.get(open.maps, { token })).status).toBe(403);
    now += 600_000;
    expect((await open.client.get(open.maps, { token })).status).toBe(401);
  });

  it('get all resources in one aggregated answer when they can read it', async () => {
    await using open = await openServer();
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const groups = await open.client.get('/apis', { accept });
    expect(groups.headers.get('content-type')).toContain('as=APIGroupDiscoveryList');
    const litmus = groups.body.items.find(
      (item: { metadata: { name: string } }) => item.metadata.name === 'litmuschaos.io',
    );
    expect(litmus.versions[0].resources.map((one: { resource: string }) => one.resource)).toEqual([
      'chaosengines',
      'chaosexperiments',
      'chaosresults',
    ]);
    expect((await open.client.get('/apis')).body.kind).toBe('APIGroupList');
  });

  it('may write YAML and ask for it', async () => {
    await using open = await openServer();
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n';
    const made = await open.client.post(open.maps, yaml, { contentType: 'application/yaml' });
    expect(made.status).toBe(201);
    const read = await open.client.get(`${open.maps}/a`, { accept: 'application/yaml' });
    expect(read.text).toContain('data:\n  k: v\n');
  });

  it('follow a log until the container has ended', async () => {
    await using open = await openServer();
    const path = '/api/v1/namespaces/default/pods';
    const state = (one: object) => ({
      status: { phase: 'Running', containerStatuses: [{ name: 'main', state: one }] },
    });
    await open.client.post(path, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'main', image: 'x:1' }] },
    });
    await open.client.patch(`${path}/p/status`, 'merge', state({ running: {} }));
    open.logs.append('default', 'p', 'main', 'before');
    const following = open.client.get(`${path}/p/log?follow=true`);
    await open.client.until(`${path}/p`, () => open.server.requests.some((one) => one.subresource === 'log'));
    open.logs.append('default', 'p', 'main', 'after');
    await open.client.patch(`${path}/p/status`, 'merge', state({ terminated: { exitCode: 0 } }));
    expect((await following).text).toBe('before\nafter\n');
  });
});
