import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { KubeObject } from '../../src/cluster/port.ts';
import { firstProcess } from '../cluster/node-process.ts';
import { containersOf } from './containers.ts';

const run = promisify(execFile);

/** A process in the network of each pod. The tests run on the node itself. */
export const processesIn = (pods: readonly KubeObject[]): readonly number[] =>
  pods.map((pod) => firstProcess(containersOf(pod)[0]?.containerID ?? ''));

/**
 * How many of these networks have the traffic control of a fault now. Costs a few milliseconds for each, so that it can be
 * asked again and again where the script `injected`, which looks at everything, would take the processor from what it looks at.
 */
export async function delayedNetworks(processes: readonly number[]): Promise<number> {
  // With a process that is gone its network is, too.
  const look = 'nsenter --net=/proc/$p/ns/net tc qdisc show dev eth0 2>/dev/null || [[ ! -d /proc/$p ]]';
  const { stdout } = await run('bash', ['-ec', `for p in ${processes.join(' ')}; do ${look}; done`]);
  return stdout.split('\n').filter((line) => /^qdisc (netem|tbf) .*\broot\b/.test(line)).length;
}
