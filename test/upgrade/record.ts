/** `npm run record:upgrade`: records what the present commit leaves wherever it may be killed, for later versions to go on from. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeRecording } from './make-recording.ts';
import { keep } from './recording.ts';

const root = join(import.meta.dirname, '../..');
const git = (...words: readonly string[]): string => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

const changed = git('status', '--porcelain', '--', 'src', 'machines');
if (changed !== '') {
  console.error(`Commit first: a recording has the name of the commit that it is of.\n${changed}`);
  process.exit(64);
}
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const recording = await makeRecording(version, git('rev-parse', '--short=9', 'HEAD'));
const file = keep(recording);
console.log(`${recording.points.length} crash points, ${Math.ceil(statSync(file).size / 1024)} KiB: ${file}`);
