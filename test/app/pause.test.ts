import { describe, expect, it, onTestFinished } from 'vitest';
import { holdEngine } from '../../src/app/pause.ts';
import { pauseAnnotation } from '../../src/model/batch/pause.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { engine, experiment, fileOf } from '../cli/files.ts';
import { startProgram } from '../cli/program.ts';
import { type SimulatedCluster, simulatedCluster } from '../cli/simulated-cluster.ts';

const hold = async (held: boolean, { kubeconfig }: SimulatedCluster, name = 'litmus/engine') => {
  const terminal = fakeTerminal();
  const code = await holdEngine(held, { engine: name, kubeconfig }, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};

const annotationIn = (cluster: SimulatedCluster): string | undefined =>
  cluster.engine()?.metadata.annotations?.[pauseAnnotation];

/** A cluster in which a run was begun whose runner, if `alive`, never looks at its engine again; else it is dead. */
const begun = async (alive: boolean) => {
  const cluster = await simulatedCluster([]);
  const file = fileOf([engine(['slow', 'next']), experiment('slow', { duration: '1h' }), experiment('next')]);
  const { child, ended } = startProgram(['run', file, '--no-operator', '--kubeconfig', cluster.kubeconfig]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await cluster.until(() => cluster.rows()[0]?.status === 'Running');
  child.kill(alive ? 'SIGSTOP' : 'SIGKILL');
  if (!alive) await ended;
  return cluster;
};

describe('pause and resume', { timeout: 60_000 }, () => {
  it('wait until the run says that it obeys, and name what goes on', async () => {
    const cluster = await simulatedCluster([]);
    const file = fileOf([engine(['slow', 'next']), experiment('slow', { duration: '1h' }), experiment('next')]);
    const { child } = startProgram(['run', file, '--no-operator', '--kubeconfig', cluster.kubeconfig]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await cluster.until(() => cluster.rows()[0]?.status === 'Running');
    expect(await hold(true, cluster)).toEqual({
      code: 0,
      err: '',
      out: 'litmus/engine is held: nothing new starts until `chaos-runner resume litmus/engine`.\nWhat runs goes on to its end: slow.\n',
    });
    expect(annotationIn(cluster)).toBe('true');
    expect(await hold(false, cluster)).toMatchObject({ code: 0, out: 'litmus/engine goes on.\n' });
    expect(annotationIn(cluster)).toBeUndefined();
  });

  it('say that nobody drives an engine whose next run will be held', async () => {
    const cluster = await simulatedCluster([engine(['one']), experiment('one')]);
    const { code, out } = await hold(true, cluster);
    expect(code).toBe(0);
    expect(out).toContain('nobody drives it now, and a run of it will start nothing until');
    expect(annotationIn(cluster)).toBe('true');
  });

  it('leave a stopped engine as it is, and say so', async () => {
    const cluster = await simulatedCluster([engine(['one'], { spec: { engineState: 'stop' } }), experiment('one')]);
    const { code, err } = await hold(true, cluster);
    expect({ code, err }).toEqual({ code: 2, err: 'litmus/engine is stopped: nothing of it can be held.\n' });
    expect(annotationIn(cluster)).toBeUndefined();
  });

  it('take the hold away from a stopped engine, which else could not be started again without it', async () => {
    const stopped = engine(['one'], { spec: { engineState: 'stop' } });
    const annotations = { [pauseAnnotation]: 'true' };
    const cluster = await simulatedCluster([{ ...stopped, metadata: { ...stopped.metadata, annotations } }]);
    expect(annotationIn(cluster)).toBe('true');
    expect(await hold(false, cluster)).toMatchObject({ code: 0, err: '' });
    expect(annotationIn(cluster)).toBeUndefined();
  });

  it('name what a dead runner has left under way, which goes on when the run is driven again', async () => {
    const { code, out } = await hold(true, await begun(false));
    expect({ code, lines: out.split('\n').slice(1) }).toEqual({
      code: 0,
      lines: ['What is under way goes on to its end when it is driven again: slow.', ''],
    });
  });

  it('say that the engine was deleted while they waited', async () => {
    const cluster = await begun(true);
    const answer = hold(true, cluster);
    await cluster.until(() => annotationIn(cluster) === 'true');
    cluster.simulator.store.remove('chaosengines', 'litmus', 'engine');
    expect(await answer).toEqual({ code: 2, out: '', err: 'litmus/engine has been deleted meanwhile.\n' });
  });

  it('know no engine that is not there', async () => {
    const cluster = await simulatedCluster([]);
    expect(await hold(true, cluster)).toEqual({ code: 2, out: '', err: 'There is no ChaosEngine litmus/engine.\n' });
    expect((await hold(true, cluster, 'no such')).err).toContain('"no such" is no engine: expected NAMESPACE/NAME.');
  });
});
