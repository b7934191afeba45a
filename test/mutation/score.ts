/** What is read of Stryker's report: its schema is that of mutation-testing-elements. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly status: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

/** How many mutants of a report were noticed, and which were not. */
export interface Score {
  readonly noticed: number;
  readonly all: number;
  /** `file:line mutator: replacement`, by file and line. */
  readonly survivors: readonly string[];
}

const noticed: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const missed: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/** Mutants that could not be compiled or were left out count for nothing. */
export const scoreOf = ({ files }: MutationReport): Score => {
  const mutants = Object.entries(files).flatMap(([file, one]) => one.mutants.map((mutant) => ({ file, ...mutant })));
  const survivors = mutants
    .filter(({ status }) => missed.has(status))
    .sort((left, right) => left.file.localeCompare(right.file) || left.location.start.line - right.location.start.line);
  const killed = mutants.filter(({ status }) => noticed.has(status)).length;
  return {
    noticed: killed,
    all: killed + survivors.length,
    survivors: survivors.map(
      ({ file, location, mutatorName, replacement = '' }) =>
        `${file}:${location.start.line} ${mutatorName}: ${replacement.replace(/\s+/g, ' ').slice(0, 80)}`,
    ),
  };
};

/** The score in percent, one decimal; a report without mutants has none. */
export const percentOf = ({ noticed: killed, all }: Pick<Score, 'noticed' | 'all'>): string =>
  all === 0 ? 'none' : `${((100 * killed) / all).toFixed(1)} %`;
