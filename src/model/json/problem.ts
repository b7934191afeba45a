import type { Context, Errors } from 'io-ts';

export type Path = readonly (string | number)[];

/** One thing that is wrong in data that somebody wrote: where, what, and where possible what was meant. */
export interface Problem {
  readonly path: Path;
  /** A sentence for people, complete without the other fields but for the place. */
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  /** What to do, such as the nearest known key. */
  readonly hint?: string;
}

/** Something that has to be there and is not. */
export const missing = (path: Path, message: string, expected: string): Problem => ({
  path,
  message,
  expected,
  found: 'nothing',
});

/** `spec.experiments[0].spec."odd.key"`; `the document` for the root. */
export const showPath = (path: Path): string => {
  if (path.length === 0) return 'the document';
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${/^[\w/-]+$/.test(part) ? part : JSON.stringify(part)}`;
  }
  return text;
};

/** One line: place, message and hint. */
export const showProblem = (problem: Problem): string =>
  `${showPath(problem.path)}: ${problem.message}${problem.hint === undefined ? '' : ` (${problem.hint})`}`;

/** What a value is, for people; long text is cut, the contents of lists and objects are never shown. */
export const describeValue = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `${value}`;
  return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
};

/** The path of what a context leads to. */
export const pathOf = (context: Context): Path =>
  context.slice(1).map(({ key }, index) => (Array.isArray(context[index]?.actual) ? Number(key) : key));

/** io-ts errors as problems. The codecs' names are read as what was expected, so they are phrases such as `a list`. */
export const problemsOf = (errors: Errors): readonly Problem[] =>
  errors.map((error) => {
    const path = pathOf(error.context);
    const expected = error.context.at(-1)?.type.name ?? 'something else';
    const found = describeValue(error.value);
    const missing = error.value === undefined || error.value === null;
    const message =
      error.message ?? (missing ? `is missing: expected ${expected}` : `expected ${expected}, found ${found}`);
    return { path, message, expected, found };
  });
