import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Measured } from './batch-run.ts';

/** Steps and iterations: 1,000, 3,000 and 10,000 executions. */
const sizes = [
  [1_000, 1],
  [1_000, 3],
  [2_000, 5],
] as const;

const mostMs = 10_000;
const mostMiB = 300;
/** The time of one execution may differ so much between sizes before it is no longer called linear. */
const mostGrowth = 1.6;

/** What is measured, as one file of plain JavaScript: a loader in the process would be measured, too. */
const bundled = (folder: string): string => {
  const outfile = join(folder, 'measure.cjs');
  const contents = `
    import { measure } from './batch-run.ts';
    process.stdout.write(JSON.stringify(measure(Number(process.argv[2]), Number(process.argv[3]))));
  `;
  buildSync({
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile,
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node24', logLevel: 'error' },
  });
  return outfile;
};

/** Node lets a heap grow for as long as it may: here, as in a pod with a limit, it may not. In MiB. */
const heapMiB = 200;

/** Each size in a process of its own, so that memory is its own; the best of three, because other programs run here, too. */
const bestOf = (file: string, steps: number, iterations: number): Measured => {
  const runs = [1, 2, 3].map(() => {
    const said = execFileSync(
      process.execPath,
      [`--max-old-space-size=${heapMiB}`, file, String(steps), String(iterations)],
      { encoding: 'utf8' },
    );
    return JSON.parse(said) as Measured;
  });
  return runs.reduce((best, one) => (one.cpuMs < best.cpuMs ? one : best));
};

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const perExecution = ({ cpuMs, executions }: Measured): number => cpuMs / executions;

const folder = mkdtempSync(join(tmpdir(), 'batch-bench-'));
try {
  const file = bundled(folder);
  const measured = sizes.map(([steps, iterations]) => bestOf(file, steps, iterations));
  for (const one of measured) print({ bench: 'batch', ...one, usPerExecution: Math.round(perExecution(one) * 1_000) });
  const [first, , largest] = measured;
  const growth = first && largest ? perExecution(largest) / perExecution(first) : Number.POSITIVE_INFINITY;
  const checks = [
    { check: 'milliseconds', value: largest?.cpuMs ?? Number.POSITIVE_INFINITY, most: mostMs },
    { check: 'MiB', value: largest?.peakMiB ?? Number.POSITIVE_INFINITY, most: mostMiB },
    { check: 'growth of the time of one execution', value: Math.round(growth * 100) / 100, most: mostGrowth },
  ].map((one) => ({ ...one, ok: one.value <= one.most }));
  for (const check of checks) print(check);
  if (process.argv.includes('--check') && checks.some(({ ok }) => !ok)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
