import type * as t from 'io-ts';
import { isList, isShape, text, textMap } from '../json/codec.ts';
import { problem, type Severity, type Weighed } from '../json/diagnostic.ts';
import { isRecord } from '../json/json-object.ts';
import type { Path } from '../json/problem.ts';
import { nearest } from '../text/nearest.ts';
import { literalProblem, type WrittenAt } from './literal-problem.ts';

/** Keys that are in published manifests and mean nothing to the runner: no reason to say anything. */
const harmless: ReadonlySet<string> = new Set(['data', 'chaosType', 'schedule', 'runnerAnnotation']);

const ignored = 'is not a known key: it is ignored';

/** A problem that belongs to a key rather than to its value. */
export interface KeyProblem extends Weighed {
  readonly ofKey?: true;
}

/**
 * What the runner would overlook in a document and a person did not mean: unknown keys, nulls, and numbers where text is
 * meant or the other way round. What a server refuses of it, its schema says.
 */
export const keyProblems = (
  codec: t.Mixed,
  value: unknown,
  writtenAt: WrittenAt = () => undefined,
  path: Path = [],
): readonly KeyProblem[] => {
  if (value === undefined) return [];
  if (value === null) return [problem('note', path, 'is null: it counts as absent', { hint: 'leave the key out' })];
  if (isShape(codec) && isRecord(value)) {
    const known = Object.keys(codec.fields);
    return Object.entries(value).flatMap(([key, found]) => {
      const member = codec.fields[key];
      if (member !== undefined) return keyProblems(member, found, writtenAt, [...path, key]);
      return harmless.has(key) ? [] : [unknownKey([...path, key], known, ['warning', ignored])];
    });
  }
  if (isList(codec) && Array.isArray(value))
    return value.flatMap((found, index) => keyProblems(codec.member, found, writtenAt, [...path, index]));
  if (codec === textMap && isRecord(value))
    return Object.entries(value).flatMap(([key, found]) => keyProblems(text, found, writtenAt, [...path, key]));
  const so = path[0] === 'metadata' ? 'a server refuses it' : 'the operator cannot read it';
  const literal = literalProblem(codec, value, path, writtenAt, so);
  return literal === undefined ? [] : [literal];
};

type Said = readonly [severity: Severity, message: string];

/** A key that is none of those that are known. `near`: what is said of it where one of those is near. */
export const unknownKey = (path: Path, known: readonly string[], said: Said, near = said): KeyProblem => {
  const found = String(path.at(-1));
  const meant = nearest(found, known);
  const [severity, message] = meant === undefined ? said : near;
  const wrong = { path, severity, ofKey: true, message, found } as const;
  return meant === undefined ? wrong : { ...wrong, expected: meant, hint: `did you mean ${meant}?` };
};
