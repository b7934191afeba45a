import type { SimulatorOptions } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { abortEngine } from '../../../src/app/abort/abort.ts';
import type { AbortReport } from '../../../src/app/abort/abort-report.ts';
import { runFiles } from '../../../src/app/run-files.ts';
import { fakeTerminal } from '../../cli/fake-terminal.ts';
import { engine, experiment, fileOf } from '../../cli/files.ts';
import { runnerCommand, startProgram } from '../../cli/program.ts';
import { type SimulatedCluster, simulatedCluster } from '../../cli/simulated-cluster.ts';

/** A cluster in which a run was begun by a process that has been killed. */
const abandoned = async (
  script: Readonly<Record<string, string>>,
  options: SimulatorOptions = {},
): Promise<SimulatedCluster> => {
  const cluster = await simulatedCluster([], options);
  const file = fileOf([
    engine(['slow', 'next']),
    experiment('slow', { duration: '1h', ...script }),
    experiment('next'),
  ]);
  const { child, ended } = startProgram(['run', file, '--no-operator', '--kubeconfig', cluster.kubeconfig]);
  const wanted = 2 + Number(script.helpers ?? '0');
  // The row says Running as soon as the pod is seen, which may be before it injects.
  const injects = () =>
    script.targets === undefined ||
    cluster.simulator.store
      .list('chaosresults', 'litmus')
      .some(({ metadata }) => Object.values(metadata.annotations ?? {}).includes('injected'));
  await cluster.until(
    () =>
      cluster.rows()[0]?.status === 'Running' &&
      cluster.residue(cluster.engine()?.metadata.uid).length >= wanted &&
      injects(),
  );
  child.kill('SIGKILL');
  await ended;
  return cluster;
};

const abort = async ({ kubeconfig }: SimulatedCluster, more: { readonly uid?: string } = {}) => {
  const terminal = fakeTerminal();
  const code = await abortEngine({ engine: 'litmus/engine', kubeconfig, json: true, ...more }, terminal);
  return { code, terminal, report: () => terminal.json() as AbortReport };
};

