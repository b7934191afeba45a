import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';

/** A folder that is gone when the test is over, or when whatever else `atEnd` waits for is. */
export const temporaryFolder = (atEnd: (remove: () => void) => void = onTestFinished): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-cli-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Writes documents, or a text, to a file of their own and gives its path. */
export const fileOf = (content: readonly object[] | string, name = 'file.yaml', folder = temporaryFolder()): string => {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : content.map((one) => stringify(one)).join('---\n'));
  return file;
};

/** An experiment that the simulator plays by these keys. */
export const experiment = (name: string, script: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosExperiment',
  metadata: {
    name,
    namespace: 'litmus',
    annotations: Object.fromEntries(
      Object.entries(script).map(([key, value]) => [`simulator.litmuschaos.io/${key}`, value]),
    ),
  },
  spec: { definition: { image: 'litmuschaos/go-runner:latest', command: ['/bin/bash'], args: ['-c', 'true'] } },
});

export const engine = (
  experiments: readonly string[],
  options: { readonly name?: string; readonly batch?: string; readonly spec?: object } = {},
) => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: {
    name: options.name ?? 'engine',
    namespace: 'litmus',
    ...(options.batch === undefined ? {} : { annotations: { 'runner.litmuschaos.io/batch': options.batch } }),
  },
  spec: { chaosServiceAccount: 'litmus', experiments: experiments.map((name) => ({ name })), ...options.spec },
});
