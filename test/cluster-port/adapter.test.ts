import * as E from 'fp-ts/Either';
import { describe, expect, test, vi } from 'vitest';
import { adapterOn, left, right } from './adapter-fixture.ts';
import { pod, reply, status } from './scripted-server.ts';

const ref = { namespace: 'litmus', name: 'a' };

describe('what goes over the wire', () => {
  test('a get asks for the path of the kind, names the program and proves who it is', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
    expect(right(await cluster.get('Pod', ref)).metadata.uid).toBe('uid-a');
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      url: '/api/v1/namespaces/litmus/pods/a',
      headers: { 'user-agent': 'chaos-runner/0.0.0-test', authorization: 'Bearer secret-token' },
    });
  });

  test('metadata alone is asked for in the form that leaves out contents', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
    right(await cluster.getMetadata('Secret', ref));
    expect(server.seen[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
  });

  test('a patch is a merge patch, with our name as field manager', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
    right(await cluster.patch('ChaosEngine', ref, { status: { engineStatus: 'x' } }));
    expect(server.seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/apis/litmuschaos.io/v1alpha1/namespaces/litmus/chaosengines/a?fieldManager=chaos-runner',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: '{"status":{"engineStatus":"x"}}',
    });
  });

  test('a deletion carries propagation, grace and the precondition in its body', async () => {
    const { server, cluster } = await adapterOn((_, response) =>
      reply(response, 200, { ...status(200, '', ''), status: 'Success' }),
    );
    right(await cluster.remove('Job', ref, { propagation: 'Foreground', gracePeriodSeconds: 0, uid: 'u' }));
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', url: '/apis/batch/v1/namespaces/litmus/jobs/a' });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Foreground',
      gracePeriodSeconds: 0,
      preconditions: { uid: 'u' },
    });
  });

  test('a deletion of what is selected carries the selector in its address and the propagation in its body', async () => {
    const { server, cluster } = await adapterOn((_, response) =>
      reply(response, 200, { kind: 'JobList', metadata: { resourceVersion: '7' }, items: [pod('a')] }),
    );
    right(await cluster.removeSelected('Job', 'litmus', { labels: 'a in (b,c)' }, { propagation: 'Foreground' }));
    expect(server.seen[0]).toMatchObject({
      method: 'DELETE',
      url: '/apis/batch/v1/namespaces/litmus/jobs?labelSelector=a+in+%28b%2Cc%29',
    });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Foreground',
    });
  });

  test('a deletion that would be of a whole collection is not sent', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, { items: [] }));
    const error = left(await cluster.removeSelected('Job', 'litmus', { labels: '' }, {}));
    expect(error).toMatchObject({ is: 'Invalid', message: expect.stringContaining('no labels are selected') });
    expect(server.seen).toEqual([]);
  });

  test.each<readonly [string, object, string]>([
    ['a list', { kind: 'JobList', items: [] }, 'done'],
    ['a list that is empty', { kind: 'JobList', items: null }, 'done'],
    ['a Status that says Success', { ...status(200, '', ''), status: 'Success' }, 'done'],
    ['a Status that says Failure', status(200, '', ''), 'Malformed'],
    ['one object', pod('a'), 'Malformed'],
  ])('an answer to a deletion of what is selected that is %s is understood', async (_, body, understood) => {
    const { cluster } = await adapterOn((__, response) => reply(response, 200, body));
    const answer = await cluster.removeSelected('Job', 'litmus', { labels: 'a in (b)' }, {}, { patienceMs: 0 });
    expect(E.isRight(answer) ? 'done' : answer.left.is).toBe(understood);
  });

  test('a list follows its pages and gives items of built-in lists their kind', async () => {
    const { server, cluster } = await adapterOn(({ url }, response) => {
      const second = url.includes('continue=next');
      const { apiVersion: _a, kind: _k, ...bare } = pod(second ? 'b' : 'a');
      reply(response, 200, {
        metadata: { resourceVersion: '7', ...(second ? {} : { continue: 'next' }) },
        items: [bare],
      });
    });
    const list = right(await cluster.list('Pod', 'litmus', { labels: 'a in (b,c)' }));
    expect(list.resourceVersion).toBe('7');
    expect(list.items.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(['Pod/a', 'Pod/b']);
    expect(server.seen[0]?.url).toBe('/api/v1/namespaces/litmus/pods?labelSelector=a+in+%28b%2Cc%29&limit=250');
  });

  test('a list whose page expired begins anew', async () => {
    const { server, cluster } = await adapterOn(({ url }, response, count) => {
      if (url.includes('continue')) return reply(response, 410, status(410, 'Expired', 'too old'));
      const more = count === 1 ? { continue: 'c' } : {};
      reply(response, 200, { metadata: { resourceVersion: String(count), ...more }, items: [pod(`p${count}`)] });
    });
    expect(right(await cluster.list('Pod', 'litmus', {})).items.map(({ metadata }) => metadata.name)).toEqual(['p3']);
    expect(server.seen).toHaveLength(3);
  });

  test('a list that never ends is a failed read that says so, and no list of what came', async () => {
    const { server, cluster } = await adapterOn((_, response, count) =>
      reply(response, 200, { metadata: { resourceVersion: '1', continue: `c${count}` }, items: [pod(`p${count}`)] }),
    );
    const error = left(await cluster.list('Pod', 'litmus', {}));
    expect(error).toMatchObject({ is: 'Malformed', message: expect.stringMatching(/goes on after 200 pages/) });
    expect(server.seen).toHaveLength(200);
  });

  test('a list whose page names itself as the next one is a failed read after two requests', async () => {
    const body = { metadata: { resourceVersion: '1', continue: 'same' }, items: [] };
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, body));
    expect(left(await cluster.list('Pod', 'litmus', {})).is).toBe('Malformed');
    expect(server.seen).toHaveLength(2);
  });

  test('a list that says that it lacks items is a failed read', async () => {
    const body = { metadata: { resourceVersion: '1', remainingItemCount: 3 }, items: [pod('a')] };
    const { cluster } = await adapterOn((_, response) => reply(response, 200, body));
    expect(left(await cluster.list('Pod', 'litmus', {}))).toMatchObject({ message: expect.stringMatching(/was cut/) });
  });

  test('an empty list may come as null', async () => {
    const body = { metadata: { resourceVersion: '1' }, items: null };
    const { cluster } = await adapterOn((_, response) => reply(response, 200, body));
    expect(right(await cluster.list('Pod', 'litmus', {})).items).toEqual([]);
  });

  test('the review of our rights gives rules, and incomplete unless the server says otherwise', async () => {
    const rule = { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['x'] };
    const { server, cluster } = await adapterOn((_, response, count) =>
      reply(response, 201, { status: { resourceRules: [rule], ...(count === 1 ? { incomplete: false } : {}) } }),
    );
    expect(right(await cluster.access('litmus'))).toEqual({ rules: [rule], incomplete: false });
    expect(right(await cluster.access('litmus')).incomplete).toBe(true);
    expect(JSON.parse(server.seen[0]?.body ?? '').spec).toEqual({ namespace: 'litmus' });
  });

  test('of a log the end is kept although the server would cut it off', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, 'one\ntwo\nthrée\n'));
    const wish = { container: 'c', tailLines: 20, limitBytes: 8 };
    expect(right(await cluster.podLog(ref, wish))).toBe('thrée\n');
    expect(server.seen[0]?.url).toContain('/pods/a/log?container=c&tailLines=20&limitBytes=1048576');
  });

  test('of a line that is cut no part of a word is kept', async () => {
    const { cluster } = await adapterOn((_, response) => reply(response, 200, 'the password is correct-horse today'));
    expect(right(await cluster.podLog(ref, { container: 'c', tailLines: 1, limitBytes: 12 }))).toBe('today');
  });

  test('of a line that the server itself has cut nothing is kept: it might end in half a secret', async () => {
    const { server, cluster } = await adapterOn((_, response) =>
      reply(response, 200, 'words '.repeat(200_000).slice(0, 1_048_576)),
    );
    expect(right(await cluster.podLog(ref, { container: 'c', tailLines: 20, limitBytes: 20 }))).toBe('');
    expect(server.seen.map(({ url }) => /tailLines=(\d+)/.exec(url ?? '')?.[1])).toEqual(['20', '2', '1']);
  });
});

