import type { KeptReport, SuiteReport, TrialsReport } from './kept-report.ts';

/** Where the reports are kept, and what is made of them, from the root of the repository. */
export const reportsFolder = 'test/reports';
export const documentFile = 'docs/compatibility.md';

const table = (
  columns: readonly string[],
  aligned: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
) => {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = aligned.map((side) => (side === 'right' ? '---:' : '---')).join('|');
  return [line(columns), `|${rule}|`, ...rows.map(line)].join('\n');
};

const shortCommit = (commit: string): string =>
  commit.endsWith('-dirty') ? `${commit.slice(0, 10)} and changes` : commit.slice(0, 10);

/** 1.9 before 1.20, and what needs no cluster at the end: the newest version first. */
const byVersion = (a: { readonly kubernetes?: string }, b: { readonly kubernetes?: string }): number => {
  const [one = [0], other = [0]] = [a, b].map(({ kubernetes }) => kubernetes?.split('.').map(Number));
  for (const [at, number] of other.entries()) if (number !== (one[at] ?? 0)) return number - (one[at] ?? 0);
  return 0;
};

const bySuite = (a: KeptReport, b: KeptReport): number => byVersion(a, b) || a.suite.localeCompare(b.suite);

const runs = (reports: readonly KeptReport[]): string =>
  table(
    ['Kubernetes', 'suite', 'passed', 'failed', 'minutes', 'day', 'commit'],
    ['left', 'left', 'right', 'right', 'right', 'left', 'left'],
    reports.map(({ kubernetes = 'none', suite, passed, failed, minutes, date, commit }) => [
      kubernetes,
      `\`${suite}\``,
      String(passed),
      String(failed),
      minutes.toFixed(1),
      date,
      shortCommit(commit),
    ]),
  );

type OnCluster = SuiteReport & Required<Pick<SuiteReport, 'kubernetes' | 'files'>>;
const onCluster = (report: KeptReport): report is OnCluster =>
  report.kind === 'suite' && report.kubernetes !== undefined && report.files !== undefined;

/** Which test file was run on which version: passed of all; empty where it was not. */
const files = (reports: readonly OnCluster[]): string => {
  const versions = [...new Set(reports.map(({ kubernetes }) => kubernetes))];
  const names = [...new Set(reports.flatMap((report) => Object.keys(report.files)))].toSorted();
  const cell = (name: string, version: string): string => {
    const found = reports.find((report) => report.kubernetes === version && name in report.files)?.files[name];
    return found === undefined ? '' : `${found.passed} of ${found.passed + found.failed}`;
  };
  return table(
    ['file', ...versions],
    ['left', ...versions.map(() => 'right' as const)],
    names.map((name) => [`\`${name}\``, ...versions.map((version) => cell(name, version))]),
  );
};

const trials = (report: TrialsReport): string => {
  const compared = table(
    ['what was compared', 'commit', 'image'],
    ['left', 'left', 'left'],
    Object.entries(report.compared).map(([name, { commit, digest }]) => [name, `\`${commit}\``, `\`${digest}\``]),
  );
  const rows = report.trials.map(({ name, runner, trials: count, held, faultsLeft, measures }) => [
    name,
    runner,
    String(count),
    String(held),
    String(faultsLeft),
    measures
      .map(({ what, unit, median, p99, most }) => {
        const upTo = p99 === undefined ? '' : `, 99 %: ${p99} ${unit}`;
        return `${what}: ${median} ${unit}${upTo}, at most ${most} ${unit}`;
      })
      .join('<br>'),
  ]);
  const results = table(
    ['what', 'runner', 'trials', 'all held', 'targets left faulty', 'measured (median, most)'],
    ['left', 'left', 'right', 'right', 'right', 'left'],
    rows,
  );
  const partial = report.incomplete === undefined ? '' : `**Not complete**: ${report.incomplete.join('; ')}.\n\n`;
  return `### On Kubernetes ${report.kubernetes}, ${report.date}\n\n${partial}${compared}\n\n${results}`;
};

const noTrials = 'No report of `npm run test:real` is kept yet, so nothing is claimed here.';

/** `docs/compatibility.md`: every figure in it stands in one of the reports. */
export const compatibilityDocument = (kept: readonly KeptReport[]): string => {
  const reports = kept.toSorted(bySuite);
  const real = reports.filter((report): report is TrialsReport => report.kind === 'trials');
  return `# What it was tried with

<!-- Made by \`npm run compatibility\` from the reports in ${reportsFolder}; a test holds it against them. -->

Every figure is from a report of a suite that is kept in [\`${reportsFolder}\`](../${reportsFolder}): the last run that was
kept, with the commit that it tried. How to run each suite, and which of them run with every change, is in
[CONTRIBUTING.md](../CONTRIBUTING.md).

## The suites

${runs(reports)}

## Kubernetes

The files that need a cluster, with the tests that passed. A file that is empty under a version was not run there.

${files(reports.filter(onCluster))}

## LitmusChaos

The operator, the experiments with their helpers and the Go runner, built from their public sources, on a real node.

${real.length === 0 ? noTrials : real.map(trials).join('\n\n')}
`;
};
