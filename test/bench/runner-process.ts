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
}

const node = path.resolve('node_modules/.bin/node');
const sampleEveryMs = 10;
/** A run that takes longer hangs. */
const longestMs = 300_000;

/**
 * A private mount namespace in which the service account is where Kubernetes mounts it, under a path like the kubelet's;
 * the moment before the program replaces the shell is its start.
 */
const asInPod = [
  'set -e',
  'mount -t tmpfs tmpfs /var/run',
  'mkdir -p /var/run/secrets/kubernetes.io/serviceaccount',
  'mount --bind "$ACCOUNT_FOLDER" /var/run/secrets/kubernetes.io/serviceaccount',
  'date +%s%N >&3',
  'exec "$@" 3>&-',
].join('\n');

const plain = ['date +%s%N >&3', 'exec "$@" 3>&-'].join('\n');

/** A process can be given a pod's credentials only by root, who may mount. */
export const mayMount = process.getuid?.() === 0;

/** Runs a Node program to its end. */
export async function runProgram({ script, args = [], env, access, credentials }: Program): Promise<ProcessRun> {
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
  const shell = ['sh', '-c', inPod ? asInPod : plain, 'sh'];
  const more = inPod ? [] : ['-kubeconfig', kubeconfig];
  const line = [...(inPod ? ['unshare', '--mount'] : []), ...shell, node, script, ...args, ...more];
  try {
    return await follow(line, {
      PATH: process.env.PATH ?? '',
      ACCOUNT_FOLDER: account,
      HOSTNAME: 'chaos-bench',
      ...(inPod ? { KUBERNETES_SERVICE_HOST: access.host, KUBERNETES_SERVICE_PORT: access.port } : {}),
      ...env,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function follow([file = '', ...args]: readonly string[], env: Readonly<Record<string, string>>): Promise<ProcessRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    let stderr = '';
    let started = '';
    let peakKiB = 0;
    child.stdio[2]?.on('data', (text) => {
      stderr += text;
    });
    child.stdio[3]?.on('data', (text) => {
      started += text;
    });
    const sampling = setInterval(() => {
      peakKiB = Math.max(peakKiB, started === '' ? 0 : residentPeak(child.pid));
    }, sampleEveryMs);
    const hanging = setTimeout(() => child.kill('SIGKILL'), longestMs);
    child.on('error', reject);
    let exitedAt = 0;
    child.on('exit', () => {
      exitedAt = Date.now();
    });
    child.on('close', (exitCode) => {
      clearInterval(sampling);
      clearTimeout(hanging);
      resolve({ startedAt: Number(started) / 1e6, exitedAt, exitCode, peakMiB: peakKiB / 1024, stderr });
    });
  });
}

/** The kernel's high-water mark of a live process, in KiB; it only grows, so the last look counts. */
function residentPeak(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