describe('the server’s time', () => {
  const at = Date.UTC(2026, 5, 1);
  const dated = (code: number) =>
    adapterOn((_, response) => reply(response, code, pod('a'), { date: new Date(at).toUTCString() }));

  test('is what its last answer said, and passes as ours does', async () => {
    const { cluster, clock } = await dated(200);
    expect(cluster.serverTime?.()).toBeUndefined();
    await cluster.get('Pod', ref);
    expect(cluster.serverTime?.()).toBe(at);
    clock.advance(90_000);
    expect(cluster.serverTime?.()).toBe(at + 90_000);
  });

  test('is not taken from a refusal: that may come from something in between', async () => {
    const { cluster } = await dated(404);
    await cluster.get('Pod', ref);
    expect(cluster.serverTime?.()).toBeUndefined();
  });
});

describe('answers that cannot be used', () => {
  test('an HTML page is malformed, and the message asks the right question', async () => {
    const { cluster } = await adapterOn((_, response) => reply(response, 200, '<html>'));
    const error = left(await cluster.get('Pod', ref));
    expect(error.is).toBe('Malformed');
    expect(error.message).toContain('is this address a Kubernetes API server?');
  });

  test('an answer beyond the limit is given up without another attempt', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, 'x'.repeat(5_000)), {
      limits: { answerBytes: 1_000 },
    });
    expect(left(await cluster.get('Pod', ref)).message).toContain('longer than');
    expect(server.seen).toHaveLength(1);
  });
});

