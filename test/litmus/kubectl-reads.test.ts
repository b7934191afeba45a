import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCluster, type Simulator } from 'chaos-runner-simulator';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readObjects } from '../../src/model/json/objects.ts';
import { temporaryFolder } from '../cli/files.ts';
import { findKubectl } from '../contract/kubectl-binary.ts';
import { corpus } from '../yaml/corpus.ts';
import { kubectlReads, type Reading } from '../yaml/kubectl-reads.ts';

// The kubectl of the tests, or the one that KUBECTL names, since older ones read some files otherwise; it asks a simulator which
// kinds there are.

let simulator: Simulator;
let read: (bytes: Uint8Array) => Promise<Reading>;

beforeAll(async () => {
  const kubectl = await findKubectl();
  if (kubectl === undefined) throw new Error('no kubectl runs here: name one by KUBECTL');
  const folder = temporaryFolder((remove) => process.once('exit', remove));
  simulator = await createCluster({ litmus: {} });
  const kubeconfig = path.join(folder, 'config');
  writeFileSync(kubeconfig, simulator.kubeconfig({}));
  read = (bytes) => kubectlReads(kubectl, kubeconfig, bytes, folder);
  return () => simulator.close();
});

const expected: Readonly<Record<string, Reading>> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../yaml/expected.json'), 'utf8'),
);

describe('this kubectl', () => {
  it.each(corpus)('makes of a file what is written down: $name', async ({ name, bytes }) => {
    expect(await read(bytes)).toEqual(expected[name]);
  });

  it('makes of any value without quotes what is made here', { timeout: 60_000 }, async () => {
    const characters = [...'0123456789'.repeat(2), ...'xobeE+-._:~,'.repeat(2), ...'yYnNoOfFtTrRuUeEsSaAlLiIN'];
    const value = fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 7 }).map((all) => all.join(''));
    const values = fc
      .sample(value, 3_000)
      // They begin or end something, or are no JSON, and then the whole file is refused.
      .filter((each) => !/^[-:,~]|:$|[-:,]$/.test(each) && !/^[-+]?\.(?:inf|nan)$/i.test(each));
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata:\n${values.map((each) => `  - ${each}\n`).join('')}`;
    const ours = readObjects('any.yaml', text).objects.map((one): unknown => one.value);
    expect(ours).toEqual(await read(Buffer.from(text)));
  });

  it('makes of any number as a key what is made here', { timeout: 60_000 }, async () => {
    const numbers = fc.sample(fc.oneof(fc.float({ noNaN: true }), fc.integer(), fc.double({ noNaN: true })), 2_000);
    // Whole ones of 64 bits cannot be keys: the whole file is refused, by both.
    const isKey = (key: string): boolean => !/^\d+$/.test(key) || BigInt(key) < 2n ** 63n;
    const keys = [...new Set(numbers.filter(Number.isFinite).map(String))].filter(isKey);
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata:\n${keys.map((key) => `  - {${key}: x}\n`).join('')}`;
    const ours = readObjects('any.yaml', text).objects.map((one): unknown => one.value);
    expect(ours).toEqual(await read(Buffer.from(text)));
  });
});
