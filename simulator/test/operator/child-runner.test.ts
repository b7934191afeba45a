import { expect, test } from 'vitest';
import { childRunner } from '../../litmus/operator/child-runner.ts';
import type { KubeObject } from '../../store.ts';

const pod = { metadata: { name: 'engine-runner', namespace: 'litmus' } } as KubeObject;

const started = (command: string, env: Record<string, string>) => {
  const lines: string[] = [];
  const start = childRunner({
    command: [command, '-e', 'console.log(process.env.A)', '--'],
    kubeconfig: () => '/dev/null',
  });
  const { exited } = start(env, pod, 'token', (line) => lines.push(line));
  return exited.then((code) => ({ code, lines }));
};

test('a child runner gets the environment of its container, and its output becomes the log', async () => {
  expect(await started(process.execPath, { A: 'value' })).toEqual({ code: 0, lines: ['value'] });
});

test('runners of two namespaces have kubeconfigs of their own, also when their engines are called alike', async () => {
  const files: string[] = [];
  const kubeconfig = (_token: string, file: string): string => {
    files.push(file);
    return '/dev/null';
  };
  const start = childRunner({ command: [process.execPath, '-e', '', '--'], kubeconfig });
  for (const namespace of ['litmus', 'other']) {
    const there = { metadata: { ...pod.metadata, namespace } } as KubeObject;
    await start({}, there, 'token', () => undefined).exited;
  }
  expect(new Set(files).size).toBe(2);
});

test.each([
  ['an executable that is not there', '/nowhere/runner', 'value'],
  ['a variable that no process can have', process.execPath, 'zero \0 byte'],
])('%s ends the container and says why in its log', async (_, command, value) => {
  const { code, lines } = await started(command, { A: value });
  expect(code).toBe(127);
  expect(lines).toEqual([expect.stringContaining('The runner could not be started: ')]);
});
