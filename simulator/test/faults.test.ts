import { describe, expect, it } from 'vitest';
import { configMap, engine, failure } from '../../test/contract/target.ts';
import type { FaultAction, InterceptedRequest, WriteEvent } from '../server.ts';
import { openServer } from './server-fixture.ts';

/** An interceptor that acts on the first request that matches. */
const once = (matches: (request: InterceptedRequest) => boolean, action: FaultAction) => {
  let done = false;
  return (request: InterceptedRequest): FaultAction | undefined => {
    if (done || !matches(request)) return undefined;
    done = true;
    return action;
  };
};

const creates = (request: InterceptedRequest): boolean => request.verb === 'create';

describe('faults', () => {
  it('see of a request who wants to do what to which object', async () => {
    await using open = await openServer();
    const seen: InterceptedRequest[] = [];
    open.server.interceptors.push((request) => {
      seen.push(request);
      return undefined;
    });
    await open.client.post(open.maps, configMap('a'));
    await open.client.get(`${open.maps}/a`);
    expect(seen[0]).toMatchObject({
      verb: 'create',
      group: '',
      resource: 'configmaps',
      namespace: 'default',
      user: 'admin',
      userAgent: 'contract-suite',
      body: { metadata: { name: 'a' } },
      ordinal: 1,
    });
    expect(seen[1]).toMatchObject({ verb: 'get', name: 'a', ordinal: 2 });
  });

  it('answer 429 with the time to wait, and the next request passes', async () => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'respond', status: 429, retryAfterSeconds: 2 }));
    const refused = await open.client.post(open.maps, configMap('a'));
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.body).toMatchObject({ code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 2 } });
    expect((await open.client.post(open.maps, configMap('a'))).status).toBe(201);
  });

  it.each([
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
    [409, 'Conflict'],
  ])('answer %i without touching the store', async (status, reason) => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'respond', status }));
    const reply = await open.client.post(open.maps, configMap('a'));
    expect([reply.status, reply.body.reason]).toEqual([status, reason]);
    expect(open.store.get('configmaps', 'default', 'a')).toBeUndefined();
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('break the connection %s the write was applied', async (when, applied) => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'reset', when }));
    await expect(open.client.post(open.maps, configMap('a'))).rejects.toThrow();
    expect(open.store.get('configmaps', 'default', 'a') !== undefined).toBe(applied);
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('answer half of a body when they garble %s the write', async (when, applied) => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'garble', when }));
    const reply = await open.client.post(open.maps, configMap('a'));
    expect([Math.floor(reply.status / 100), reply.body]).toEqual([2, undefined]);
    expect(open.store.get('configmaps', 'default', 'a') !== undefined).toBe(applied);
  });

  it('hold a request back', async () => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'delay', milliseconds: 30 }));
    const order: string[] = [];
    const slow = open.client.post(open.maps, configMap('a')).then(() => order.push('slow'));
    const fast = open.client.get(open.maps).then(() => order.push('fast'));
    await Promise.all([slow, fast]);
    expect(order).toEqual(['fast', 'slow']);
  });

  it('never answer a request that shall hang', async () => {
    await using open = await openServer();
    open.server.interceptors.push(once(creates, { is: 'hang' }));
    const hanging = open.client.post(open.maps, configMap('a')).then(
      () => 'answered',
      () => 'broken',
    );
    const created = () => open.server.requests.find(({ verb }) => verb === 'create');
    await open.client.until(open.maps, () => created() !== undefined);
    expect(created()?.status).toBe(0);
    await open.server.close();
    expect(await hanging).toBe('broken');
  });

  it('cut a watch after some events', async () => {
    await using open = await openServer();
    open.server.interceptors.push(once(({ verb }) => verb === 'watch', { is: 'cutWatch', afterEvents: 2 }));
    for (const name of ['a', 'b', 'c']) await open.client.post(open.maps, configMap(name));
    const seen: number[] = [];
    const watching = open.client.watch(`${open.maps}?watch=1`, (events) => {
      seen.push(events.length);
      return false;
    });
    await expect(watching).rejects.toThrow();
    expect(seen.at(-1)).toBe(2);
  });

  it('serve an earlier state, by revision or by distance', async () => {
    await using open = await openServer();
    const made = await open.client.post(open.maps, configMap('a', { data: { v: '1' } }));
    await open.client.patch(`${open.maps}/a`, 'merge', { data: { v: '2' } });
    const revision = Number(made.body.metadata.resourceVersion);
    open.server.interceptors.push(once(({ verb }) => verb === 'list', { is: 'stale', revision: revision - 1 }));
    open.server.interceptors.push(once(({ verb }) => verb === 'get', { is: 'stale', behind: 1 }));
    const list = await open.client.get(`${open.maps}?fieldSelector=metadata.name%3Da`);
    expect([list.body.items, list.body.metadata.resourceVersion]).toEqual([[], String(revision - 1)]);
    expect((await open.client.get(`${open.maps}/a`)).body.data).toEqual({ v: '1' });
    expect((await open.client.get(`${open.maps}/a`)).body.data).toEqual({ v: '2' });
  });

  it('let hooks stand right before and right after each write', async () => {
    await using open = await openServer();
    const steps: string[] = [];
    const note = (step: string) => (write: WriteEvent) => {
      steps.push(`${step} ${write.verb} ${open.store.get('configmaps', 'default', 'a') ? 'with' : 'without'} it`);
    };
    open.server.hooks.beforeWrite = note('before');
    open.server.hooks.afterWrite = note('after');
    await open.client.post(open.maps, configMap('a'));
    await open.client.get(`${open.maps}/a`);
    await open.client.post(`${open.maps}?dryRun=All`, configMap('b'));
    await open.client.remove(`${open.maps}/a`);
    expect(steps).toEqual([
      'before create without it',
      'after create with it',
      'before delete with it',
      'after delete without it',
    ]);
  });

  it.each([
    ['beforeWrite', false],
    ['afterWrite', true],
  ] as const)('let the hook %s drop the connection', async (hook, applied) => {
    await using open = await openServer();
    open.server.hooks[hook] = async () => 'drop';
    await expect(open.client.post(open.maps, configMap('a'))).rejects.toThrow();
    expect(open.store.get('configmaps', 'default', 'a') !== undefined).toBe(applied);
  });
});

