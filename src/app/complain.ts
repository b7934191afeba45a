import { writeFile } from 'node:fs/promises';
import { type Finding, showFinding, toldOnce } from '../model/json/diagnostic.ts';
import { counted } from '../model/text/counted.ts';
import type { Terminal } from './terminal.ts';

/** The exit code of bad usage and bad input. */
export const badInput = 64;

/** Says on standard error what is wrong, and gives the exit code. */
export const complain = (terminal: Pick<Terminal, 'stderr'>, sentences: readonly string[]): number => {
  terminal.stderr(`${sentences.join('\n')}\n`);
  return badInput;
};

/** Writes a text to the file that is named, else to standard output. Resolves with the exit code. */
export const writeOutput = async (
  text: string,
  file: string | undefined,
  terminal: Pick<Terminal, 'stdout' | 'stderr'>,
): Promise<number> => {
  if (file === undefined) {
    terminal.stdout(text);
    return 0;
  }
  return writeFile(file, text).then(
    () => 0,
    (error: unknown) => complain(terminal, [`${file} cannot be written: ${String(error)}`]),
  );
};

/** Says every error of the files at once; undefined when there is none. Warnings are said and stop nothing. */
export const complainAbout = (terminal: Terminal, findings: readonly Finding[]): number | undefined => {
  const said = findings.filter(({ severity }) => severity !== 'note');
  const errors = said.filter(({ severity }) => severity === 'error').length;
  if (errors === 0) {
    for (const finding of toldOnce(said)) terminal.stderr(`${showFinding(finding)}\n`);
    return undefined;
  }
  return complain(terminal, [...toldOnce(said).map(showFinding), `${counted(errors, 'error')}: nothing was done.`]);
};
