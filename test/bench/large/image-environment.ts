import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The environment that the image gives the program; its compile cache is a folder that the first run fills. */
export interface ImageEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly close: () => void;
}

export function imageEnvironment(): ImageEnvironment {
  const cache = mkdtempSync(path.join(tmpdir(), 'chaos-bench-cache-'));
  return {
    variables: { NODE_COMPILE_CACHE: cache, NODE_OPTIONS: '--max-semi-space-size=2', MALLOC_ARENA_MAX: '2' },
    close: () => rmSync(cache, { recursive: true, force: true }),
  };
}
