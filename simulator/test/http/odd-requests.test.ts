import { IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configMap } from '../../../test/contract/target.ts';
import { createContainerLogs } from '../../container-logs.ts';
import type { RequestRecord } from '../../http/faults.ts';
import { createHistory } from '../../http/history.ts';
import { plainForm } from '../../http/representation.ts';
import type { ObjectRequest, Rest } from '../../http/rest.ts';
import { type Streaming, streamLog, streamWatch } from '../../http/streams.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';
import { resourceTypes } from '../../resource-types.ts';
import { createStore, type KubeObject } from '../../store.ts';
import { openServer } from '../server-fixture.ts';

const pods = '/api/v1/namespaces/default/pods';

type Open = Awaited<ReturnType<typeof openServer>>;

/** A connection of its own, which has sent the text and does not read. */
const sent = async (open: Open, text: string) => {
  const socket = connect(open.server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  return socket;
};

const headOf = (open: Open, request: string, more = ''): string =>
  `${request} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${open.server.adminToken}\r\n${more}\r\n`;

const watchOfMaps = {
  verb: 'watch',
  type: resourceTypes.configmaps,
  query: new URLSearchParams(),
} as ObjectRequest;
const asObject = plainForm(kubernetesOf());

/** What streams are made of, and a list of what they have begun. */
const streams = () => {
  const store = createStore({ now: Date.now, newUid: () => crypto.randomUUID() });
  const history = createHistory(store, 10);
  const begun: string[] = [];
  const streaming: Streaming = {
    rest: {
      store,
      kubernetes: kubernetesOf(),
      now: Date.now,
      history: {
        ...history,
        follow: (resource, listener) => {
          begun.push('follow');
          return history.follow(resource, listener);
        },
      },
    } as Rest,
    logs: {
      ...createContainerLogs(Date.now),
      subscribe: () => {
        begun.push('subscribe');
        return () => undefined;
      },
    },
    after: () => {
      begun.push('timer');
      return () => undefined;
    },
    bookmarkEvery: 1,
  };
  return { store, begun, streaming };
};

describe('odd requests', () => {
  it('change an object that is called like its resource', async () => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('configmaps'));
    const patched = await open.client.patch(`${open.maps}/configmaps`, 'merge', { data: { a: 'b' } });
    expect([patched.status, patched.body.data]).toEqual([200, { a: 'b' }]);
    expect((await open.client.put(`${open.maps}/configmaps`, configMap('configmaps'))).status).toBe(200);
    expect((await open.client.put(open.maps, configMap('configmaps'))).status).toBe(405);
  });

  it('select by a label that every JavaScript object seems to have', async () => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('a'));
    expect((await open.client.get(`${open.maps}?labelSelector=toString`)).body.items).toEqual([]);
  });

  it('ask for a form that every JavaScript object seems to have', async () => {
    await using open = await openServer();
    expect((await open.client.get(open.maps, { accept: 'application/json;as=constructor' })).status).toBe(406);
  });

  it('watch for longer than a timer can be', async () => {
    await using open = await openServer();
    const path = `${open.maps}?watch=1&timeoutSeconds=2592000&resourceVersion=${open.store.revision()}`;
    const watching = open.client.watch(path, (events) => events.length > 0);
    await open.client.until(open.maps, () => open.server.requests.some(({ verb }) => verb === 'watch'));
    await open.client.get(open.maps);
    await open.client.post(open.maps, configMap('a'));
    expect((await watching).map(({ type }) => type)).toEqual(['ADDED']);
  });

  it('bring protobuf that does not say what it is', async () => {
    await using open = await openServer();
    const contentType = 'application/vnd.kubernetes.protobuf';
    expect((await open.client.request('POST', open.maps, 'k8s\u0000', { contentType })).status).toBe(415);
  });

  it.each([
    [
      'nothing that it is',
      { metadata: { name: 'a' } },
      'Incorrect version specified in apply patch. Specified patch version: , expected: v1',
    ],
    [
      'no kind',
      { apiVersion: 'v1', metadata: { name: 'a' } },
      'Object \'Kind\' is missing in \'{"apiVersion":"v1","metadata":{"name":"a"}}\'',
    ],
    [
      'another kind',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
      'the kind in the data (Secret) does not match the expected kind (ConfigMap)',
    ],
  ])('apply a document that says %s', async (_, document, message) => {
    await using open = await openServer();
    const { status, body } = await open.client.patch(`${open.maps}/a?fieldManager=me`, 'apply', document);
    expect([status, body.reason, body.message]).toEqual([400, 'BadRequest', message]);
    expect(open.store.get('configmaps', 'default', 'a')).toBeUndefined();
  });

  it.each([
    ['POST', '', 'application/json'],
    ['PUT', '/a', 'application/json'],
    ['PATCH', '/a', 'application/merge-patch+json'],
    ['PATCH', '/a', 'application/json-patch+json'],
    ['PATCH', '/a', 'application/strategic-merge-patch+json'],
    ['PATCH', '/a?fieldManager=me', 'application/apply-patch+yaml'],
    ['DELETE', '/a', 'application/json'],
  ])('bring what cannot be parsed: %s%s as %s', async (method, more, contentType) => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('a'));
    const { status, body } = await open.client.request(method, `${open.maps}${more}`, '{"kind": "ConfigMap", [}', {
      contentType,
    });
    expect([status, body.kind, body.reason]).toEqual([400, 'Status', 'BadRequest']);
    expect(open.store.get('configmaps', 'default', 'a')).toBeDefined();
  });

  it('delete with a grace period that ends after all years', async () => {
    await using open = await openServer();
    const spec = { nodeName: 'n', terminationGracePeriodSeconds: 1e15, containers: [{ name: 'main', image: 'x:1' }] };
    await open.client.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    const { body } = await open.client.remove(`${pods}/p`);
    expect(body.metadata.deletionTimestamp).toBe('9999-12-31T23:59:59Z');
  });
});

