import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Finding } from './finding.ts';

/**
 * Where a suite keeps what it found: a line of JSON per finished trial, and a folder of evidence for each. With
 * REAL_STATE=FOLDER a suite that was broken off goes on there; trials of another image begin anew.
 */
export class State {
  readonly folder: string;
  readonly #file: string;

  constructor(folder = process.env.REAL_STATE) {
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.folder = path.resolve(folder ?? mkdtempSync(path.join(tmpdir(), 'real-')));
    this.#file = path.join(this.folder, 'trials.jsonl');
  }

  /** All that is written, the oldest first. */
  findings(): readonly Finding[] {
    if (!existsSync(this.#file)) return [];
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Finding);
  }

  /** What was found of a trial with this very image of the runner, if it is finished. */
  finished(trial: string, runnerDigest: string): Finding | undefined {
    return this.findings().findLast((found) => found.trial === trial && found.digests.runner === runnerDigest);
  }

  add(finding: Finding): void {
    appendFileSync(this.#file, `${JSON.stringify(finding)}\n`);
  }

  /** A file of its own, as JSON: what sums the findings up. */
  write(file: string, value: unknown): void {
    writeFileSync(path.join(this.folder, file), `${JSON.stringify(value, null, 2)}\n`);
  }

  /** A folder for the evidence of a trial. */
  evidence(trial: string): string {
    const name = trial.replaceAll(/[^a-z0-9]+/gi, '-');
    return path.join(this.folder, 'evidence', `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}-${name}`);
  }
}
