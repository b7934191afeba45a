import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills the first process of a container with SIGKILL, as the node's kernel would: no handler runs. The tests run on the
 * node itself. Throws when the container has no process.
 */
export function killContainer(containerID: string): void {
  process.kill(firstProcess(containerID), 'SIGKILL');
}

/** The first process of a container, by its id on the node. Throws when the container has no process. */
export function firstProcess(containerID: string): number {
  const id = containerID.replace('containerd://', '');
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && isFirstProcess(entry, id));
  if (pid === undefined) throw new Error(`container ${id} has no process`);
  return Number(pid);
}

function isFirstProcess(pid: string, containerId: string): boolean {
  try {
    const inContainer = readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(containerId);
    return inContainer && /^NSpid:.*\s1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
