import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const shared = path.resolve(process.env.SHARED ?? '../shared');
const scripts = path.join(shared, 'litmus/real');
const home = process.env.LOCAL_CLUSTER_HOME ?? '/var/lib/local-cluster';

/** The image under test; it must be on the node or built (`npm run image`). */
const ownImage = process.env.CHAOS_RUNNER_IMAGE ?? 'localhost/chaos-runner:test';

/** Who runs the engines: the image under test, or the Go runner beside it. */
export type RunnerName = 'chaos-runner' | 'go';

/**
 * Puts the real LitmusChaos on the cluster of KUBECONFIG, with the operator starting the given runner for each engine.
 * Rejects with what the script said, for example that its images are not built.
 */
export async function bringUp(runner: RunnerName): Promise<void> {
  await run(path.join(scripts, 'up'), ['--runner', runner === 'go' ? 'go' : ownImage]);
}

/** What is compared with what, by tag or by digest. */
export interface Images {
  readonly operator: string;
  readonly experiments: string;
  readonly runner: string;
}

/** The tags that `build` noted, which hold the commits, and that of the runner. Throws when nothing is built. */
export function images(runner: RunnerName): Images {
  const built = (name: string): string => readFileSync(path.join(home, 'litmus', `${name}.image`), 'utf8').trim();
  return {
    operator: built('chaos-operator'),
    experiments: built('litmus-go'),
    runner: runner === 'go' ? built('chaos-runner') : ownImage,
  };
}

/** The digests of those images as the node has them. Rejects when one is not there. */
export async function digests(runner: RunnerName): Promise<Images> {
  const bin = (await run(path.join(shared, 'cluster/install'))).stdout.trim();
  const socket = path.join(home, 'run/containerd/containerd.sock');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS: 'true' };
  const { stdout } = await run('ctr', ['-a', socket, '-n', 'k8s.io', 'images', 'ls'], { env });
  const rows = new Map(stdout.split('\n').map((line) => [line.split(/\s+/)[0], line.split(/\s+/)[2]]));
  const digest = (tag: string): string => {
    const found = rows.get(tag);
    if (found === undefined) throw new Error(`${tag} is not on the node`);
    return found;
  };
  const { operator, experiments, runner: own } = images(runner);
  return { operator: digest(operator), experiments: digest(experiments), runner: digest(own) };
}

/** Of the lines of `injected` those that say that something is in place. */
const isTouched = /\b(netem|tbf|prio|stress-ng|md5sum|dd)\b|diskfill: [1-9]|unschedulable=true|taints=./;

/**
 * What of a fault is in place in a shop: a line for each pod with a fault's traffic control, processes or file, and for a node
 * with a taint or a cordon. Empty when the script says that there is nothing.
 */
export async function inPlace(namespace: string): Promise<readonly string[]> {
  return run(path.join(scripts, 'injected'), [namespace]).then(
    () => [],
    (error: { code?: number; stdout?: string; stderr?: string }) => {
      // A pod may go while it is looked at; what is said then is no finding.
      if (error.code !== 1 || error.stderr) throw new Error(`injected: ${error.stderr ?? error}`);
      const lines = (error.stdout ?? '').split('\n').filter((line) => isTouched.test(line));
      return lines.length > 0 ? lines : ['something that none of the lines names'];
    },
  );
}
