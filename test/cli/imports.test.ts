import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything that a module loads when it is loaded: files relative to the root, and packages. Lazy imports are left out. */
const loadedBy = (entry: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = readFileSync(path.join(root, entry), 'utf8');
  for (const [statement = '', , source = ''] of text.matchAll(
    /^(?:import|export)\s([^;'"]*?from\s)?['"]([^'"]+)['"]/gms,
  )) {
    if (/^(?:import|export) type\s/.test(statement)) continue;
    if (!source.startsWith('.')) {
      seen.add(source);
      continue;
    }
    const file = path.join(path.dirname(entry), source);
    if (file.endsWith('.ts') && existsSync(path.join(root, file))) loadedBy(file, seen);
  }
  return seen;
};

const offenders = (entry: string, forbidden: RegExp): readonly string[] =>
  [...loadedBy(entry)].filter((one) => forbidden.test(one));

const client = /^@kubernetes\/client-node$/;
const simulator = /^chaos-runner-simulator$/;
const cluster = /^src\/cluster\/(?:adapter|credentials|transport)/;
const validation = /^src\/model\/lint\/(?:check-|schema\/(?!operators))/;

describe('what commands load', () => {
  it.each(['src/main.ts', 'src/cli/program.ts', 'src/app/demo.ts', 'src/app/run-files.ts', 'src/app/abort/abort.ts'])(
    '%s never loads the Kubernetes client itself',
    (entry) => {
      expect(offenders(entry, client)).toEqual([]);
    },
  );

  it.each(['src/app/validate/validate.ts', 'src/app/plan.ts'])(
    '%s loads neither the simulator nor the cluster',
    (entry) => {
      expect([...offenders(entry, simulator), ...offenders(entry, cluster)]).toEqual([]);
    },
  );

  it.each(['src/main.ts', 'src/cli/program.ts'])('%s does not load the simulator', (entry) => {
    expect(offenders(entry, simulator)).toEqual([]);
  });

  it.each(['src/main.ts', 'src/app/pod.ts'])(
    '%s, which a pod loads, does not load what only validate needs',
    (entry) => {
      expect(offenders(entry, validation)).toEqual([]);
    },
  );

  it.each([
    ['src/cluster/credentials/kube-config-library.ts', client],
    ['src/app/demo.ts', simulator],
    ['src/app/demo.ts', cluster],
    ['src/app/validate/validate.ts', validation],
  ])('is found where it is loaded: %s loads %s', (entry, pattern) => {
    expect(offenders(entry, pattern)).not.toEqual([]);
  });
});
