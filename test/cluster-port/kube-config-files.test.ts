import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import { loadKubeConfig } from '../../src/cluster/credentials/kube-config-context.ts';
import { temporaryFolder } from '../cli/files.ts';

const load = async (content: string | Uint8Array) => {
  const file = path.join(temporaryFolder(), 'config');
  await writeFile(file, content);
  return loadKubeConfig({ kubeconfig: file, env: {}, now: () => 0 });
};

const text = `apiVersion: v1
kind: Config
current-context: it
x-common: &common {insecure-skip-tls-verify: yes}
clusters:
- name: c
  cluster: {<<: *common, server: "https://api.example:6443"}
users: [{name: u, user: {token: t}}]
contexts: [{name: it, context: {cluster: c, user: u, namespace: litmus}}]
`;

const message = (loaded: Awaited<ReturnType<typeof load>>): string => (E.isLeft(loaded) ? loaded.left.message : '');

describe('a kubeconfig', () => {
  test.each([
    ['UTF-8', text],
    ['UTF-8 with a mark', `\ufeff${text}`],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['with lines that end as on Windows', text.replaceAll('\n', '\r\n')],
    ['with another document behind it', `${text}---\nclusters: 5\n`],
  ])('is read as kubectl reads it, merge keys and words of YAML 1.1 included: %s', async (_, content) => {
    const loaded = await load(content);
    expect(E.isRight(loaded) ? loaded.right : loaded.left).toMatchObject({
      server: 'https://api.example:6443',
      cluster: { 'insecure-skip-tls-verify': true },
      namespace: 'litmus',
    });
  });

  test.each([
    ['name: c\n', 'name: {toString: x}\n', 'clusters[0].name is an object, where text has to be'],
    ['name: c\n', 'name: 123\n', 'clusters[0].name is a number, where text has to be'],
    ['name: c\n', 'name: yes\n', 'clusters[0].name is true or false, where text has to be'],
    ['name: u,', 'name: [u],', 'users[0].name is a list, where text has to be'],
    ['{name: it, context', '{name: {a: b}, context', 'contexts[0].name is an object, where text has to be'],
    ['cluster: c,', 'cluster: {toString: 5},', 'contexts[0].context.cluster is an object, where text has to be'],
    ['token: t', 'token: 123', 'users[0].user.token is a number, where text has to be'],
    ['token: t', 'exec: {args: text}', 'users[0].user.exec.args is text, where a list has to be'],
    ['yes}', 'secret}', 'clusters[0].cluster.insecure-skip-tls-verify is text, where true or false has to be'],
    ['current-context: it', 'current-context: {}', 'current-context is an object, where text has to be'],
    ['users: [', 'users: {a: b}\nother: [', 'users is an object, where a list has to be'],
  ])('is refused with the field that is of another type: %s → %s', async (from, to, expected) => {
    expect(message(await load(text.replace(from, to)))).toMatch(
      new RegExp(`is not a kubeconfig: .*${expected.replaceAll(/[[\].]/g, '\\$&')}$`),
    );
  });

  test('is refused without a word of what stands in it', async () => {
    expect(message(await load(text.replace('yes}', 'hunter2}')))).not.toContain('hunter2');
    expect(message(await load(text.replace('token: t', 'token: "hunter2')))).not.toContain('hunter2');
  });
});
