import { defineConfig } from 'vitest/config';
import { onTheOldest } from './test/cluster/oldest.ts';

/** Folders whose suites need more than Node: a cluster, a browser, foreign data or many minutes. Each has a script of its own. */
const slower = ['cluster', 'litmus', 'cases', 'browser', 'crash', 'bench', 'real'];

const wanted = process.env.SUITE;
const filesOf = (suite: string): string[] => (suite === 'oldest' ? [...onTheOldest] : [`test/${suite}/**/*.test.ts`]);

export default defineConfig({
  test: {
    include: wanted ? filesOf(wanted) : ['test/**/*.test.ts', 'simulator/test/**/*.test.ts'],
    exclude: wanted ? [] : slower.map((folder) => `test/${folder}/**`),
    testTimeout: 20_000,
    globalSetup: ['cluster', 'oldest', 'litmus'].includes(wanted ?? '') ? ['test/cluster/custom-resources.ts'] : [],
    setupFiles: ['test/repeatable.ts'],
    pool: 'forks',
  },
});
