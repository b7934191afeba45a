import { type Path, type Problem, showPath } from './problem.ts';

export const severities = ['error', 'warning', 'note'] as const;

/** `error`: it cannot run as written. `warning`: it runs, but hardly as meant. `note`: worth knowing. */
export type Severity = (typeof severities)[number];

/** A problem that has no place in a file yet. */
export interface Weighed extends Problem {
  readonly severity: Severity;
}

/** A problem of a file, with its place: line and column count from 1. */
export interface Finding extends Weighed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One problem with its severity. */
export const problem = (
  severity: Severity,
  path: Path,
  message: string,
  more: Omit<Problem, 'path' | 'message'> = {},
): Weighed => ({ path, severity, message, ...more });

/** As `problem`, where something is wrong; nothing where it is not. */
export const problemIf = (wrong: boolean, ...said: Parameters<typeof problem>): readonly Weighed[] =>
  wrong ? [problem(...said)] : [];

/** Gives each problem the severity. */
export const weighed = (severity: Severity, problems: readonly Problem[]): readonly Weighed[] =>
  problems.map((problem) => ({ ...problem, severity }));

/** `file:line:column: severity: path: message (hint)`, as editors and people read it. */
export const showFinding = (finding: Finding): string => {
  const { file, line, column, severity, path, message, hint } = finding;
  const where = path.length === 0 ? '' : `${showPath(path)}: `;
  return `${file}:${line}:${column}: ${severity}: ${where}${message}${hint === undefined ? '' : ` (${hint})`}`;
};
