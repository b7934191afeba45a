import { durationText } from '../model/text/duration.ts';
import { plainLine } from '../model/text/plain-text.ts';
import type { RunModel } from './run-model.ts';

const lengthOf = (text: string): number => [...text].length;

const fitted = (text: string, width: number): string =>
  lengthOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;

/**
 * A table with a heading. `width`: columns of the terminal, undefined: as wide as needed. What is too wide is cut, first
 * the column `flexible`, down to 12 characters, then the widest of the others.
 */
export const table = (
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
  flexible: number,
): string => {
  const lines = [heading, ...rows.map((row) => row.map(plainLine))];
  const widths = heading.map((_, column) =>
    lines.reduce((most, line) => Math.max(most, lengthOf(line[column] ?? '')), 0),
  );
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - 2 * (heading.length - 1);
  const total = (): number => widths.reduce((sum, one) => sum + one, 0);
  const shrink = (column: number, least: number): void => {
    const excess = total() - room;
    if (excess > 0) widths[column] = Math.max(Math.min(least, widths[column] ?? 0), (widths[column] ?? 0) - excess);
  };
  shrink(flexible, 12);
  for (let again = 0; again < heading.length && total() > room; again += 1) {
    shrink(widths.indexOf(Math.max(...widths)), 8);
  }
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const text = fitted(cell, widths[column] ?? 0);
          return text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(text)));
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** More steps than these nobody reads one by one on a terminal: then a view is a summary of one screen. */
export const manySteps = 200;

/** `2 Fail, 1 Error`: how many there are of each kind, in the order in which they first come. */
export const countsText = (kinds: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
};

/** ` after 2 min 5 s`; empty where it is not known when a run began or ended. */
export const afterText = ({ startedAt, endedAt }: Pick<RunModel, 'startedAt' | 'endedAt'>): string =>
  startedAt !== undefined && endedAt !== undefined ? ` after ${durationText(endedAt - startedAt)}` : '';

/** Who wrote a run's records: `one process`, `2 processes`. */
export const processesText = ({ segments }: RunModel): string =>
  segments === 1 ? 'one process' : `${segments} processes`;
