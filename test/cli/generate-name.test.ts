import { describe, expect, it } from 'vitest';
import { runFiles } from '../../src/app/run-files.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { validate } from '../../src/app/validate/validate.ts';
import { drawSuffix, standInSuffix, withGeneratedName } from '../../src/model/kube/generate-name.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf } from './files.ts';
import { simulatedCluster } from './simulated-cluster.ts';

const generated = (prefix = 'made-') => {
  const { metadata, ...rest } = engine(['a']);
  const { name: _, ...other } = metadata;
  return { ...rest, metadata: { ...other, generateName: prefix } };
};

describe('an engine with generateName', () => {
  it('is a new engine each time that it is run', async () => {
    const cluster = await simulatedCluster([experiment('a')]);
    const options = { files: [fileOf([generated()])], kubeconfig: cluster.kubeconfig, json: true, operator: false };
    const names: string[] = [];
    for (const terminal of [fakeTerminal(), fakeTerminal()]) {
      expect(await runFiles(options, terminal)).toBe(0);
      names.push((terminal.json() as RunResult).engine);
    }
    expect(new Set(names).size).toBe(2);
    expect(cluster.simulator.store.list('chaosengines', 'litmus')).toHaveLength(2);
  });

  it('is not the same as another one of its prefix', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: [fileOf([generated(), generated()])], json: false }, terminal)).toBe(0);
  });

  it('is told from one without any name', async () => {
    const terminal = fakeTerminal();
    expect(await validate({ files: [fileOf([generated('')])], json: false }, terminal)).toBe(64);
    expect(terminal.out()).toMatch(/metadata\.name: is missing/);
  });
});

describe('withGeneratedName', () => {
  it('cuts a long prefix as the server does, so that the name has 63 characters', () => {
    const { metadata } = withGeneratedName(generated('x'.repeat(80)), () => 'abcde') as { metadata: { name: string } };
    expect(metadata.name).toBe(`${'x'.repeat(58)}abcde`);
  });

  it('leaves a name that is there alone', () => {
    const both = { metadata: { name: 'mine', generateName: 'made-' } };
    expect(withGeneratedName(both, () => 'abcde')).toBeUndefined();
  });
});

describe('drawSuffix', () => {
  it('takes each of the 27 letters and digits that Kubernetes takes, and no other', () => {
    const all = Array.from({ length: 27 }, (_, letter) => drawSuffix(() => letter));
    expect(new Set(all.join('')).size).toBe(27);
    expect(all.join('')).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  });
});

describe('standInSuffix', () => {
  it('differs between objects and not between commands', () => {
    expect([standInSuffix(0), standInSuffix(1), standInSuffix(99)]).toEqual(['xxxx1', 'xxxx2', 'xx100']);
  });
});
