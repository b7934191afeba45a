import type * as t from 'io-ts';
import { flag, integer, isList, isShape, text, textMap } from './codec.ts';
import type { Weighed } from './finding.ts';
import { isRecord } from './manifest.ts';
import { nearest } from './nearest.ts';
import { describeValue, type Path } from './problem.ts';

/** Keys that are in published manifests and mean nothing to the runner: no reason to say anything. */
const harmless: ReadonlySet<string> = new Set(['data', 'schedule', 'runnerAnnotation']);

/** A problem that belongs to a key rather than to its value. */
export interface KeyProblem extends Weighed {
  readonly ofKey?: true;
}

/** A value without quotes as it is written: `0755` of 493, `yes` of true. */
type WrittenAt = (path: Path) => string | undefined;

/**
 * What the runner would overlook in a document and a person did not mean: unknown keys (an error where a known one is
 * near), nulls, and numbers where the stock CRDs want text or the other way round.
 */
export const keyProblems = (
  codec: t.Mixed,
  value: unknown,
  writtenAt: WrittenAt = () => undefined,
  path: Path = [],
): readonly KeyProblem[] => {
  if (value === undefined) return [];
  if (value === null) return [nullFound(path)];
  if (isShape(codec) && isRecord(value)) {
    const known = Object.keys(codec.fields);
    return Object.entries(value).flatMap(([key, found]) => {
      const member = codec.fields[key];
      return member === undefined
        ? unknownKey(key, known, [...path, key])
        : keyProblems(member, found, writtenAt, [...path, key]);
    });
  }
  if (isList(codec) && Array.isArray(value))
    return value.flatMap((found, index) => keyProblems(codec.member, found, writtenAt, [...path, index]));
  if (codec === textMap && isRecord(value))
    return Object.entries(value).flatMap(([key, found]) => keyProblems(text, found, writtenAt, [...path, key]));
  return literalProblem(codec, value, path, writtenAt);
};

const nullFound = (path: Path): KeyProblem => ({
  path,
  severity: 'note',
  message: 'is null: it counts as absent, but the stock CRDs refuse it when kubectl applies the file',
  hint: 'leave the key out',
});

const unknownKey = (key: string, known: readonly string[], path: Path): readonly KeyProblem[] => {
  if (harmless.has(key)) return [];
  const meant = nearest(key, known);
  if (meant !== undefined)
    return [
      {
        path,
        severity: 'error',
        ofKey: true,
        message: 'is not a known key',
        expected: meant,
        found: key,
        hint: `did you mean ${meant}?`,
      },
    ];
  return [{ path, severity: 'warning', ofKey: true, message: 'is not a known key: it is ignored', found: key }];
};

const literalProblem = (codec: t.Mixed, value: unknown, path: Path, writtenAt: WrittenAt): readonly KeyProblem[] => {
  const found = describeValue(value);
  if (codec === text && (typeof value === 'number' || typeof value === 'boolean')) {
    const written = writtenAt(path) ?? String(value);
    const made = written === found ? found : `${found}, which is what ${written} is without quotes`;
    return [
      {
        path,
        severity: 'error',
        message: `expected text, found ${made}: the stock CRDs refuse it`,
        expected: 'text',
        found,
        hint: `write it in quotes: ${JSON.stringify(written)}`,
      },
    ];
  }
  if ((codec !== integer && codec !== flag) || typeof value !== 'string') return [];
  const decoded = codec.decode(value);
  if (decoded._tag === 'Left') return [];
  return [
    {
      path,
      severity: 'error',
      message: `expected ${codec.name}, found ${found}: the stock CRDs refuse it`,
      expected: codec.name,
      found,
      hint: `write it without quotes: ${String(decoded.right)}`,
    },
  ];
};
