import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/port.ts';
import { adapterOn, left, right } from './adapter-fixture.ts';
import { pod, reply, status } from './scripted-server.ts';

const ref = { namespace: 'litmus', name: 'a' };

describe('what was otherwise before', () => {
  const no = status(403, 'Forbidden', 'pods "a" is forbidden: User "x" cannot get resource "pods"');

  test('a right that is taken away is waited for, and its end is an answer', async () => {
    const { server, cluster } = await adapterOn((_, response, count) =>
      count > 1 && count < 5 ? reply(response, 403, no) : reply(response, 200, pod('a')),
    );
    right(await cluster.get('Pod', ref));
    right(await cluster.get('Pod', ref));
    expect(server.seen).toHaveLength(5);
  });

  test('a right that does not come back within the patience is said to be withdrawn', async () => {
    const { cluster } = await adapterOn((_, response, count) =>
      count > 1 ? reply(response, 403, no) : reply(response, 200, pod('a')),
    );
    right(await cluster.get('Pod', ref));
    expect(left(await cluster.get('Pod', ref))).toMatchObject({
      is: 'Withdrawn',
      message: expect.stringContaining('the rule "get pods in namespace litmus" is missing'),
    });
  });

  test('a written token that is refused after it was accepted is waited for', async () => {
    const { cluster } = await adapterOn((_, response, count) =>
      count > 1 && count < 5 ? reply(response, 401, status(401, 'Unauthorized', 'no')) : reply(response, 200, pod('a')),
    );
    right(await cluster.get('Pod', ref));
    right(await cluster.get('Pod', ref));
  });

  test('rights are taken from the server’s own list of them', async () => {
    const rule = { verbs: ['delete'], apiGroups: ['batch'], resources: ['jobs'] };
    const refused = status(403, 'Forbidden', 'User "x" cannot delete resource "jobs"');
    const { cluster } = await adapterOn((_, response, count) => {
      if (count === 1) return reply(response, 201, { status: { resourceRules: [rule], incomplete: false } });
      return count === 2
        ? reply(response, 403, refused)
        : reply(response, 200, { ...pod('a'), metadata: { ...pod('a').metadata, deletionTimestamp: 'now' } });
    });
    right(await cluster.access('litmus'));
    expect(right(await cluster.remove('Job', ref, {}))?.metadata.deletionTimestamp).toBe('now');
  });

  test.each([
    ['read', async (cluster: Cluster) => right(await cluster.get('Pod', ref)), 'GET'],
    ['deletion', async (cluster: Cluster) => right(await cluster.remove('Pod', ref, {})), 'DELETE'],
    ['list', async (cluster: Cluster) => right(await cluster.list('Pod', 'litmus', {})), 'GET'],
  ])('a %s of which only a part of the answer came is made again', async (_name, ask, method) => {
    const list = { metadata: { resourceVersion: '1' }, items: [] };
    const it_ = await adapterOn(({ url }, response, count) => {
      const whole = JSON.stringify(url?.includes('limit') ? list : pod('a'));
      return reply(response, 200, count === 2 ? whole.slice(0, whole.length / 2) : whole);
    });
    right(await it_.cluster.get('Pod', ref));
    await ask(it_.cluster);
    expect(it_.server.seen.slice(1).map((one) => one.method)).toEqual([method, method]);
  });

  test('a creation of which only a part of the answer came tells by its repetition that it was done', async () => {
    const { cluster } = await adapterOn(({ method }, response, count) => {
      if (method === 'GET') return reply(response, 200, pod('a'));
      return count === 2
        ? reply(response, 201, '{"metadata":')
        : reply(response, 409, status(409, 'AlreadyExists', 'pods "a" already exists'));
    });
    right(await cluster.get('Pod', ref));
    expect(left(await cluster.create('Pod', pod('a'))).is).toBe('AlreadyExists');
  });

  test('a success without the object and without a Status is no deletion', async () => {
    const { cluster } = await adapterOn((_, response) => reply(response, 200, { ok: true }));
    expect(left(await cluster.remove('Pod', ref, {})).is).toBe('Malformed');
  });

  test('each call can be told of its own retries', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn((_, response, count) =>
      count === 1 ? reply(response, 500, 'oops') : reply(response, 200, pod('a')),
    );
    await cluster.get('Pod', ref, { onRetry: ({ request, elapsedMs }) => told.push(`${request} ${elapsedMs}`) });
    expect(told).toEqual(['get pods "a" in namespace litmus 0']);
  });
});
