import type { Weighed } from '../../json/diagnostic.ts';
import { describeValue, type Path } from '../../json/problem.ts';
import { newSpellings, type OldSpelling, oldSpellings } from './older-schemas.ts';
import { isBefore, type Judgement } from './operators.ts';
import { type Placed, placesAt } from './places.ts';

/** What is to be said of old and new spellings, and which places that settles: nothing else need be said of those. */
export interface Spelled {
  readonly problems: readonly (Weighed & { readonly ofKey?: true })[];
  readonly settled: readonly Path[];
}

const isRight = ({ until }: OldSpelling, { operator }: Judgement): boolean =>
  until !== undefined && !isBefore(until, operator);

const oldProblem = (spelling: OldSpelling, placed: Placed, { operator, strict }: Judgement): Spelled['problems'][0] => {
  const { path, value } = placed;
  const { what, since } = spelling;
  const isScalar = typeof value === 'string' || typeof value === 'number';
  const shown = isScalar && value !== '' ? `${describeValue(value)} ${what}` : what;
  const then =
    since === undefined
      ? `a ${operator} server keeps it, and its operator drops it`
      : `a ${operator} server refuses this, since ${since}`;
  const hint = spelling.hint?.(placed);
  return {
    path,
    severity: since !== undefined && strict ? 'error' : 'warning',
    ...(spelling.isOld === undefined ? { ofKey: true as const } : {}),
    message: `${shown}: ${then}`,
    found: describeValue(value),
    ...(hint === undefined ? {} : { hint }),
  };
};

/** What operators of other generations make of a document. */
export const spellingProblems = (kind: string, document: unknown, judgement: Judgement): Spelled => {
  const settled: Path[] = [];
  const problems: Spelled['problems'][0][] = [];
  for (const spelling of oldSpellings[kind] ?? [])
    for (const placed of placesAt(document, spelling.at)) {
      if (placed.value === null && spelling.isOld !== undefined) continue;
      if (spelling.isOld?.(placed) === false) continue;
      settled.push(placed.path);
      if (!isRight(spelling, judgement)) problems.push(oldProblem(spelling, placed, judgement));
    }
  for (const { at, isNew, after, severity, outcome } of kind === 'ChaosEngine' ? newSpellings : [])
    for (const placed of isBefore(after, judgement.operator) ? [] : placesAt(document, at)) {
      if (isNew?.(placed) === false) continue;
      settled.push(placed.path);
      const message = `an operator ${judgement.operator} ${outcome}`;
      problems.push({ path: placed.path, severity, ofKey: true, message });
    }
  return { problems, settled };
};
