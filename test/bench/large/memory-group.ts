import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A memory cgroup of its own for one process, with the limit of a pod. */
export interface MemoryGroup {
  readonly folder: string;
  readonly read: () => GroupMemory;
  readonly close: () => void;
}

interface GroupMemory {
  /** The kernel's peak of the group, less the file pages that it could have given back at any time, in MiB. */
  readonly peakMiB: number;
  /** Whether the kernel has killed in the group because its limit was reached. */
  readonly wasKilled: boolean;
}

interface Files {
  readonly root: string;
  readonly limit: string;
  readonly peak: string;
  /** Of `memory.stat`. */
  readonly inactive: string;
  readonly events: string;
}

const first: Files = {
  root: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  peak: 'memory.max_usage_in_bytes',
  inactive: 'total_inactive_file',
  events: 'memory.oom_control',
};

const second: Files = {
  root: '/sys/fs/cgroup',
  limit: 'memory.max',
  peak: 'memory.peak',
  inactive: 'inactive_file',
  events: 'memory.events',
};

/** Version 2 only where its root hands memory down already: nothing of the machine is changed. */
const filesHere = (): Files | undefined => {
  if (existsSync(path.join(first.root, first.limit))) return first;
  const handedDown = path.join(second.root, 'cgroup.subtree_control');
  return existsSync(handedDown) && /\bmemory\b/.test(readFileSync(handedDown, 'utf8')) ? second : undefined;
};

let counter = 0;

/** Makes a cgroup with such a limit; undefined where this process may not, or the kernel does not tell a peak. */
export function openMemoryGroup(limitMiB: number): MemoryGroup | undefined {
  const files = filesHere();
  if (files === undefined) return undefined;
  counter += 1;
  const folder = path.join(files.root, `chaos-bench-${process.pid}-${counter}`);
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  const close = (): void => rmdirSync(folder);
  try {
    writeFileSync(path.join(folder, files.limit), String(limitMiB * 1_048_576));
    readFileSync(path.join(folder, files.peak));
  } catch {
    close();
    return undefined;
  }
  return { folder, read: () => readGroup(folder, files), close };
}

function readGroup(folder: string, files: Files): GroupMemory {
  const text = (name: string): string => readFileSync(path.join(folder, name), 'utf8');
  const numberOf = (name: string, key: string): number =>
    Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(text(name))?.[1] ?? Number.NaN);
  const peak = Number(text(files.peak)) - numberOf('memory.stat', files.inactive);
  return { peakMiB: peak / 1_048_576, wasKilled: numberOf(files.events, 'oom_kill') > 0 };
}
