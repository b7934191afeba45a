import { isRecord, recordAt, textAt } from '../json/json-object.ts';

/** Of these Kubernetes makes the end of a generated name: no vowel that could make a word, nothing that looks like another. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
/** The server cuts what is longer, so that the name fits into a label. */
const prefixLimit = 58;

/** The end of a generated name, as a server draws it. `below`: a whole number from 0 to less than its argument, at random. */
export const drawSuffix = (below: (bound: number) => number): string =>
  Array.from({ length: suffixLength }, () => alphabet[below(alphabet.length)]).join('');

/** The end of a generated name where nothing is created: the same each time, another for each object. */
export const standInSuffix = (index: number): string => String(index + 1).padStart(suffixLength, 'x');

/**
 * The object with the name that `metadata.generateName` asks for, made here and not by the server: a creation whose answer
 * is lost can then be repeated, and does not make a second engine. Undefined where it asks for none.
 */
export const withGeneratedName = (object: unknown, suffix: () => string): unknown => {
  const metadata = recordAt(object, 'metadata');
  const prefix = textAt(metadata, 'generateName');
  if (textAt(metadata, 'name') !== undefined || prefix === undefined || !isRecord(object)) return undefined;
  return { ...object, metadata: { ...metadata, name: `${prefix.slice(0, prefixLimit)}${suffix()}` } };
};
