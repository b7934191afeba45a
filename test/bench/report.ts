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

const placesOf = (measurements: readonly Measurement[]): readonly string[] => [
  ...new Set(measurements.map(({ where }) => where)),
];

/** A table for a terminal, one block for each place. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [columns, ...measurements.map(cells)];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return placesOf(measurements)
    .map((where) =>
      [
        `\n${where}`,
        line(columns),
        ...measurements.filter((one) => one.where === where).map((one) => line(cells(one))),
      ].join('\n'),
    )
    .join('\n');
}

const titles: Readonly<Record<string, string>> = {
  simulator: 'On the simulator',
  memory: 'In memory, without any server',
};

const begin = (where: string): string => `<!-- bench:${where} -->`;
const end = (where: string): string => `<!-- /bench:${where} -->`;

/** The section of one place in Markdown. */
function section(where: string, measurements: readonly Measurement[], date: string): string {
  const rows = measurements.filter((one) => one.where === where).map((one) => `| ${cells(one).join(' | ')} |`);
  return [
    begin(where),
    `### ${titles[where] ?? `On ${where}`}`,
    '',
    `${date}, Node ${process.versions.node}, ${cpus().length} processors. Medians.`,
    '',
    '| what | median | from – to | at most | |',
    '|---|---:|---:|---:|---|',
    ...rows,
    end(where),
  ].join('\n');
}

/**
 * Puts the sections of the places that were measured into a document, each between its own markers; the rest of the
 * document stays as it is. A version of Kubernetes that it does not have yet comes before the section without a server.
 */
export function writeSections(file: string, measurements: readonly Measurement[], now: Date): void {
  let text = readFileSync(file, 'utf8');
  const date = now.toISOString().slice(0, 10);
  for (const where of placesOf(measurements)) {
    const [from, to] = [text.indexOf(begin(where)), text.indexOf(end(where))];
    const written = section(where, measurements, date);
    const after = text.indexOf(begin('memory'));
    text =
      from < 0
        ? `${text.slice(0, after)}${written}\n\n${text.slice(after)}`
        : text.slice(0, from) + written + text.slice(to + end(where).length);
  }
  writeFileSync(file, text);
}
