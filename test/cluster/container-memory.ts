import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where containerd puts the memory cgroups of containers on the node, which is this machine. */
const cgroups = '/sys/fs/cgroup/memory/k8s.io';

const sampleEveryMs = 4;

export interface MemoryRecorder {
  /** Ends the sampling; the peak of a container that started since, in bytes, without the page cache. */
  readonly peakOf: (containerID: string) => number;
}

/**
 * Samples the memory of every container that starts from now on. Without the page cache, because what the kernel keeps of
 * files is given back on demand and depends on what else the node has read.
 */
export function recordMemory(): MemoryRecorder {
  const older = new Set(readdirSync(cgroups));
  const peaks = new Map<string, number>();
  const timer = setInterval(() => {
    for (const id of readdirSync(cgroups)) {
      const bytes = older.has(id) ? undefined : withoutPageCache(path.join(cgroups, id));
      if (bytes !== undefined) peaks.set(id, Math.max(bytes, peaks.get(id) ?? 0));
    }
  }, sampleEveryMs);
  return {
    peakOf: (containerID) => {
      clearInterval(timer);
      const peak = peaks.get(containerID.replace('containerd://', ''));
      if (peak === undefined) throw new Error(`container ${containerID} was not seen in ${cgroups}`);
      return peak;
    },
  };
}

function withoutPageCache(folder: string): number | undefined {
  try {
    const usage = Number(readFileSync(path.join(folder, 'memory.usage_in_bytes'), 'utf8'));
    const [, cache] = /^cache (\d+)$/m.exec(readFileSync(path.join(folder, 'memory.stat'), 'utf8')) ?? [];
    return cache === undefined ? undefined : usage - Number(cache);
  } catch {
    // Not a container's folder, or it has just ended.
    return undefined;
  }
}
