import { spawn } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import * as E from 'fp-ts/Either';
import { describe, expect, test, vi } from 'vitest';
import { adapterOn } from './adapter-fixture.ts';
import { bookmark, pod, reply, serve } from './scripted-server.ts';

const ref = (name: string) => ({ namespace: 'litmus', name });

describe('the pool', () => {
  test('a hundred calls at once share the few connections that are allowed', async () => {
    const { server, cluster } = await adapterOn((_, response) => setImmediate(() => reply(response, 200, pod('a'))), {
      limits: { connections: 4, slots: 4, reservedSlots: 1 },
    });
    const answers = await Promise.all(Array.from({ length: 100 }, () => cluster.get('Pod', ref('a'))));
    expect(answers.every(E.isRight)).toBe(true);
    expect(server.peakSockets()).toBe(3);
    expect(server.totalSockets()).toBe(3);
  });

  test('one call after another keeps to one connection', async () => {
    const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
    for (let index = 0; index < 20; index += 1) await cluster.get('Pod', ref('a'));
    expect(server.totalSockets()).toBe(1);
  });

  test('the first twenty requests wait for no token', async () => {
    const { cluster, clock } = await adapterOn((_, response) => reply(response, 200, pod('a')));
    await Promise.all(Array.from({ length: 20 }, () => cluster.get('Pod', ref('a'))));
    expect(clock.slept).toEqual([]);
  });

  test('a deletion goes through while polls hold every slot that they may have', async () => {
    const held: ServerResponse[] = [];
    const { server, cluster } = await adapterOn(({ method }, response) =>
      method === 'DELETE' ? reply(response, 200, pod('a')) : held.push(response),
    );
    const polls = Array.from({ length: 40 }, () => cluster.get('Pod', ref('a')));
    await vi.waitFor(() => expect(server.seen).toHaveLength(9));
    expect(E.isRight(await cluster.remove('Job', ref('a'), {}))).toBe(true);
    expect(held).toHaveLength(9);
    await cluster.close();
    expect((await Promise.all(polls)).every(E.isLeft)).toBe(true);
  });

  test('a deletion waits for no token when polls have used theirs', async () => {
    const { cluster, clock } = await adapterOn((_, response) => reply(response, 200, pod('a')), {
      limits: { burst: 10, reservedTokens: 5 },
    });
    await Promise.all(Array.from({ length: 5 }, () => cluster.get('Pod', ref('a'))));
    expect(clock.slept).toEqual([]);
    await Promise.all(Array.from({ length: 5 }, () => cluster.remove('Pod', ref('a'), {})));
    expect(clock.slept).toEqual([]);
    await cluster.get('Pod', ref('a'));
    expect(clock.slept.length).toBeGreaterThan(0);
  });

  test('what nobody waits for lets other calls pass, and leaves them tokens', async () => {
    const { server, cluster, clock } = await adapterOn((_, response) => reply(response, 200, pod('a')), {
      limits: { burst: 10, reservedTokens: 3, slots: 2, reservedSlots: 1 },
    });
    const calls = [
      cluster.get('Pod', ref('first')),
      cluster.get('Pod', ref('leisurely'), { leisurely: true }),
      cluster.get('Pod', ref('second')),
      cluster.get('Pod', ref('third')),
    ];
    await Promise.all(calls);
    const names = server.seen.map(({ url }) => url.split('/').at(-1));
    expect(names).toEqual(['first', 'second', 'third', 'leisurely']);
    expect(clock.slept).toEqual([]);
    await cluster.get('Pod', ref('leisurely'), { leisurely: true });
    expect(clock.slept.length).toBeGreaterThan(0);
  });

  test('a kept connection that the server closed meanwhile costs no wait', async () => {
    const { server, cluster, clock } = await adapterOn((_, response, count) =>
      count === 2 ? response.socket?.resetAndDestroy() : reply(response, 200, pod('a')),
    );
    await cluster.get('Pod', ref('a'));
    expect(E.isRight(await cluster.get('Pod', ref('a')))).toBe(true);
    expect(server.seen).toHaveLength(3);
    expect(clock.slept).toEqual([]);
  });

  test('a process that has closed its cluster ends by itself', async () => {
    const server = await serve((request, response) => {
      if (request.url.includes('watch')) return response.writeHead(200).write(bookmark('2'));
      reply(response, 200, pod('a'));
    });
    const child = spawn(process.execPath, ['--import', 'tsx', `${import.meta.dirname}/close-and-end.ts`, server.url]);
    const printed: string[] = [];
    child.stdout.on('data', (text) => printed.push(String(text)));
    child.stderr.on('data', (text) => printed.push(String(text)));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, printed.join('')]).toEqual([0, 'Right Left Cancelled\n']);
  });
});
