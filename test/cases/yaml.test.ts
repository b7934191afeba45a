import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/app/plan.ts';
import { readObjects } from '../../src/model/json/objects.ts';
import { textOfBytes } from '../../src/model/text/text-of-bytes.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { experiment } from '../cli/files.ts';
import { simulatedCluster } from '../cli/simulated-cluster.ts';
import { findKubectl } from '../contract/kubectl-binary.ts';
import { kubectlReads } from '../yaml/kubectl-reads.ts';
import { caseFile, ran, validated } from './cases.ts';

const folder = 'yaml-like-kubectl';

describe('yaml-like-kubectl', () => {
  it.each(['merge-keys.yaml', 'batch-merge.yaml', 'onoff.yaml', 'yes-no.yaml'])(
    '%s is read as kubectl reads it',
    async (file) => {
      const kubectl = await findKubectl();
      if (kubectl === undefined) throw new Error('no kubectl runs here: name one by KUBECTL');
      const bytes = readFileSync(caseFile(folder, file));
      const { kubeconfig } = await simulatedCluster([]);
      const read = readObjects(file, textOfBytes(bytes)).objects.map(({ value }) => value);
      expect(read).toEqual(await kubectlReads(kubectl, kubeconfig, bytes));
    },
  );

  it('merge-keys.yaml runs its second step with what it merges', async () => {
    const { code, cluster } = await ran(folder, {
      file: 'merge-keys.yaml',
      experiments: [experiment('pod-delete'), experiment('pod-cpu-hog')],
    });
    const jobs = cluster.simulator.store.list('jobs', 'litmus');
    const pod = jobs.map(({ spec }) => (spec as { template: { spec: PodSpec } }).template.spec);
    const second = pod.find(({ tolerations }) => tolerations !== undefined);
    expect(code).toBe(0);
    expect(second?.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    expect(second?.tolerations).toEqual([{ key: 'dedicated', operator: 'Exists' }]);
    expect(second?.containers[0]?.env).toContainEqual({ name: 'TOTAL_CHAOS_DURATION', value: '5' });
  });

  it('batch-merge.yaml gives the second step the time-out and the retry of the first', async () => {
    const terminal = fakeTerminal();
    expect(await plan({ files: [caseFile(folder, 'batch-merge.yaml')], json: true }, terminal)).toBe(0);
    const { steps } = JSON.parse(terminal.out()) as { steps: readonly object[] };
    expect(steps).toMatchObject([
      { id: 'pod-delete', timeoutMs: 300_000, retries: { limit: 1 } },
      { id: 'pod-cpu-hog', timeoutMs: 300_000, retries: { limit: 1 }, condition: { is: 'outcome', step: 0 } },
    ]);
  });

  it.each([
    ['onoff.yaml', ['yes', 'no', 'on', '0755'], ['true', 'false', 'true', '493']],
    ['yes-no.yaml', ['yes', 'no', 'on'], ['true', 'false', 'true']],
  ])('%s is refused, with the words that are written to be put in quotes', async (file, written, found) => {
    const { code, lines } = await validated(folder, file);
    expect(code).toBe(64);
    expect(lines.filter((line) => line.includes(': error: '))).toEqual(
      written.map((word, at) =>
        expect.stringMatching(
          new RegExp(`env\\[${at}\\]\\.value: expected text, found ${found[at]}, .*write it in quotes: "${word}"`),
        ),
      ),
    );
  });
});

interface PodSpec {
  readonly nodeSelector?: object;
  readonly tolerations?: object;
  readonly containers: readonly { readonly env: readonly object[] }[];
}
