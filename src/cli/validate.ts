import * as E from 'fp-ts/Either';
import { checkPair } from '../job/check-pair.ts';
import { type Finding, showFinding } from '../model/finding.ts';
import { type SourceFile, validateDocuments } from '../model/validate-documents.ts';
import { badInput, complain } from './complain.ts';
import { readSource, readSources } from './input-files.ts';
import type { Terminal } from './terminal.ts';

export interface ValidateOptions {
  readonly files: readonly string[];
  /** A batch document in place of the engine's annotation. */
  readonly batch?: string;
  readonly json: boolean;
}

/** Checks files without a cluster: every problem at once. Exit code 0, or 64 when there is an error. */
export const validate = async (options: ValidateOptions, terminal: Terminal): Promise<number> => {
  const sources = await readSources(options.files);
  if (E.isLeft(sources)) return complain(terminal, sources.left);
  const batch = options.batch === undefined ? E.right(undefined) : await readSource(options.batch);
  if (E.isLeft(batch)) return complain(terminal, [batch.left]);
  const { engines, experiments, findings } = check(sources.right, batch.right);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const ok = errors === 0;
  if (options.json) terminal.stdout(`${JSON.stringify({ ok, findings }, null, 2)}\n`);
  else {
    for (const finding of findings) terminal.stdout(`${lines(finding)}\n`);
    const checked = `${counted(engines.length, 'engine')} and ${counted(experiments.length, 'experiment')}`;
    terminal.stdout(ok ? `${checked}: no errors.\n` : `${counted(errors, 'error')}.\n`);
  }
  return ok ? 0 : badInput;
};

const check = (files: readonly SourceFile[], batch: SourceFile | undefined) =>
  validateDocuments(files, { checkPair, ...(batch === undefined ? {} : { batch }) });

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The finding, with what was expected and found where its sentence does not say so. */
const lines = (finding: Finding): string => {
  const { message, expected, found } = finding;
  const more = [
    ...(expected === undefined || message.includes(expected) ? [] : [`    expected: ${expected}`]),
    ...(found === undefined || found === 'nothing' || message.includes(found) ? [] : [`    found: ${found}`]),
  ];
  return [showFinding(finding), ...more].join('\n');
};