describe('a client that leaves', () => {
  it('in the middle of its body has asked for nothing', async () => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('a'));
    const head = headOf(open, `DELETE ${open.maps}/a`, 'Content-Type: application/json\r\nContent-Length: 100\r\n');
    (await sent(open, `${head}{"dryRun":`)).destroy();
    await open.client.until(open.maps, () => open.server.requests.some(({ verb }) => verb === 'delete'));
    expect((await open.client.get(`${open.maps}/a`)).status).toBe(200);
  });

  it.each(['watch', 'log'] as const)('before its %s has begun leaves nothing behind that goes on', (kind) => {
    const { streaming, begun } = streams();
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.destroy();
    const record = { status: 0, responseBytes: 0 } as RequestRecord;
    if (kind === 'watch') streamWatch(streaming, watchOfMaps, asObject, response, record, []);
    else {
      const pod = { metadata: { name: 'p', namespace: 'default' } } as KubeObject;
      const reading = { pod, container: 'main', follow: true, text: '', show: () => '' };
      streamLog(streaming, reading, response, record);
    }
    expect([begun, record.status]).toEqual([[], 0]);
  });
});

describe('a client that does not read', () => {
  it('is cut off before its watch fills the memory', () => {
    const { streaming, store } = streams();
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    const record = { status: 0, responseBytes: 0 } as RequestRecord;
    streamWatch(streaming, watchOfMaps, asObject, response, record, []);
    const data = { text: 'x'.repeat(1_000_000) };
    for (let i = 0; i < 100 && !response.destroyed; i += 1) {
      store.create('configmaps', {
        ...configMap(`map-${i}`),
        metadata: { name: `map-${i}`, namespace: 'default' },
        data,
      });
    }
    expect(response.destroyed).toBe(true);
    expect(record.responseBytes).toBeLessThan(70_000_000);
  });
});

describe('a container that writes', () => {
  it('after the log that followed it has ended does no harm', async () => {
    await using open = await openServer();
    const spec = { containers: [{ name: 'main', image: 'x:1' }] };
    await open.client.post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    const state = (one: object) => ({
      status: { phase: 'Running', containerStatuses: [{ name: 'main', state: one }] },
    });
    await open.client.patch(`${pods}/p/status`, 'merge', state({ running: {} }));
    const following = open.client.get(`${pods}/p/log?follow=true`);
    await open.client.until(`${pods}/p`, () => open.server.requests.some((one) => one.subresource === 'log'));
    open.logs.append('default', 'p', 'main', 'before');
    open.store.update('pods', 'default', 'p', (now) => ({ ...now, ...state({ terminated: { exitCode: 1 } }) }));
    open.logs.append('default', 'p', 'main', 'after the restart');
    expect((await following).text).toBe('before\n');
    expect((await open.client.get(open.maps)).status).toBe(200);
  });
});
