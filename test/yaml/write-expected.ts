import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCluster } from 'chaos-runner-simulator';
import { findKubectl } from '../contract/kubectl-binary.ts';
import { corpus } from './corpus.ts';
import { kubectlReads, type Reading } from './kubectl-reads.ts';

// Writes what kubectl makes of the corpus: KUBECTL=… tsx test/yaml/write-expected.ts

const kubectl = await findKubectl();
if (kubectl === undefined) throw new Error('no kubectl runs here: name one by KUBECTL');
const folder = mkdtempSync(path.join(tmpdir(), 'chaos-yaml-'));
const simulator = await createCluster({ litmus: {} });
const kubeconfig = path.join(folder, 'config');
writeFileSync(kubeconfig, simulator.kubeconfig({}));
const expected: Record<string, Reading> = {};
for (const { name, bytes } of corpus) expected[name] = await kubectlReads(kubectl, kubeconfig, bytes, folder);
const entries = Object.entries(expected).map(
  ([name, reading]) => `  ${JSON.stringify(name)}: ${JSON.stringify(reading)}`,
);
writeFileSync(path.join(import.meta.dirname, 'expected.json'), `{\n${entries.join(',\n')}\n}\n`);
await simulator.close();
rmSync(folder, { recursive: true });
