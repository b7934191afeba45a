import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type MutationReport, percentOf, scoreOf } from './score.ts';

const root = path.join(import.meta.dirname, '../..');
const reports = path.join(root, 'reports/mutation');

/** What is mutated, one after the other: a run that was ended goes on with the folder that it had begun. */
const folders = ['src/job', 'machines', 'src/runner/effects', 'src/model'];

/** Of a folder and of the tests: where neither has changed, its report still holds. */
const stateOf = (folder: string): string =>
  execFileSync('git', ['rev-parse', `HEAD:${folder}`, 'HEAD:test'], { cwd: root, encoding: 'utf8' });

const mutated = (folder: string): MutationReport => {
  const report = path.join(reports, folder.replaceAll('/', '-'));
  const [json, stamp] = [`${report}.json`, `${report}.state`];
  const state = stateOf(folder);
  const holds = existsSync(json) && existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (!holds) {
    const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutation/stryker.config.mjs'], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, MUTATION_FOLDER: folder, MUTATION_REPORT: path.relative(root, report) },
    });
    if (status !== 0) process.exit(status ?? 1);
    writeFileSync(stamp, state);
  }
  return JSON.parse(readFileSync(json, 'utf8')) as MutationReport;
};

const asked = process.argv.slice(2);
const isWithin = (one: string): boolean => folders.some((folder) => one === folder || one.startsWith(`${folder}/`));
const unknown = asked.filter((folder) => !isWithin(folder));
if (unknown.length > 0) {
  console.error(`No such folder: ${unknown.join(', ')}. There are ${folders.join(', ')}, and what is in them.`);
  process.exit(64);
}
mkdirSync(reports, { recursive: true });
for (const folder of asked.length === 0 ? folders : asked) {
  const score = scoreOf(mutated(folder));
  for (const survivor of score.survivors) console.log(survivor);
  console.log(`${folder}: ${score.noticed} of ${score.all} mutants were noticed, ${percentOf(score)}`);
}
