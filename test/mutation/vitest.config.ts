import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The fast tests of what is mutated, which stand in the folder of its name: pure code and the effects, without a server, a process or a browser. */
const testsOf: Readonly<Record<string, string>> = {
  machines: 'machines',
  'src/job': 'job',
  'src/model': 'model',
  'src/runner/effects': 'runner',
};

const { MUTATION_FOLDER: folder = 'src/job' } = process.env;
const [mutated = '', tests = ''] =
  Object.entries(testsOf).find(([one]) => folder === one || folder.startsWith(`${one}/`)) ?? [];

/** A room of the folder that is mutated by itself is judged by its own tests, and those of no room. */
const room = folder.slice(mutated.length);
const own = path.join(import.meta.dirname, '..', tests, room);
const include =
  room !== '' && existsSync(own)
    ? [`test/${tests}${room}/**/*.test.ts`, `test/${tests}/*.test.ts`]
    : [`test/${tests}/**/*.test.ts`];

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: path.join(import.meta.dirname, 'few-draws.ts') }] },
  test: {
    // What is tested is pure: a process for each file of tests would be most of the time of a mutant.
    isolate: false,
    include,
    exclude: [
      // Mutants of its own, which take minutes.
      'test/machines/mutations.test.ts',
      // Whole runs in memory, with effects of their own in place of those that are mutated.
      'test/runner/{batch,crash}-properties.test.ts',
      'test/runner/{batch,checkpoint}-mutations.test.ts',
    ],
    testTimeout: 60_000,
    setupFiles: ['test/repeatable.ts'],
  },
});
