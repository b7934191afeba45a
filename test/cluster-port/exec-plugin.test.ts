import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/Either';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/cluster/credentials/connect.ts';
import { right } from './adapter-fixture.ts';

const authority = join(import.meta.dirname, 'tls', 'ca.crt');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plugin-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A plugin that runs a script in which `info` is what it was told; what it prints is its answer. */
const plugin = async (script: string): Promise<string> => {
  const path = join(folder, 'plugin.cjs');
  await writeFile(
    path,
    `#!${process.execPath}\nconst info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);\n${script}\n`,
  );
  await chmod(path, 0o755);
  return path;
};

const open = async (exec: object, cluster: object = {}) => {
  const path = join(folder, 'config');
  const document = {
    'current-context': 'it',
    clusters: [{ name: 'c', cluster: { server: 'https://api.corp.example:6443/', ...cluster } }],
    users: [{ name: 'u', user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } } }],
    contexts: [{ name: 'it', context: { cluster: 'c', user: 'u' } }],
  };
  await writeFile(path, JSON.stringify(document));
  return connect({ env: {}, now: () => 0, kubeconfig: path });
};

const messageOf = (answer: Awaited<ReturnType<typeof open>>): string =>
  E.isLeft(answer) ? answer.left.message : 'it was opened';

/** Prints as its token what it was told. */
const telling =
  "console.log(JSON.stringify({ ...info, status: { token: Buffer.from(JSON.stringify(info)).toString('base64') } }));";

const toldOf = async (answer: Awaited<ReturnType<typeof open>>): Promise<unknown> => {
  const credentials = right(await right(answer).credentials(false));
  const token = String(credentials.headers.authorization).replace('Bearer ', '');
  return JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
};

describe('a credential plugin', () => {
  test('is told of the cluster what client-go tells, with the contents of the authority and its own configuration', async () => {
    const cluster = {
      'certificate-authority': authority,
      'tls-server-name': 'kubernetes.example',
      'proxy-url': 'http://127.0.0.1:1',
      'disable-compression': true,
      extensions: [
        { name: 'somebody.else', extension: { no: true } },
        { name: 'client.authentication.k8s.io/exec', extension: { audience: 'mine', deep: { er: [1] } } },
      ],
    };
    const answer = await open({ command: await plugin(telling), provideClusterInfo: true }, cluster);
    expect(await toldOf(answer)).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: {
          server: 'https://api.corp.example:6443',
          'tls-server-name': 'kubernetes.example',
          'proxy-url': 'http://127.0.0.1:1',
          'disable-compression': true,
          'certificate-authority-data': (await readFile(authority)).toString('base64'),
          config: { audience: 'mine', deep: { er: [1] } },
        },
      },
    });
  });

  test('is told nothing of it where it has not asked', async () => {
    const answer = await open({ command: await plugin(telling) }, { 'certificate-authority': authority });
    expect(await toldOf(answer)).toMatchObject({ spec: { interactive: false } });
    expect(JSON.stringify(await toldOf(answer))).not.toContain('cluster');
  });

  test('logs in although it refuses to without authority and configuration', async () => {
    const script = `const { cluster } = info.spec;
if (!cluster || !cluster['certificate-authority-data'] || cluster.config.audience !== 'mine') process.exit(1);
${telling}`;
    const extension = { name: 'client.authentication.k8s.io/exec', extension: { audience: 'mine' } };
    const cluster = {
      'certificate-authority-data': (await readFile(authority)).toString('base64'),
      extensions: [extension],
    };
    right(await open({ command: await plugin(script), provideClusterInfo: true }, cluster));
  });

  test('that is missing is said to be, with the hint', async () => {
    const answer = await open({ command: 'no-such-plugin', installHint: 'install it with care\n' });
    expect(messageOf(answer)).toMatch(
      /"no-such-plugin" of user "u" failed: it is not installed \(install it with care\)$/,
    );
  });

  test.each([
    ['fails', "console.error('the session is over'); process.exit(1);", 'failed: the session is over'],
    ['fails in silence', 'process.exit(3);', 'failed: it ended with an error and said nothing'],
    ['prints something else', "console.log('hello');", 'failed: what it printed is not JSON'],
    ['prints no status', "console.log('{}');", 'failed: what it printed is no ExecCredential with a status'],
    ['prints nothing', '', 'failed: what it printed is not JSON'],
  ])('that is there and %s is not to be installed: the hint is left out', async (_, script, message) => {
    const answer = await open({ command: await plugin(script), installHint: 'install it with care' });
    expect(messageOf(answer)).toContain(message);
    expect(messageOf(answer)).not.toContain('with care');
  });

  test('that has to ask on a terminal is refused in words instead of waited for', async () => {
    const answer = await open({ command: await plugin(telling), interactiveMode: 'Always' });
    expect(messageOf(answer)).toContain('wants to ask on a terminal');
  });
});