describe('transient failures', () => {
  test('a 500 is tried again, with jitter', async () => {
    const { server, cluster, clock } = await adapterOn((_, response, count) =>
      count < 3 ? reply(response, 500, status(500, 'InternalError', 'boom')) : reply(response, 200, pod('a')),
    );
    expect(E.isRight(await cluster.get('Pod', ref))).toBe(true);
    expect(server.seen).toHaveLength(3);
    expect(clock.slept).toEqual([50, 100]);
  });

  /** An hour ahead of the clock of these tests. */
  const hourAhead = Date.UTC(2026, 0, 1, 1);

  test.each([
    ['seconds', '7'],
    ['a date, which is by the clock of the server', new Date(hourAhead + 7_000).toUTCString()],
  ])('Retry-After in %s, is obeyed', async (_name, value) => {
    const { cluster, clock } = await adapterOn((_, response, count) =>
      count === 1
        ? reply(response, 429, status(429, 'TooManyRequests', 'slow down'), {
            'retry-after': value,
            date: new Date(hourAhead).toUTCString(),
          })
        : reply(response, 200, pod('a')),
    );
    expect(E.isRight(await cluster.get('Pod', ref))).toBe(true);
    expect(clock.slept).toEqual([7_050]);
  });

  test('patience that Retry-After would outlast ends at once', async () => {
    const { server, cluster } = await adapterOn((_, response) =>
      reply(response, 429, status(429, 'TooManyRequests', 'slow down'), { 'retry-after': '60' }),
    );
    const error = left(await cluster.get('Pod', ref));
    expect(error).toMatchObject({ is: 'Unavailable' });
    expect(server.seen).toHaveLength(1);
  });

  test('a reset create is sent again, and its AlreadyExists is told', async () => {
    const { server, cluster } = await adapterOn((_, response, count) =>
      count === 1 ? response.destroy() : reply(response, 409, status(409, 'AlreadyExists', 'pods "a" already exists')),
    );
    expect(left(await cluster.create('Pod', pod('a'))).is).toBe('AlreadyExists');
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('a body that breaks off is a failure, not an answer', async () => {
    const { cluster } = await adapterOn((_, response, count) => {
      if (count > 1) return reply(response, 200, pod('a'));
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"metadata":');
      setImmediate(() => response.destroy());
    });
    expect(right(await cluster.get('Pod', ref)).metadata.name).toBe('a');
  });

  test('an answer that does not come is given up after the time of an exchange, and asked for again', async () => {
    const { cluster, clock } = await adapterOn((_, response, count) => {
      if (count === 1) return clock.advance(30_000);
      reply(response, 200, pod('a'));
    });
    const answer = await cluster.get('Pod', ref, { patienceMs: 60_000 });
    expect(right(answer).metadata.name).toBe('a');
  });

  test('with no patience there is one attempt, and the message names the address', async () => {
    const { server, cluster } = await adapterOn((_, response) => response.destroy());
    const error = left(await cluster.get('Pod', ref, { patienceMs: 0 }));
    expect(error.is).toBe('Unavailable');
    expect(error.message).toContain(server.url);
    expect(server.seen).toHaveLength(1);
  });

  test('when patience has run out the attempts are counted', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 503, 'upstream connect error'));
    const error = left(await cluster.get('Pod', ref));
    expect(error.message).toMatch(/upstream connect error \(HTTP status 503\) \(\d+ attempts in \d+(\.\d)? s\)/);
    expect(server.seen.length).toBeGreaterThan(5);
  });

  test('those who want to know are told of every retry', async () => {
    const told: string[] = [];
    const { cluster } = await adapterOn(
      (_, response, count) => (count === 1 ? reply(response, 500, 'oops') : reply(response, 200, pod('a'))),
      { onRetry: ({ request, attempt, waitMs, error }) => told.push(`${request} ${attempt} ${waitMs} ${error.is}`) },
    );
    await cluster.get('Pod', ref);
    expect(told).toEqual(['get pods "a" in namespace litmus 1 50 Unavailable']);
  });
});

describe('cancelling', () => {
  test('a signal ends a call under way', async () => {
    const abort = new AbortController();
    const { cluster } = await adapterOn(() => abort.abort());
    expect(left(await cluster.get('Pod', ref, { signal: abort.signal })).is).toBe('Cancelled');
  });

  test('a signal ends a call between two attempts', async () => {
    const abort = new AbortController();
    const { server, cluster } = await adapterOn((_, response) => reply(response, 500, 'no'), {
      onRetry: () => abort.abort(),
    });
    expect(left(await cluster.get('Pod', ref, { signal: abort.signal })).is).toBe('Cancelled');
    expect(server.seen).toHaveLength(1);
  });

  test('closing cancels what is under way and refuses what comes after', async () => {
    const { server, cluster } = await adapterOn(() => void cluster.close());
    expect(left(await cluster.get('Pod', ref)).is).toBe('Cancelled');
    expect(left(await cluster.get('Pod', ref)).is).toBe('Cancelled');
    expect(server.seen).toHaveLength(1);
    await vi.waitFor(() => expect(cluster.sockets()).toBe(0));
  });
});
