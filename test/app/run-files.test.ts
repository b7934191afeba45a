import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RunFilesOptions, runFiles } from '../../src/app/run-files.ts';
import type { RunResult } from '../../src/app/run-result.ts';
import { defaultPlan } from '../../src/model/batch/default-plan.ts';
import { writePlan } from '../../src/model/plan/plan-codec.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { engine, experiment, fileOf, temporaryFolder } from '../cli/files.ts';
import { runnerCommand, startProgram } from '../cli/program.ts';
import { type SimulatedCluster, simulatedCluster } from '../cli/simulated-cluster.ts';

const options = (
  { kubeconfig }: SimulatedCluster,
  files: readonly string[],
  more: Partial<RunFilesOptions> = {},
): RunFilesOptions => ({ files, kubeconfig, json: true, operator: false, ...more });

const quick = [engine(['a', 'b'], { spec: { jobCleanUpPolicy: 'delete' } }), experiment('a'), experiment('b')];

describe('run FILE', () => {
  it('applies the files, drives the engine and says that it is completed', async () => {
    const cluster = await simulatedCluster([]);
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)]), terminal)).toBe(0);
    expect(terminal.json()).toMatchObject({ engine: 'litmus/engine', outcome: 'Pass' });
    expect(cluster.rows().map(({ status, verdict }) => [status, verdict])).toEqual([
      ['Completed', 'Pass'],
      ['Completed', 'Pass'],
    ]);
    expect(cluster.engine()).toMatchObject({ spec: { engineState: 'stop' }, status: { engineStatus: 'completed' } });
    await cluster.until(() => cluster.residue(cluster.engine()?.metadata.uid).length === 0);
  });

  it('drops nulls that the stock definitions refuse', async () => {
    const cluster = await simulatedCluster([experiment('pod-delete')]);
    expect(await runFiles(options(cluster, ['examples/engine.yaml']), fakeTerminal())).toBe(0);
    expect(cluster.engine()?.spec).toMatchObject({ experiments: [{ name: 'pod-delete', spec: {} }] });
    expect(JSON.stringify(cluster.engine()?.spec)).not.toContain('null');
  });

  it('runs an engine that has completed anew, and without the batch of the run before', async () => {
    const cluster = await simulatedCluster([]);
    const first = fakeTerminal();
    const batch = fileOf('parallelism: 2\n', 'batch.yaml');
    expect(await runFiles(options(cluster, [fileOf(quick)], { batch }), first)).toBe(0);
    expect(cluster.engine()?.metadata.annotations?.['runner.litmuschaos.io/batch']).toBe('parallelism: 2\n');
    const second = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)]), second)).toBe(0);
    expect((second.json() as RunResult).runId).not.toBe((first.json() as RunResult).runId);
    expect(cluster.engine()?.metadata.annotations?.['runner.litmuschaos.io/batch']).toBeUndefined();
    expect([...cluster.simulator.launches().values()]).toEqual([2, 2]);
  });

  it('refuses an engine that somebody drives', async () => {
    const cluster = await simulatedCluster([]);
    const file = fileOf([engine(['slow']), experiment('slow', { duration: '1h' })]);
    const first = fakeTerminal();
    const running = runFiles(options(cluster, [file]), first);
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    const second = fakeTerminal();
    expect(await runFiles(options(cluster, [file]), second)).toBe(2);
    expect(second.err()).toMatch(/is running already, driven by cli:.*chaos-runner abort litmus\/engine/);
    first.interrupt();
    expect(await running).toBe(3);
    expect(first.json()).toMatchObject({ outcome: 'Stopped', left: [] });
    expect(cluster.engine()).toMatchObject({ status: { engineStatus: 'stopped' } });
  });

  it('goes on with a run whose process was killed, and launches nothing twice', { timeout: 60_000 }, async () => {
    const cluster = await simulatedCluster([]);
    const file = fileOf([engine(['slow', 'b']), experiment('slow', { duration: '3s' }), experiment('b')]);
    const { child, ended } = startProgram(['run', file, '--no-operator', '--kubeconfig', cluster.kubeconfig]);
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    child.kill('SIGKILL');
    await ended;
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, [file]), terminal)).toBe(0);
    expect(terminal.err()).toMatch(/was left by whoever drove it: it goes on/);
    expect([...cluster.simulator.launches().values()]).toEqual([1, 1]);
  });

  it('only watches where an operator takes the engine up', { timeout: 60_000 }, async () => {
    const cluster = await simulatedCluster([], {
      litmus: { operator: { command: runnerCommand, env: process.env } },
    });
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)], { operator: true }), terminal)).toBe(0);
    expect(terminal.err()).toContain('this command only watches');
    const { outcome, steps } = terminal.json() as RunResult;
    expect([outcome, ...steps.map(({ id, verdict }) => `${id} ${verdict}`)]).toEqual(['Pass', 'a Pass', 'b Pass']);
    expect([...cluster.simulator.launches().values()]).toEqual([1, 1]);
    const again = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)], { operator: true }), again)).toBe(0);
    expect((again.json() as RunResult).runId).not.toBe((terminal.json() as RunResult).runId);
    expect([...cluster.simulator.launches().values()]).toEqual([2, 2]);
  });

  it('stops the engine at the first Ctrl-C where it only watches', { timeout: 60_000 }, async () => {
    const cluster = await simulatedCluster([], {
      litmus: { operator: { command: runnerCommand, env: process.env } },
    });
    const terminal = fakeTerminal();
    const file = fileOf([engine(['slow']), experiment('slow', { duration: '1h' })]);
    const watching = runFiles(options(cluster, [file], { operator: true }), terminal);
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    terminal.interrupt();
    expect(await watching).toBe(3);
    expect(terminal.json()).toMatchObject({ outcome: 'Stopped', steps: [{ status: 'Forcefully Aborted' }] });
    expect(cluster.residue(cluster.engine()?.metadata.uid)).toEqual([]);
  });

  it('stops an engine that an operator takes up beside a plan, which it would not follow', async () => {
    const cluster = await simulatedCluster([], {
      litmus: { operator: { command: runnerCommand, env: process.env } },
    });
    const terminal = fakeTerminal();
    const plan = fileOf(writePlan(defaultPlan(['slow'])), 'plan.json');
    const file = fileOf([engine(['slow']), experiment('slow', { duration: '1h' })]);
    expect(await runFiles(options(cluster, [file], { operator: true, plan }), terminal)).toBe(2);
    expect(terminal.err()).toMatch(/a plan cannot be handed to it. The engine is stopped/);
    expect(cluster.engine()).toMatchObject({ spec: { engineState: 'stop' } });
  });

  it('runs nothing again where everything passed, and says so as data too', async () => {
    const cluster = await simulatedCluster([]);
    const audit = path.join(temporaryFolder(), 'run.jsonl');
    const files = [fileOf(quick)];
    expect(await runFiles(options(cluster, files, { audit }), fakeTerminal())).toBe(0);
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, files, { rerunFailed: audit }), terminal)).toBe(0);
    expect(terminal.json()).toEqual({ engine: 'litmus/engine', runId: null, outcome: 'Pass', steps: [] });
    expect([...cluster.simulator.launches().values()]).toEqual([1, 1]);
  });

  it('launches nothing and stops the engine at a Ctrl-C while it waits for an operator', async () => {
    const cluster = await simulatedCluster([]);
    const terminal = fakeTerminal();
    const running = runFiles(options(cluster, [fileOf(quick)], { operator: true }), terminal);
    await cluster.until(() => cluster.engine() !== undefined);
    terminal.interrupt();
    expect(await running).toBe(3);
    expect(terminal.json()).toMatchObject({ outcome: 'Stopped', steps: [] });
    expect(cluster.engine()).toMatchObject({ spec: { engineState: 'stop' } });
    expect(cluster.simulator.launches().size).toBe(0);
    const again = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)]), again)).toBe(0);
  });

  it.each([
    ['a mistake in a file', [{ ...engine(['a']), spec: { engineState: 'actve' } }], /did you mean active/],
    ['two engines', [engine(['a']), engine(['a'], { name: 'other' })], /2 engines are in the files/],
    ['no engine', [experiment('a')], /name a file that holds one/],
    [
      'an object of a kind that it cannot apply',
      [engine(['a']), { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'x' } }],
      /cannot apply it. Apply it with kubectl first/,
    ],
  ])('refuses %s, and applies nothing', async (_, objects, sentence) => {
    const cluster = await simulatedCluster([]);
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(objects)]), terminal)).toBe(64);
    expect(terminal.err()).toMatch(sentence);
    expect(cluster.engine()).toBeUndefined();
    expect(cluster.simulator.store.list('chaosexperiments')).toEqual([]);
  });

  it('says which object contradicts --namespace', async () => {
    const cluster = await simulatedCluster([]);
    const terminal = fakeTerminal();
    expect(await runFiles(options(cluster, [fileOf(quick)], { namespace: 'other' }), terminal)).toBe(64);
    expect(terminal.err()).toContain('ChaosEngine engine is of namespace litmus, and --namespace says other.');
  });
});