describe('mistakes', () => {
  it('of an interceptor do not take the server down', async () => {
    await using open = await openServer();
    open.server.interceptors.push(({ verb }) => {
      if (verb === 'create') throw new Error('a mistake');
      return undefined;
    });
    expect((await open.client.post(open.maps, configMap('a'))).body).toMatchObject({ code: 500, message: 'a mistake' });
    expect((await open.client.get(open.maps)).status).toBe(200);
  });

  it('of a path are refused before anybody looks at it', async () => {
    await using open = await openServer();
    const reply = await open.client.get('/api/v1/%zz');
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('connection'), reply.text]).toEqual([
      400,
      'text/plain; charset=utf-8',
      'close',
      '400 Bad Request',
    ]);
    expect(open.server.requests).toEqual([]);
    expect((await open.client.get(open.maps)).status).toBe(200);
  });
});

describe('the past', () => {
  it('goes by itself in the course of time', async () => {
    await using open = await openServer({ historyAge: 5 });
    const { resourceVersion } = (await open.client.get(open.maps)).body.metadata;
    await open.client.post(open.maps, configMap('a'));
    const path = `${open.maps}?resourceVersionMatch=Exact&resourceVersion=${resourceVersion}`;
    const { body } = await open.client.until(path, ({ status }) => status === 410);
    expect(body.reason).toBe('Expired');
  });

  it('is gone for watches after a compaction, which they learn as an event', async () => {
    await using open = await openServer();
    const { resourceVersion } = (await open.client.get(open.maps)).body.metadata;
    await open.client.post(open.maps, configMap('a'));
    open.server.compact();
    const events = await open.client.watch(`${open.maps}?watch=1&resourceVersion=${resourceVersion}`, () => false);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  });

  it('is gone for pages too, but leaves a token to go on with', async () => {
    await using open = await openServer();
    for (const name of ['a', 'b', 'c']) await open.client.post(open.maps, configMap(name));
    const first = await open.client.get(`${open.maps}?limit=1`);
    await open.client.remove(`${open.maps}/b`);
    open.server.compact();
    const next = (token: string) => open.client.get(`${open.maps}?limit=5&continue=${encodeURIComponent(token)}`);
    const gone = await next(first.body.metadata.continue);
    expect(gone.body).toMatchObject({ code: 410, reason: 'Expired' });
    const rest = await next(gone.body.metadata.continue);
    expect(rest.body.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([
      'c',
      'kube-root-ca.crt',
    ]);
  });
});

describe('watches', () => {
  it('send bookmarks to those who allow them', async () => {
    await using open = await openServer({ bookmarkEvery: 5 });
    const path = `${open.maps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=20`;
    const events = await open.client.watch(path, (all) => all.some(({ type }) => type === 'BOOKMARK'));
    const bookmark = events.find(({ type }) => type === 'BOOKMARK');
    expect(bookmark?.object).toMatchObject({
      kind: 'ConfigMap',
      metadata: { resourceVersion: String(open.store.revision()) },
    });
  });

  it('mark the end of the initial events for those who ask for these', async () => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('a'));
    const path = `${open.maps}?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3Da`;
    const events = await open.client.watch(path, (all) => all.length >= 2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
    expect(events[1]?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
  });
});

describe('limits', () => {
  it('refuse objects that are too large for etcd and bodies that are too large for the server', async () => {
    await using open = await openServer();
    const object = await open.client.post(open.maps, configMap('a', { data: { a: 'x'.repeat(1_600_000) } }));
    expect(object.body).toMatchObject({ code: 500, message: 'etcdserver: request is too large' });
    const body = await open.client.post(open.maps, configMap('a', { data: { a: 'x'.repeat(3_200_000) } }));
    expect(body.body).toMatchObject(
      failure(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728'),
    );
  });
});

describe('the log of requests', () => {
  it('tells what was asked, by whom, and how it ended', async () => {
    await using open = await openServer();
    await open.client.post(open.maps, configMap('a'));
    await open.client.get('/apis/litmuschaos.io/v1alpha1/namespaces/default/chaosengines/x');
    await open.client.get('/version');
    expect(open.server.requests).toMatchObject([
      { id: 1, verb: 'create', resource: 'configmaps', status: 201, userAgent: 'contract-suite', user: 'admin' },
      { id: 2, verb: 'get', group: 'litmuschaos.io', resource: 'chaosengines', name: 'x', status: 404 },
      { id: 3, verb: 'get', resource: '', path: '/version', status: 200 },
    ]);
    expect(open.server.requests[0]?.requestBytes).toBeGreaterThan(10);
    expect(open.server.requests[0]?.responseBytes).toBeGreaterThan(10);
  });

  it('holds no bearer token', async () => {
    await using open = await openServer();
    await open.client.get('/version');
    expect(JSON.stringify(open.server.requests)).not.toContain(open.server.adminToken);
  });
});

describe('custom resources', () => {
  it('follow the schema of their definition when another one is installed', async () => {
    await using open = await openServer();
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/chaosengines.litmuschaos.io';
    const versions = [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', required: ['mine'] } } } },
      },
    ];
    expect((await open.client.patch(path, 'merge', { spec: { versions } })).status).toBe(200);
    const reply = await open.client.post(
      '/apis/litmuschaos.io/v1alpha1/namespaces/default/chaosengines',
      engine('e', {}),
    );
    expect(reply.body.message).toBe('ChaosEngine.litmuschaos.io "e" is invalid: spec.mine: Required value');
  });
});
