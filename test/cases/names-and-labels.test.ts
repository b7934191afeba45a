import { describe, expect, it } from 'vitest';
import { experiment } from '../cli/files.ts';
import { ran, validated } from './cases.ts';

describe('gitops-labels', () => {
  it('leaves what Argo CD owns off the Job, its pod and its helper pods', async () => {
    const owned = 'argocd.argoproj.io/instance';
    const seen = new Map<string, readonly string[]>();
    const { code } = await ran('gitops-labels', {
      prepare: ({ simulator: { store } }) =>
        void store.subscribe(() => {
          for (const kind of ['jobs', 'pods'] as const)
            for (const { metadata } of store.list(kind, 'litmus'))
              seen.set(`${kind}/${metadata.name}`, Object.keys(metadata.labels ?? {}));
        }),
    });
    expect(code).toBe(0);
    expect([...seen.keys()].filter((name) => name.startsWith('jobs/'))).toHaveLength(1);
    expect([...seen.keys()].filter((name) => name.includes('-helper-'))).toHaveLength(1);
    expect([...seen].filter(([, labels]) => labels.includes(owned)).map(([name]) => name)).toEqual([]);
  });
});

describe('long-names', () => {
  it('engine3.yaml runs, as it did under the Go runner', async () => {
    const name = 'pod-network-latency-of-the-checkout-cart-in-west-oneab';
    const { code } = await ran('long-names', { file: 'engine3.yaml', experiments: [experiment(name)] });
    expect(code).toBe(0);
  });

  it.each([
    ['engine.yaml', /metadata\.name: has 67 characters: at most 63/],
    ['engine2.yaml', /experiments\[0\]\.name: has 57 characters: at most 5\d/],
  ])('%s could never run, and the message names limit and length', async (file, expected) => {
    const { code, lines } = await validated('long-names', file);
    expect(code).toBe(64);
    expect(lines).toContainEqual(expect.stringMatching(expected));
  });
});
