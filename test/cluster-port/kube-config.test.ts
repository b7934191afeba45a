import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { connect } from '../../src/cluster/credentials/connect.ts';
import type { Connection } from '../../src/cluster/credentials/connection.ts';
import { right } from './adapter-fixture.ts';
import { pod, reply, serve } from './scripted-server.ts';
import { testClock } from './test-clock.ts';

const tls = (name: string) => join(import.meta.dirname, 'tls', name);
const base64 = async (name: string) => (await readFile(tls(name))).toString('base64');
const ref = { namespace: 'litmus', name: 'a' };

let folder = '';
const closing: (() => void)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  await rm(folder, { recursive: true });
});

const config = async (cluster: unknown, user: unknown, name = 'config') => {
  const path = join(folder, name);
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'it',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'it', context: { cluster: 'c', user: 'u', namespace: 'litmus' } }],
  };
  await writeFile(path, JSON.stringify(document));
  return path;
};

const from = (path: string, more: { readonly context?: string; readonly env?: Record<string, string> } = {}) =>
  connect({ env: more.env ?? {}, now: () => 0, kubeconfig: path, ...(more.context ? { context: more.context } : {}) });

const clusterOf = (connection: Connection) => {
  const cluster = assembleCluster({
    connection,
    clock: testClock(),
    random: () => 0.5,
    userAgent: 'chaos-runner/test',
  });
  closing.push(() => void cluster.close());
  return cluster;
};

