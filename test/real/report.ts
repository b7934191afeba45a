import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Api } from '../cluster/api.ts';
import { reportsFolder } from '../compatibility/document.ts';
import { reportFile, reportText, type TrialsReport } from '../compatibility/kept-report.ts';
import { distribution } from './distribution.ts';
import { type Finding, revertSeconds } from './finding.ts';
import { problemsOf } from './judge.ts';
import { State } from './state.ts';
import { nameOf } from './trial.ts';
import { aborts, abortsWanted, everyEnd, everyFault, peerTrials } from './trials.ts';

// `npm run test:real:report -- OPERATOR.git LITMUS_GO.git CHAOS_RUNNER.git`: makes the report to keep of what the suite, its aborts
// and the Go runner found in the folder of REAL_STATE. The arguments are those of `build`: the images' tags hold the
// beginning of a commit, and these know all of it.

const { positionals } = parseArgs({ allowPositionals: true });
const [operatorGit = '', experimentsGit = '', runnerGit = ''] = positionals;

const findings = new State().findings();
const newest = (runner: Finding['runner']): Finding => {
  const found = findings.findLast((one) => one.runner === runner);
  if (found === undefined) throw new Error(`nothing was found with ${runner}: the report compares the two runners`);
  return found;
};
const ours = newest('chaos-runner');
const go = newest('go');

/** The last finding of each trial with the images that were looked at last. */
const kept = [
  ...new Map(
    findings
      .filter(({ runner, digests }) => digests.runner === (runner === 'go' ? go : ours).digests.runner)
      .map((found) => [`${found.runner} ${found.shops} ${found.trial}`, found]),
  ).values(),
];

/** Trials whose figures belong together: repeated ones, and all aborts that were made in several namespaces at once. */
const groupOf = ({ number: _, ...found }: Finding): string => {
  if (found.shops === 1) return nameOf(found);
  const limit = found.cpu === undefined ? 'without limits' : `with a CPU limit of ${found.cpu}`;
  return `aborts of all kinds in ${found.shops} namespaces at once, ${found.targets} pods each, ${limit}`;
};

const measure = (what: string, values: readonly number[]): TrialsReport['trials'][number]['measures'] => {
  const found = distribution(values);
  if (found === undefined) return [];
  const { median, p99, max: most } = found;
  return [{ what, unit: 's', median, most, ...(values.length >= 50 && { p99 }) }];
};

const trials = [...Map.groupBy(kept, (found) => `${found.runner}|${groupOf(found)}`)].map(([key, group]) => ({
  name: key.slice(key.indexOf('|') + 1),
  runner: key.startsWith('go|') ? ('go-runner' as const) : ('chaos-runner' as const),
  trials: group.length,
  held: group.filter((found) => problemsOf(found).length === 0).length,
  faultsLeft: group.reduce((sum, { stay }) => sum + stay.length, 0),
  measures: [
    ...measure(
      'end to last revert',
      group.flatMap((found) => revertSeconds(found) ?? []),
    ),
    ...measure(
      'stop to the operator done',
      group.flatMap(({ done, kind, shops }) =>
        shops === 1 && (kind === 'stop' || kind === 'delete') ? (done ?? []) : [],
      ),
    ),
  ],
}));

const commitOf = (git: string, tag: string): string => {
  const short = tag.slice(tag.indexOf(':') + 1).split('-')[0] ?? '';
  return execFileSync('git', ['-C', git, 'rev-parse', `${short}^{commit}`], { encoding: 'utf8' }).trim();
};

const own = kept.filter(({ runner }) => runner === 'chaos-runner');

/** What belongs to a whole and was not carried out, by its part. */
const incomplete = [
  {
    part: '`npm run test:real`',
    names: new Set([...everyFault, ...everyEnd].map(nameOf)),
    found: own.filter(({ shops }) => shops === 1),
  },
  { part: '`npm run test:real:aborts`', names: new Set(aborts(abortsWanted).map(nameOf)), found: own },
  {
    part: '`npm run test:real:peer`',
    names: new Set(peerTrials.map(nameOf)),
    found: kept.filter((one) => one.runner === 'go'),
  },
].flatMap(({ part, names, found }) => {
  const done = new Set(found.map(({ trial }) => trial).filter((trial) => names.has(trial))).size;
  return done === names.size ? [] : [`${done} of the ${names.size} trials of ${part}`];
});
const failed = own.filter((found) => problemsOf(found).length > 0).length;
const version = await (await Api.fromKubeconfig()).send('GET', '/version');
const report: TrialsReport = {
  kind: 'trials',
  suite: 'test:real',
  passed: own.length - failed,
  failed,
  minutes: Math.round(own.reduce((sum, { took, shops }) => sum + took / shops, 0) / 6) / 10,
  date: (own[0] ?? ours).at.slice(0, 10),
  commit: ours.commit,
  kubernetes: JSON.parse(version.text).gitVersion.replace(/^v/, ''),
  compared: {
    'chaos-operator': { commit: commitOf(operatorGit, ours.tags.operator), digest: ours.digests.operator },
    'litmus-go': { commit: commitOf(experimentsGit, ours.tags.experiments), digest: ours.digests.experiments },
    'go-runner': { commit: commitOf(runnerGit, go.tags.runner), digest: go.digests.runner },
  },
  ...(incomplete.length > 0 && { incomplete }),
  trials,
};
writeFileSync(path.join(reportsFolder, reportFile(report)), reportText(report));
console.log(`${report.passed} passed, ${report.failed} failed: ${path.join(reportsFolder, reportFile(report))}`);
