import { describe, expect, it } from 'vitest';
import { demo } from '../../src/app/demo.ts';
import { runFiles } from '../../src/app/run-files.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { engine, experiment, fileOf } from './files.ts';
import { simulatedCluster } from './simulated-cluster.ts';

const old = engine([], {
  spec: {
    appinfo: { appns: 'reports', applabel: 'app=nightly', appkind: 'job' },
    components: { runner: { runnerannotation: { owner: 'sre' } } },
    experiments: [{ name: 'pod-delete', spec: { rank: 0, components: [{ name: 'FORCE', value: 'true' }] } }],
  },
});
const definition = { ...experiment('pod-delete').spec.definition, experimentannotations: { a: 'b' } };
const oldExperiment = { ...experiment('pod-delete'), spec: { definition } };

describe('files of older generations', () => {
  it('are sent by run as a server of today takes them, with a word about each', async () => {
    const cluster = await simulatedCluster([], { speed: 10 });
    const terminal = fakeTerminal();
    const files = [fileOf([oldExperiment, old])];
    const flags = { files, kubeconfig: cluster.kubeconfig, json: true, operator: false };
    expect(await runFiles(flags, terminal)).toBe(0);
    expect(cluster.engine()?.spec).toMatchObject({
      experiments: [
        {
          name: 'pod-delete',
          spec: {
            components: {
              env: [
                { name: 'TARGETS', value: 'job:reports:[app=nightly]' },
                { name: 'FORCE', value: 'true' },
              ],
            },
          },
        },
      ],
    });
    expect(cluster.simulator.store.list('jobs', 'litmus')[0]?.metadata.annotations).toMatchObject({ a: 'b' });
    for (const word of ['runnerannotation', 'rank', 'components is a list', 'experimentannotations', 'TARGETS'])
      expect(terminal.err()).toContain(word);
  });

  it('are run by demo', async () => {
    const terminal = fakeTerminal();
    expect(await demo({ files: [fileOf([oldExperiment, old])], json: true, speed: 20 }, terminal)).toBe(0);
    expect(terminal.err()).toContain('components is a list');
  });
});
