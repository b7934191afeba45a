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

/** Of findings that say the same so many, and no more, are told one by one: editors jump to each of them. */
const mostAlike = 3;
/** So many places are named of those that are told together. */
const mostPlaces = 3;

/** What findings of one cause in a list have in common: all but where in it they are. */
const causeOf = ({ file, severity, path, message, expected, found, hint }: Finding): string => {
  const place = path.map((part) => (typeof part === 'number' ? null : part));
  return JSON.stringify([file, severity, place, message, expected, found, hint]);
};

/** Where it is: the entry of a list that the last index in its path names, else its line. */
const placeOf = ({ path, line }: Finding): string => {
  const entry = path.slice(0, path.findLastIndex((part) => typeof part === 'number') + 1);
  return entry.length === 0 ? `line ${line}` : showPath(entry);
};

/**
 * As they are told to people: findings that say the same of many places are one, at the first of them, with how many more there
 * are and where the next of them stand.
 */
export const toldOnce = (findings: readonly Finding[]): readonly Finding[] =>
  [...Map.groupBy(findings, causeOf).values()].flatMap((alike): readonly Finding[] => {
    const [first, ...others] = alike;
    if (first === undefined || alike.length <= mostAlike) return alike;
    const places = others.slice(0, mostPlaces).map(placeOf);
    const rest = others.length - places.length;
    const more = rest === 0 ? '' : ` and ${rest} more`;
    return [
      { ...first, message: `${first.message}; the same ${others.length} more times: ${places.join(', ')}${more}` },
    ];
  });