describe('abort', { timeout: 60_000 }, () => {
  it('cleans up after a dead runner, helpers included, ends its rows and proves that nothing is left', async () => {
    const cluster = await abandoned({ helpers: '2' });
    const uid = cluster.engine()?.metadata.uid;
    const { code, report } = await abort(cluster);
    expect(code).toBe(0);
    expect(cluster.residue(uid)).toEqual([]);
    const { listed, deletionAccepted, left, emptyAt, injected, rows } = report();
    expect(listed.filter((one) => one.startsWith('pod/')).length).toBe(3);
    // The main pod may have gone with its Job before it was its turn.
    expect(deletionAccepted.filter((one) => /^job\/slow-|^pod\/slow-helper-/.test(one)).length).toBe(3);
    expect({ left, injected, rows }).toEqual({ left: [], injected: [], rows: ['slow', 'next'] });
    expect(emptyAt.length).toBe(2);
    expect(cluster.rows().map(({ status, verdict }) => `${status} ${verdict}`)).toEqual([
      'Forcefully Aborted Stopped',
      'Forcefully Aborted Stopped',
    ]);
    expect(cluster.engine()).toMatchObject({ spec: { engineState: 'stop' }, status: { engineStatus: 'stopped' } });
  });

  it('gives the helpers of a dead runner the time to revert', async () => {
    const script = { helpers: '2', 'helper-revert': '5s', targets: 'pod/a pod/b pod/c' };
    const cluster = await abandoned(script, { speed: 5 });
    const { code, report } = await abort(cluster);
    expect(code).toBe(0);
    expect(report()).toMatchObject({ left: [], injected: [] });
    expect(cluster.simulator.injected()).toEqual([]);
  });

  it('stops the engine before it deletes anything', async () => {
    const cluster = await abandoned({});
    const before = cluster.simulator.requests.length;
    await abort(cluster);
    const writes = cluster.simulator.requests.slice(before).filter(({ verb }) => verb === 'patch' || verb === 'delete');
    expect(writes[0]).toMatchObject({ verb: 'patch', resource: 'chaosengines' });
    expect(writes.some(({ verb }) => verb === 'delete')).toBe(true);
  });

  it('stops and cleans up an engine of which a field cannot be read', async () => {
    const cluster = await abandoned({});
    const { store } = cluster.simulator;
    const uid = cluster.engine()?.metadata.uid;
    store.update('chaosengines', 'litmus', 'engine', (now) => ({
      ...now,
      spec: { ...(now.spec as object), components: { runner: { imagePullSecrets: 'mine' } } },
    }));
    const { code, report } = await abort(cluster);
    expect(code).toBe(0);
    expect(cluster.residue(uid)).toEqual([]);
    expect(report()).toMatchObject({ left: [], rows: ['slow', 'next'] });
    expect(cluster.engine()).toMatchObject({ spec: { engineState: 'stop' }, status: { engineStatus: 'stopped' } });
  });

  it('names targets that are still injected and does not end with 0', async () => {
    const cluster = await abandoned({ targets: 'deployment/nginx', reverts: 'at-end' });
    const { code, report } = await abort(cluster);
    expect(code).toBe(1);
    expect(report()).toMatchObject({ left: [], injected: ['deployment/nginx'] });
  });

  it('lets a runner that is alive end its own run', async () => {
    const cluster = await simulatedCluster([]);
    const file = fileOf([engine(['slow']), experiment('slow', { duration: '1h' })]);
    const running = fakeTerminal();
    const run = runFiles({ files: [file], kubeconfig: cluster.kubeconfig, json: true, operator: false }, running);
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    const { code, report } = await abort(cluster);
    expect(code).toBe(0);
    expect(report()).toMatchObject({ left: [], rows: [] });
    expect(await run).toBe(3);
    expect(running.json()).toMatchObject({ outcome: 'Stopped', left: [] });
  });

  it('leaves the deleting to the operator where there is one', async () => {
    const cluster = await simulatedCluster([experiment('slow', { duration: '1h' })], {
      litmus: { operator: { command: runnerCommand, env: process.env } },
    });
    await cluster.simulator.apply([engine(['slow'])]);
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    const uid = cluster.engine()?.metadata.uid;
    const { code, report } = await abort(cluster);
    expect(code).toBe(0);
    expect(report()).toMatchObject({ deletionAccepted: [], left: [] });
    expect(cluster.residue(uid)).toEqual([]);
    expect(cluster.engine()).toMatchObject({ status: { engineStatus: 'stopped' } });
    expect(cluster.rows().map(({ status }) => status)).toEqual(['Forcefully Aborted']);
  });

  it('removes what an engine left that is gone, by its uid', async () => {
    const pod = (uid: string, name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'litmus', labels: { chaosUID: uid, app: 'pod-network-loss-helper-x' } },
      spec: {
        containers: [{ name: 'helper', image: 'litmuschaos/go-runner:latest' }],
        terminationGracePeriodSeconds: 0,
      },
    });
    const cluster = await simulatedCluster([pod('gone', 'mine'), pod('other', 'foreign')]);
    const { code, report } = await abort(cluster, { uid: 'gone' });
    expect(code).toBe(0);
    expect(report()).toMatchObject({
      listed: ['pod/mine'],
      deletionAccepted: ['pod/mine'],
      gone: ['pod/mine'],
      left: [],
    });
    expect(cluster.residue('other')).toEqual(['pods/foreign']);
  });

  it('says how to name what an engine left that it does not find', async () => {
    const { code, terminal } = await abort(await simulatedCluster([]));
    expect(code).toBe(2);
    expect(terminal.err()).toMatch(/There is no ChaosEngine litmus\/engine\..*--uid/);
  });
});
