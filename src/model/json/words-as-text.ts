import * as E from 'fp-ts/Either';
import type { Path, Problem } from './problem.ts';

/** Words that are true or false to YAML 1.1, and text to everybody else. */
const word = /^(?:y|yes|n|no|on|off)$/i;

const withTextAt = (value: unknown, path: Path, text: string): void => {
  let parent = value;
  for (const part of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[part];
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = text;
};

/**
 * Decodes a value, and takes `y`, `no`, `on` and the like for text where only that makes sense: a step or a mutex may be
 * called so. `writtenAt`: a value without quotes as it is written.
 */
export const decodeWithWords = <A>(
  value: unknown,
  writtenAt: (path: Path) => string | undefined,
  decode: (value: unknown) => E.Either<readonly Problem[], A>,
): E.Either<readonly Problem[], A> => {
  const decoded = decode(value);
  if (E.isRight(decoded)) return decoded;
  const copy = structuredClone(value);
  for (const { path } of decoded.left) {
    const written = writtenAt(path);
    if (written !== undefined && word.test(written)) withTextAt(copy, path, written);
  }
  const again = decode(copy);
  if (E.isRight(again)) return again;
  const still = new Set(again.left.map(({ path }) => JSON.stringify(path)));
  return E.left(decoded.left.filter(({ path }) => still.has(JSON.stringify(path))));
};
