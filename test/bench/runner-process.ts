import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kubeconfigOf } from 'chaos-runner-simulator';
import type { RunnerAccess } from './place.ts';

/** How one process went. Times are milliseconds since the epoch. */
export interface ProcessRun {
  readonly startedAt: number;
  readonly exitedAt: number;
  readonly exitCode: number | null;
  /** The most that was resident, in MiB. */
  readonly peakMiB: number;
  /** User and system time of the program, in seconds. */
  readonly processorSeconds: number;
  readonly stderr: string;
}

/** `pod`: credentials where a pod has them; `kubeconfig`: `-kubeconfig PATH`. */
export type Credentials = 'pod' | 'kubeconfig';

export interface Program {
  /** Absolute path of the script. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly access: RunnerAccess;
  readonly credentials: Credentials;
  /** The folder of a memory cgroup in which the program runs. */
  readonly memoryGroup?: string;
  /** Told as soon as the program runs. */
  readonly onStart?: (pid: number) => void;
  /** A run that takes longer hangs, and is killed; five minutes by default. */
  readonly longestMs?: number;
}

const node = path.resolve('node_modules/.bin/node');
const sampleEveryMs = 10;

/** A private mount namespace in which the service account is where Kubernetes mounts it, under a path like the kubelet's. */
const asInPod = [
  'set -e',
  'mount -t tmpfs tmpfs /var/run',
  'mkdir -p /var/run/secrets/kubernetes.io/serviceaccount',
  'mount --bind "$ACCOUNT_FOLDER" /var/run/secrets/kubernetes.io/serviceaccount',
].join('\n');

/**
 * Tells when the program replaces its shell, which is its start, its process, and at last what it took of the processor: the
 * program is a child of the shell, because only who has waited for a process knows all that it took.
 */
const told = [
  '{',
  '  date +%s%N >&3',
  '  if [ -n "$MEMORY_GROUP" ]; then echo 0 > "$MEMORY_GROUP/cgroup.procs"; fi',
  '  exec "$@" 3>&-',
  '} &',
  'echo "pid $!" >&3',
  'wait $! && code=0 || code=$?',
  'times >&3',
  'exit $code',
].join('\n');

/** A process can be given a pod's credentials only by root, who may mount. */
export const mayMount = process.getuid?.() === 0;

/** Runs a Node program to its end. */
export async function runProgram(program: Program): Promise<ProcessRun> {
  const { script, args = [], env, access, credentials, memoryGroup = '' } = program;
  const folder = mkdtempSync(path.join(tmpdir(), 'chaos-bench-'));
  const uid = crypto.randomUUID();
  const account = path.join(folder, 'pods', uid, 'account');
  mkdirSync(account, { recursive: true });
  writeFileSync(path.join(account, 'token'), access.token, { mode: 0o600 });
  writeFileSync(path.join(account, 'ca.crt'), access.ca);
  writeFileSync(path.join(account, 'namespace'), env.CHAOS_NAMESPACE ?? 'default');
  const url = `https://${access.host}:${access.port}`;
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf({ url, token: access.token, certificateAuthority: access.ca }), {
    mode: 0o600,
  });
  const inPod = credentials === 'pod';
  const shell = ['sh', '-c', inPod ? `${asInPod}\n${told}` : told, 'sh'];
  const more = inPod ? [] : ['-kubeconfig', kubeconfig];
  const line = [...(inPod ? ['unshare', '--mount'] : []), ...shell, node, script, ...args, ...more];
  try {
    const environment = {
      PATH: process.env.PATH ?? '',
      ACCOUNT_FOLDER: account,
      MEMORY_GROUP: memoryGroup,
      HOSTNAME: 'chaos-bench',
      ...(inPod ? { KUBERNETES_SERVICE_HOST: access.host, KUBERNETES_SERVICE_PORT: access.port } : {}),
      ...env,
    };
    return await follow(line, environment, program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function follow(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  { onStart, longestMs = 300_000 }: Program,
): Promise<ProcessRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let stderr = '';
    let said = '';
    let pid: number | undefined;
    let peakKiB = 0;
    child.stdio[2]?.on('data', (text) => {
      stderr += text;
    });
    child.stdio[3]?.on('data', (text) => {
      said += text;
      if (pid !== undefined || !/^\d+$/m.test(said) || !/^pid \d+$/m.test(said)) return;
      pid = Number(/^pid (\d+)$/m.exec(said)?.[1]);
      onStart?.(pid);
    });
    const sampling = setInterval(() => {
      peakKiB = Math.max(peakKiB, residentPeak(pid));
    }, sampleEveryMs);
    const hanging = setTimeout(
      () => (pid === undefined ? child.kill('SIGKILL') : process.kill(pid, 'SIGKILL')),
      longestMs,
    );
    child.on('error', reject);
    let exitedAt = 0;
    child.on('exit', () => {
      exitedAt = Date.now();
    });
    child.on('close', (exitCode) => {
      clearInterval(sampling);
      clearTimeout(hanging);
      const startedAt = Number(/^\d+$/m.exec(said)?.[0]) / 1e6;
      const processorSeconds = processorOf(said);
      resolve({ startedAt, exitedAt, exitCode, peakMiB: peakKiB / 1024, processorSeconds, stderr });
    });
  });
}

/** What `times` says of the children of the shell, in seconds: user and system time, `1m2.34s` each. */
function processorOf(said: string): number {
  const spans = [...said.matchAll(/(\d+)m([\d.]+)s/g)].slice(-2);
  return spans.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/** The kernel's high-water mark of a live process, in KiB; it only grows, so the last look counts. */
function residentPeak(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
