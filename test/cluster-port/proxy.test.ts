import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect as connectSocket, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { connect } from '../../src/cluster/credentials/connect.ts';
import type { Connection } from '../../src/cluster/credentials/connection.ts';
import { right } from './adapter-fixture.ts';
import { pod, reply, serve } from './scripted-server.ts';
import { testClock } from './test-clock.ts';

const tls = (name: string) => join(import.meta.dirname, 'tls', name);
const ref = { namespace: 'litmus', name: 'a' };

let folder = '';
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxy-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true });
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
};

/** An API server on this machine whose certificate is for kubernetes.example, and who says by whose credentials it is asked. */
const apiServer = async (): Promise<number> => {
  const options = { cert: await readFile(tls('server.crt')), key: await readFile(tls('server.key')) };
  const server = createTlsServer(options, ({ headers }, response) =>
    reply(response, 200, { ...pod('a'), who: headers.authorization }),
  );
  closing.push(() => server.closeAllConnections());
  return listening(server);
};

interface Proxy {
  readonly url: string;
  readonly port: number;
  /** What it was asked for, and how. */
  readonly seen: readonly { readonly what: string; readonly headers: IncomingHttpHeaders }[];
}

/** A proxy that knows the way to one server, whatever that is called: by tunnels, and by handing on plain requests. */
const proxyTo = async (port: number): Promise<Proxy> => {
  const seen: { readonly what: string; readonly headers: IncomingHttpHeaders }[] = [];
  const proxy = createServer((request, response) => {
    seen.push({ what: request.url ?? '', headers: request.headers });
    reply(response, 200, pod('a'));
  });
  proxy.on('connect', (request, socket) => {
    seen.push({ what: request.url ?? '', headers: request.headers });
    const upstream = connectSocket(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    closing.push(() => upstream.destroy());
  });
  closing.push(() => proxy.closeAllConnections());
  const own = await listening(proxy);
  return { url: `http://127.0.0.1:${own}`, port: own, seen };
};

const config = async (cluster: object): Promise<string> => {
  const path = join(folder, 'config');
  const document = {
    'current-context': 'it',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'it', context: { cluster: 'c', user: 'u' } }],
  };
  await writeFile(path, JSON.stringify(document));
  return path;
};

const open = async (cluster: object, env: Record<string, string>) =>
  connect({ env, now: () => 0, kubeconfig: await config(cluster) });

const get = (connection: Connection) => {
  const cluster = assembleCluster({
    connection,
    clock: testClock(),
    random: () => 0.5,
    userAgent: 'chaos-runner/test',
  });
  closing.push(() => cluster.close());
  return cluster.get('Pod', ref, { patienceMs: 0 });
};

const farAway = async () => ({
  server: 'https://api.corp.example:6443',
  'certificate-authority-data': (await readFile(tls('ca.crt'))).toString('base64'),
  'tls-server-name': 'kubernetes.example',
});

describe('a server that only a proxy can reach', () => {
  test('is reached by a tunnel through HTTPS_PROXY, and known by its name', async () => {
    const proxy = await proxyTo(await apiServer());
    const connection = right(await open(await farAway(), { HTTPS_PROXY: proxy.url }));
    for (let again = 0; again < 2; again += 1) expect(right(await get(connection))).toMatchObject({ who: 'Bearer t' });
    expect(proxy.seen[0]?.what).toBe('api.corp.example:6443');
  });

  test('is reached from a pod, too', async () => {
    const proxy = await proxyTo(await apiServer());
    await writeFile(join(folder, 'token'), 'of-the-pod');
    await writeFile(join(folder, 'ca.crt'), await readFile(tls('ca.crt')));
    const env = {
      KUBERNETES_SERVICE_HOST: 'kubernetes.example',
      KUBERNETES_SERVICE_PORT: '443',
      HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
    };
    const connection = right(await connect({ env, now: () => 0, folder }));
    expect(right(await get(connection))).toMatchObject({ who: 'Bearer of-the-pod' });
    expect(proxy.seen.map(({ what }) => what)).toEqual(['kubernetes.example:443']);
  });

  test('is told of who we are to the proxy', async () => {
    const proxy = await proxyTo(await apiServer());
    const url = proxy.url.replace('//', '//me:p%40ss@');
    right(await get(right(await open(await farAway(), { https_proxy: url }))));
    expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  test('is reached through the proxy-url of its cluster, whatever the environment says', async () => {
    const proxy = await proxyTo(await apiServer());
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '*' };
    const connection = right(await open({ ...(await farAway()), 'proxy-url': proxy.url }, env));
    expect(right(await get(connection))).toMatchObject({ who: 'Bearer t' });
  });

  test('is asked directly where NO_PROXY says so', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '.corp.example' };
    expect(right(await open(await farAway(), env)).proxy).toBeUndefined();
  });

  test('is handed on by HTTP_PROXY where it speaks plain HTTP, with the whole address', async () => {
    const proxy = await proxyTo(0);
    const env = { HTTP_PROXY: proxy.url.replace('//', '//me:pw@') };
    const connection = right(await open({ server: 'http://api.corp.example:8001/prefix' }, env));
    right(await get(connection));
    const [{ what, headers } = { what: '', headers: {} as IncomingHttpHeaders }] = proxy.seen;
    expect(what).toBe('http://api.corp.example:8001/prefix/api/v1/namespaces/litmus/pods/a');
    expect(headers).toMatchObject({
      host: 'api.corp.example:8001',
      authorization: 'Bearer t',
      'proxy-authorization': `Basic ${Buffer.from('me:pw').toString('base64')}`,
    });
  });
});

describe('a proxy', () => {
  test('that does not answer is named, without the password in its address', async () => {
    const connection = right(await open(await farAway(), { HTTPS_PROXY: 'http://me:canary@127.0.0.1:1' }));
    const failed = await get(connection);
    expect(failed).toMatchObject({ left: { message: expect.stringContaining('by way of http://127.0.0.1:1') } });
    expect(JSON.stringify(E.isLeft(failed) && failed.left.message)).not.toContain('canary');
  });

  test.each([
    ['ftp://me:canary@proxy', 'has to begin with http://'],
    ['http://me:canary@', 'is no address'],
    ['http://me:canary%zz@proxy', 'has to be written %25'],
  ])('that is none is refused in words, without the password: %s', async (address, why) => {
    for (const cluster of [await farAway(), { ...(await farAway()), 'proxy-url': address }]) {
      const failed = await open(cluster, { HTTPS_PROXY: address });
      expect(failed).toMatchObject({ left: { is: 'BadConfiguration', message: expect.stringContaining(why) } });
      expect(E.isLeft(failed) && failed.left.message).not.toContain('canary');
    }
  });

  test('is not asked for what is on this machine', async () => {
    const server = await serve((_, response) => reply(response, 200, pod('a')));
    const connection = right(await open({ server: server.url }, { HTTP_PROXY: 'http://127.0.0.1:1' }));
    right(await get(connection));
    expect(server.seen).toHaveLength(1);
  });
});
