import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { isMissed, type Measurement, shown } from './measurement.ts';

/** One line for programs. */
export const jsonLine = (measurement: Measurement): string =>
  JSON.stringify({ ...measurement, values: measurement.values.map((value) => Math.round(value * 1e4) / 1e4) });

const judged = (measurement: Measurement): string => {
  if (measurement.target === undefined) return '';
  if (!isMissed(measurement)) return 'met';
  return measurement.binding ? 'MISSED' : 'missed, not binding here';
};

const range = ({ values, unit }: Measurement): string =>
  values.length < 2 ? '' : `${shown(Math.min(...values), unit)} – ${shown(Math.max(...values), unit)}`;

const columns = ['what', 'median', 'from – to', 'at most', ''] as const;

const cells = (one: Measurement): readonly string[] => [
  one.name,
  shown(one.value, one.unit),
  range(one),
  one.target === undefined ? '' : shown(one.target, one.unit),
  judged(one),
];

const rowsOf = (where: string, measurements: readonly Measurement[]): readonly (readonly string[])[] => [
  columns,
  ...measurements.filter((one) => one.where === where).map(cells),
];

const placesOf = (measurements: readonly Measurement[]): readonly string[] => [
  ...new Set(measurements.map(({ where }) => where)),
];

/** Rows of cells for a terminal: each column as wide as its widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

/** Rows of cells in Markdown; the first is the head. The columns with numbers, all but the first unless told, are aligned right. */
export const markdownTable = (
  [head = [], ...rows]: readonly (readonly string[])[],
  isNumber = (column: number): boolean => column > 0,
): string => {
  const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
  return [
    line(head),
    `|${head.map((_, column) => (isNumber(column) ? '---:|' : '---|')).join('')}`,
    ...rows.map(line),
  ].join('\n');
};

/** A table for a terminal, one block for each place. */
export const table = (measurements: readonly Measurement[]): string =>
  placesOf(measurements)
    .map((where) => `\n${where}\n${aligned(rowsOf(where, measurements))}`)
    .join('\n');

const large = ', large batches';

/** The name under which what `npm run bench:many` finds at a place is told and written: apart from what `npm run bench` finds there. */
export const largeAt = (place: string): string => `${place}${large}`;

const titles: Readonly<Record<string, string>> = {
  simulator: 'On the simulator',
  memory: 'In memory, without any server',
};

const titleOf = (where: string): string =>
  where.endsWith(large)
    ? `Large batches: ${titleOf(where.slice(0, -large.length)).replace('On', 'on')}`
    : (titles[where] ?? `On ${where}`);

const begin = (where: string): string => `<!-- bench:${where} -->`;
const end = (where: string): string => `<!-- /bench:${where} -->`;

/** Before what a section comes that the document does not have yet. */
const followerOf = (where: string): string =>
  where.endsWith(large) ? '<!-- end of the large batches -->' : begin('memory');

interface Added {
  readonly date: string;
  /** Markdown below the table. */
  readonly more: string | undefined;
}

/** The section of one place in Markdown. */
function section(where: string, measurements: readonly Measurement[], { date, more }: Added): string {
  return [
    begin(where),
    `### ${titleOf(where)}`,
    '',
    `${date}, Node ${process.versions.node}, ${cpus().length} processors. Medians.`,
    '',
    markdownTable(rowsOf(where, measurements), (column) => column > 0 && column < columns.length - 1),
    ...(more === undefined ? [] : ['', more]),
    end(where),
  ].join('\n');
}

/**
 * A document with the sections of the places that were measured, each between its own markers, and what is to be told below
 * the table of a place; the rest of the document stays as it is. A place that it does not have yet comes last among those of
 * its program. Throws where the document has no mark for that.
 */
export function withSections(
  document: string,
  measurements: readonly Measurement[],
  now: Date,
  more: ReadonlyMap<string, string> = new Map(),
): string {
  const date = now.toISOString().slice(0, 10);
  return placesOf(measurements).reduce((text, where) => {
    const [from, to] = [text.indexOf(begin(where)), text.indexOf(end(where))];
    const written = section(where, measurements, { date, more: more.get(where) });
    if (from >= 0) return text.slice(0, from) + written + text.slice(to + end(where).length);
    const after = text.indexOf(followerOf(where));
    if (after < 0)
      throw new Error(`the document does not say where "${where}" belongs: it has no ${followerOf(where)}`);
    return `${text.slice(0, after)}${written}\n\n${text.slice(after)}`;
  }, document);
}

/** Puts sections into a file: see {@link withSections}. */
export function writeSections(
  file: string,
  measurements: readonly Measurement[],
  now: Date,
  more?: ReadonlyMap<string, string>,
): void {
  writeFileSync(file, withSections(readFileSync(file, 'utf8'), measurements, now, more));
}