/** A server that wants a client certificate and says whose it saw. */
const tlsServer = async () => {
  const options = { cert: await readFile(tls('server.crt')), key: await readFile(tls('server.key')) };
  const server = createTlsServer(
    { ...options, ca: await readFile(tls('ca.crt')), requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      reply(response, 200, { ...pod('a'), peer: peer.subject?.CN ?? 'nobody', who: request.headers.authorization });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const verified = async (server: string) => ({
  server,
  'certificate-authority-data': await base64('ca.crt'),
  'tls-server-name': 'kubernetes.example',
});

const answer = async (path: string) => {
  const got = await clusterOf(right(await from(path))).get('Pod', ref, { patienceMs: 0 });
  return got._tag === 'Right' ? got.right : got.left;
};

describe('over TLS', () => {
  test('a client certificate is shown, and the server is known by the name that is said', async () => {
    const user = {
      'client-certificate-data': await base64('client.crt'),
      'client-key-data': await base64('client.key'),
    };
    expect(await answer(await config(await verified(await tlsServer()), user))).toMatchObject({ peer: 'somebody' });
  });

  test('paths of certificates are relative to the file that names them', async () => {
    for (const name of ['ca.crt', 'client.crt', 'client.key'])
      await writeFile(join(folder, name), await readFile(tls(name)));
    const { 'certificate-authority-data': _, ...rest } = await verified(await tlsServer());
    const user = { 'client-certificate': 'client.crt', 'client-key': './client.key' };
    expect(await answer(await config({ ...rest, 'certificate-authority': 'ca.crt' }, user))).toMatchObject({
      peer: 'somebody',
    });
  });

  test('a server whose certificate is for another name is refused at once, in words', async () => {
    const { 'tls-server-name': _, ...cluster } = await verified(await tlsServer());
    expect(await answer(await config(cluster, {}))).toMatchObject({
      is: 'Unavailable',
      message: expect.stringContaining('the certificate is for another host name'),
    });
  });

  test('a server that nobody vouches for is refused unless told otherwise', async () => {
    const server = await tlsServer();
    expect(await answer(await config({ server }, {}))).toMatchObject({
      message: expect.stringContaining('not signed by the configured authority'),
    });
    const lax = { server, 'insecure-skip-tls-verify': true };
    expect(await answer(await config(lax, { token: 't' }))).toMatchObject({ who: 'Bearer t' });
  });

  test('a proxy is gone through', async () => {
    const server = await tlsServer();
    let tunnels = 0;
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      tunnels += 1;
      const [host = '', port] = (request.url ?? '').split(':');
      const upstream = connectSocket(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.push(() => proxy.close());
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const path = await config({ ...(await verified(server)), 'proxy-url': url }, { token: 't' });
    const cluster = clusterOf(right(await from(path)));
    expect(right(await cluster.get('Pod', ref))).toMatchObject({ who: 'Bearer t' });
    expect(right(await cluster.get('Pod', ref))).toMatchObject({ who: 'Bearer t' });
    expect(tunnels).toBe(1);
  });
});

describe('who we are', () => {
  const headersFor = async (user: unknown, more: Record<string, string> = {}) => {
    const server = await serve((_, response) => reply(response, 200, pod('a')));
    const path = await config({ server: server.url }, user);
    const connection = right(await from(path, { env: more }));
    right(await clusterOf(connection).get('Pod', ref));
    return { headers: server.seen[0]?.headers ?? {}, connection };
  };

  test('a token', async () => {
    const { headers, connection } = await headersFor({ token: 'abc' });
    expect(headers.authorization).toBe('Bearer abc');
    expect(connection).toMatchObject({ namespace: 'litmus', user: 'u', renewal: 'never' });
  });

  test('user name and password', async () => {
    const { headers } = await headersFor({ username: 'me', password: 'pässword' });
    expect(headers.authorization).toBe(`Basic ${Buffer.from('me:pässword').toString('base64')}`);
  });

  test('a token file, relative to the configuration, before a token', async () => {
    await writeFile(join(folder, 'token'), 'from-file\n');
    const { headers, connection } = await headersFor({ tokenFile: 'token', token: 'old' });
    expect(headers.authorization).toBe('Bearer from-file');
    expect(connection.renewal).toBe('awaited');
  });

  test('an OIDC token that is still good', async () => {
    const claims = Buffer.from(JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 3600 })).toString('base64url');
    const token = `${Buffer.from('{}').toString('base64url')}.${claims}.c2ln`;
    const provider = { name: 'oidc', config: { 'id-token': token, 'client-id': 'x' } };
    const { headers } = await headersFor({ 'auth-provider': provider });
    expect(headers.authorization).toBe(`Bearer ${token}`);
  });

  test('nobody', async () => {
    expect((await headersFor({})).headers.authorization).toBeUndefined();
  });

  test('somebody else, with groups', async () => {
    const { headers } = await headersFor({ token: 't', as: 'jane', 'as-groups': ['dev', 'ops'], 'as-uid': '7' });
    expect(headers).toMatchObject({ 'impersonate-user': 'jane', 'impersonate-uid': '7' });
    expect(String(headers['impersonate-group'])).toMatch(/^dev, ?ops$/);
  });

  test('a credential plugin, asked once for many calls and again after a refusal', async () => {
    const script = join(folder, 'plugin.mjs');
    const counter = join(folder, 'count');
    await writeFile(
      script,
      `#!${process.execPath}
import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(counter)}, '.');
const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const token = process.env.PREFIX + readFileSync(${JSON.stringify(counter)}, 'utf8').length;
console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token } }));
`,
    );
    await chmod(script, 0o755);
    const server = await serve(({ headers }, response) =>
      headers.authorization === 'Bearer t1' ? reply(response, 401, '') : reply(response, 200, pod('a')),
    );
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './plugin.mjs',
      env: [{ name: 'PREFIX', value: 't' }],
    };
    const cluster = clusterOf(right(await from(await config({ server: server.url }, { exec }))));
    right(await cluster.get('Pod', ref));
    right(await cluster.get('Pod', ref));
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t2']);
    expect(await readFile(counter, 'utf8')).toBe('..');
  });

  test('a plugin that is not installed is named, with the hint', async () => {
    const exec = { apiVersion: 'v1', command: 'no-such-plugin', installHint: 'install it with care' };
    const failed = await from(await config({ server: 'http://127.0.0.1:1' }, { exec }));
    expect(failed).toMatchObject({ left: { is: 'NoCredentials' } });
    expect(JSON.stringify(failed)).toMatch(/plugin \\"no-such-plugin\\" of user \\"u\\" failed.*install it with care/);
  });
});

describe('which configuration', () => {
  test('of several files the first that has a name wins, and a missing one does not matter', async () => {
    const first = await config({ server: 'http://127.0.0.1:1' }, { token: 'one' }, 'first');
    const second = await config({ server: 'http://127.0.0.1:2' }, { token: 'two' }, 'second');
    const KUBECONFIG = [join(folder, 'missing'), first, second].join(':');
    const connection = right(await connect({ env: { KUBECONFIG }, now: () => 0 }));
    expect(connection.server).toBe('http://127.0.0.1:1');
  });

  test('the home folder is looked at last', async () => {
    await mkdir(join(folder, '.kube'));
    await config({ server: 'http://127.0.0.1:3/prefix/' }, {}, '.kube/config');
    expect(right(await connect({ env: { HOME: folder }, now: () => 0 })).server).toBe('http://127.0.0.1:3/prefix');
  });

  test('a path prefix of the server is kept', async () => {
    const server = await serve((_, response) => reply(response, 200, pod('a')));
    const path = await config({ server: `${server.url}/k8s/clusters/c-1/` }, {});
    right(await clusterOf(right(await from(path))).get('Pod', ref));
    expect(server.seen[0]?.url).toBe('/k8s/clusters/c-1/api/v1/namespaces/litmus/pods/a');
  });

  test('a server without a scheme is plain HTTP', async () => {
    expect(right(await from(await config({ server: 'localhost:8001' }, {}))).server).toBe('http://localhost:8001');
  });

  test.each([
    ['a broken line', 'users:\n  - user:\n      token: canary-4711: x\n', 'line 3, column 14'],
    ['an alias without an anchor', 'users: *canary-4711\n', 'is not YAML|not a mapping'],
    ['a text that is not closed', 'token: "canary-4711\n', 'line 2, column 1'],
    ['bytes of another kind', '\u0000\u0001canary-4711: [', 'line 1, column'],
  ])(
    'what is wrong with a file is told by its place, without a word of it, which may be a secret: %s',
    async (_, text, place) => {
      await writeFile(join(folder, 'secret'), text);
      const failed = await from(join(folder, 'secret'));
      expect(failed._tag).toBe('Left');
      const told = JSON.stringify(failed);
      expect(told).toMatch(new RegExp(place));
      expect(told).not.toContain('canary');
    },
  );

  test.each([
    ['a file that is not there', async () => from(join(folder, 'nowhere')), 'no kubeconfig: there is no'],
    [
      'a file that is not YAML',
      async () => {
        await writeFile(join(folder, 'x'), '{[');
        return from(join(folder, 'x'));
      },
      'is not YAML',
    ],
    [
      'a context that is not there',
      async () => from(await config({ server: 'http://x' }, {}), { context: 'no' }),
      'has no context \\"no\\"; contexts there: it',
    ],
    ['a cluster without server', async () => from(await config({}, {})), 'which has no server there'],
    [
      'an authority that is not there',
      async () => from(await config({ server: 'https://x', 'certificate-authority': 'no.crt' }, {})),
      'no.crt',
    ],
    [
      'an authority that is rubbish',
      async () => from(await config({ server: 'https://x', 'certificate-authority-data': 'AAAA' }, {})),
      'cannot be read',
    ],
  ])('%s is one clear message', async (_name, connecting, message) => {
    const failed = await connecting();
    expect(failed._tag).toBe('Left');
    expect(JSON.stringify(failed)).toContain(message);
  });
});
