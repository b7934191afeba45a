import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { processTerminal } from '../../src/app/terminal.ts';
import { type GraphOptions, graph } from '../../src/cli/graph.ts';
import { exportMachine } from '../../src/view/graph/formats.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'graph-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examples = path.join(import.meta.dirname, '../../examples');

const draw = async (options: Partial<GraphOptions> & { readonly what: string }) => {
  let [out, errors] = ['', ''];
  const terminal = {
    ...processTerminal(),
    stdout: (text: string) => {
      out += text;
    },
    stderr: (text: string) => {
      errors += text;
    },
  };
  const code = await graph({ format: 'mermaid', ...options }, terminal);
  return { code, out, errors };
};

describe('graph', () => {
  it.each(['experiment', 'supervisor', 'runner'] as const)('prints the %s machine', async (what) => {
    expect(await draw({ what })).toEqual({ code: 0, out: await exportMachine(what, 'mermaid'), errors: '' });
  });

  it('prints the batch of an engine', async () => {
    const { code, out } = await draw({ what: path.join(examples, 'batches/diamond.yaml'), format: 'json' });
    expect(code).toBe(0);
    const { nodes, edges } = JSON.parse(out);
    expect(nodes.map(({ id }: { id: string }) => id)).toContain('pod-delete');
    expect(edges).toContainEqual(expect.objectContaining({ from: 'pod-delete', to: 'pod-cpu-hog', label: 'Pass' }));
  });

  it('takes a batch document in place of the annotation', async () => {
    const batch = path.join(folder, 'batch.yaml');
    writeFileSync(batch, 'steps: {container-kill: {dependsOn: pod-delete.Fail}}');
    const { out } = await draw({ what: path.join(examples, 'batches/diamond.yaml'), batch, format: 'json' });
    expect(JSON.parse(out).edges).toEqual([expect.objectContaining({ from: 'pod-delete', label: 'Fail' })]);
  });

  it('draws an engine without a batch document as steps that nothing ties', async () => {
    const { code, out } = await draw({ what: path.join(examples, 'engine.yaml'), format: 'json' });
    expect(code).toBe(0);
    expect(JSON.parse(out).nodes.length).toBeGreaterThan(0);
  });

  it('writes to a file', async () => {
    const output = path.join(folder, 'machine.svg');
    expect((await draw({ what: 'experiment', format: 'svg', output })).code).toBe(0);
    expect(readFileSync(output, 'utf8')).toMatch(/^<svg /);
  });

  it('says what is wrong with its input', async () => {
    const missing = await draw({ what: path.join(folder, 'none.yaml') });
    expect([missing.code, missing.errors]).toEqual([64, expect.stringContaining('there is no such file')]);
    const noEngine = await draw({ what: path.join(examples, 'experiments/pod-delete.yaml') });
    expect([noEngine.code, noEngine.errors]).toEqual([64, expect.stringContaining('No ChaosEngine')]);
    const both = await draw({ what: 'experiment', batch: 'some.yaml' });
    expect([both.code, both.errors]).toEqual([64, expect.stringContaining('--batch is for')]);
    const nowhere = await draw({ what: 'experiment', output: path.join(folder, 'none/machine.svg') });
    expect([nowhere.code, nowhere.errors]).toEqual([64, expect.stringContaining('cannot be written')]);
  });
});
