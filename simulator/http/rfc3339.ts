/** Times in queries, read and refused in the words of Go's parser. */
import * as E from 'fp-ts/Either';

const layout = '2006-01-02T15:04:05Z07:00';

interface Element {
  /** How the layout writes it. */
  readonly text: string;
  readonly form: RegExp;
  /** What it counts, with the least and the greatest that it may be. */
  readonly range?: readonly [name: string, least: number, most: number];
}

const elements: readonly Element[] = [
  { text: '2006', form: /^\d{4}/ },
  { text: '-', form: /^-/ },
  { text: '01', form: /^\d\d/, range: ['month', 1, 12] },
  { text: '-', form: /^-/ },
  { text: '02', form: /^\d\d/ },
  { text: 'T', form: /^T/ },
  { text: '15', form: /^\d\d?/, range: ['hour', 0, 23] },
  { text: ':', form: /^:/ },
  { text: '04', form: /^\d\d/, range: ['minute', 0, 59] },
  { text: ':', form: /^:/ },
  { text: '05', form: /^\d\d/, range: ['second', 0, 59] },
  { text: '', form: /^(?:[.,]\d+)?/ },
  { text: 'Z07:00', form: /^(?:Z|[+-]\d\d:\d\d)/ },
];

const offsetOf = (zone: string): number => {
  if (zone === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

/** The milliseconds since the epoch of an RFC 3339 time, or why it is none. */
export const timeOf = (text: string): E.Either<string, number> => {
  const about = `parsing time ${JSON.stringify(text)}`;
  const parts: string[] = [];
  let left = text;
  for (const { text: written, form, range } of elements) {
    const part = form.exec(left)?.[0];
    if (part === undefined)
      return E.left(`${about} as "${layout}": cannot parse ${JSON.stringify(left)} as "${written}"`);
    const [name, least, most] = range ?? ['', 0, 0];
    if (range && (Number(part) < least || Number(part) > most)) return E.left(`${about}: ${name} out of range`);
    parts.push(part);
    left = left.slice(part.length);
  }
  if (left !== '') return E.left(`${about}: extra text: ${JSON.stringify(left)}`);
  const numberAt = (place: number): number => Number(parts[place]);
  const [year, month, day] = [numberAt(0), numberAt(2), numberAt(4)];
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return E.left(`${about}: day out of range`);
  const milliseconds = Number((parts[11] ?? '').slice(1, 4).padEnd(3, '0'));
  const time = Date.UTC(year, month - 1, day, numberAt(6), numberAt(8), numberAt(10), milliseconds);
  return E.right(time - offsetOf(parts[12] ?? 'Z'));
};
