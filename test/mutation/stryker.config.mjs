/** One folder, which `main.ts` names in the environment. Static mutants count: machines and tables are nothing else. */
const { MUTATION_FOLDER: folder = 'src/job', MUTATION_REPORT: report = 'reports/mutation/src-job' } = process.env;

export default {
  mutate: [`${folder}/**/*.ts`],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: true },
  // None: Stryker would rewrite one by the API of a TypeScript before 7, and nothing here is compiled.
  tsconfigFile: 'none',
  coverageAnalysis: 'perTest',
  incremental: true,
  incrementalFile: `${report}.incremental.json`,
  jsonReporter: { fileName: `${report}.json` },
  reporters: ['json', 'progress-append-only'],
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 1),
  timeoutMS: 30_000,
  timeoutFactor: 3,
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'reports', 'test/reports'],
  thresholds: { high: 90, low: 80, break: null },
  allowConsoleColors: false,
};
