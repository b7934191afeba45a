import { defineConfig } from 'vitest/config';

/** The fast tests of what is mutated: pure code and the effects, without a server, a process or a browser. */
export default defineConfig({
  test: {
    include: ['model', 'job', 'machines', 'runner'].map((folder) => `test/${folder}/**/*.test.ts`),
    testTimeout: 20_000,
    setupFiles: ['test/repeatable.ts'],
  },
});
