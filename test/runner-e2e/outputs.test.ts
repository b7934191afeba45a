import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { account, type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const main = path.join(import.meta.dirname, '../../src/main.ts');

const folderOf = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-outputs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** The write end of a pipe that nobody reads. */
const unread = (folder: string): number => {
  const fifo = path.join(folder, 'pipe');
  execFileSync('mkfifo', [fifo]);
  const fd = openSync(fifo, constants.O_RDWR);
  onTestFinished(() => closeSync(fd));
  return fd;
};

const full = (): number => {
  const fd = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(fd));
  return fd;
};

/** The program as the operator's pod, its outputs as given; what it wrote to pipes that are read. */
const pod = (world: Ground, stdout: number | 'pipe', stderr: number | 'pipe', gone?: 'stdout' | 'stderr') => {
  const kubeconfig = path.join(folderOf(), 'kubeconfig');
  writeFileSync(kubeconfig, world.simulator.kubeconfig({ namespace, serviceAccount: account }));
  const child = spawn(process.execPath, ['--import', 'tsx', main, '-kubeconfig', kubeconfig], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'debug',
      CHAOSENGINE: 'engine',
      EXPERIMENT_LIST: 'pod-delete',
      CHAOS_NAMESPACE: namespace,
      CHAOS_SVC_ACC: account,
    },
    stdio: ['ignore', stdout, stderr],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    if (gone === name) child[name]?.destroy();
    else
      child[name]?.on('data', (data: Buffer) => {
        text[name] += data.toString();
      });
  }
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...text })),
  );
};

/** A server that fails a few requests with very long messages, each of which the log repeats. */
const talkative = (): Promise<Ground> => {
  let failures = 3;
  return ground({
    objects: [experiment('pod-delete'), engine(['pod-delete'])],
    interceptors: [
      ({ userAgent }) =>
        userAgent.startsWith('chaos-runner/') && failures-- > 0
          ? { is: 'respond', status: 503, message: 'x'.repeat(200_000) }
          : undefined,
    ],
  });
};

const expectPass = (world: Ground): void => {
  expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  expect([...world.created.values()]).toEqual([1]);
};

describe('a runner goes on to its end, with its own exit code', () => {
  it('where nobody reads standard error', async () => {
    const world = await talkative();
    const { code, stdout } = await pod(world, 'pipe', unread(folderOf()));
    expect(code).toBe(0);
    expectPass(world);
    expect(stdout).toContain('"to":"Verdict"');
  });

  it('where nobody reads standard output', async () => {
    const world = await talkative();
    expect((await pod(world, unread(folderOf()), 'pipe')).code).toBe(0);
    expectPass(world);
  });

  it('where the reader of standard error has gone, which it says on standard output', async () => {
    const world = await talkative();
    const { code, stdout } = await pod(world, 'pipe', 'pipe', 'stderr');
    expect(code).toBe(0);
    expectPass(world);
    expect(stdout.match(/Output was lost: standard error cannot be written/g)?.length).toBe(1);
  });

  it('where the reader of standard output has gone, which it says on standard error', async () => {
    const world = await talkative();
    const { code, stderr } = await pod(world, 'pipe', 'pipe', 'stdout');
    expect(code).toBe(0);
    expectPass(world);
    expect(stderr.match(/could not be printed/g)?.length).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('where there is no room for standard error', async () => {
    const world = await talkative();
    const { code, stdout } = await pod(world, 'pipe', full());
    expect(code).toBe(0);
    expectPass(world);
    expect(stdout.match(/Output was lost: standard error cannot be written: ENOSPC/g)?.length).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('where there is no room for standard output', async () => {
    const world = await talkative();
    const { code, stderr } = await pod(world, full(), 'pipe');
    expect(code).toBe(0);
    expectPass(world);
    expect(stderr.match(/could not be printed: ENOSPC/g)?.length).toBe(1);
  });
});
