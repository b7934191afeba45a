import type * as t from 'io-ts';
import { flag, integer, text } from '../json/codec.ts';
import { problem, type Weighed } from '../json/diagnostic.ts';
import { describeValue, type Path } from '../json/problem.ts';

/** A value without quotes as it is written: `0755` of 493, `yes` of true. */
export type WrittenAt = (path: Path) => string | undefined;

/**
 * What is wrong with a number, a truth value or text where another of these is meant and both can be read: an error with what
 * to write. Undefined: nothing, or it is something else altogether. `so` ends the sentence: who refuses it.
 */
export const literalProblem = (
  codec: t.Mixed,
  value: unknown,
  path: Path,
  writtenAt: WrittenAt,
  so: string,
): Weighed | undefined => {
  const found = describeValue(value);
  if (codec === text && (typeof value === 'number' || typeof value === 'boolean')) {
    const written = writtenAt(path) ?? String(value);
    const made = written === found ? found : `${found}, which is what ${written} is without quotes`;
    const hint = `write it in quotes: ${JSON.stringify(written)}`;
    return problem('error', path, `expected text, found ${made}: ${so}`, { expected: 'text', found, hint });
  }
  if ((codec !== integer && codec !== flag) || typeof value !== 'string') return undefined;
  const decoded = codec.decode(value);
  if (decoded._tag === 'Left') return undefined;
  const expected = codec.name;
  const hint = `write it without quotes: ${String(decoded.right)}`;
  return problem('error', path, `expected ${expected}, found ${found}: ${so}`, { expected, found, hint });
};
