import type { Problem } from '../json/problem.ts';

/** Names of labels in which a star at the end stands for anything: `team.example.com/*`, `owner`. */

const pattern = /^[A-Za-z0-9][-A-Za-z0-9_./]*\*?$/;

/** Label names as somebody lists them, with commas or blanks between; what cannot be one is apart. */
export interface LabelPatterns {
  readonly patterns: readonly string[];
  readonly refused: readonly string[];
}

/** Reads a list of label names. */
export const readLabelPatterns = (text: string): LabelPatterns => {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return {
    patterns: words.filter((word) => pattern.test(word)),
    refused: words.filter((word) => !pattern.test(word)),
  };
};

/** What is wrong with a word that cannot be one, behind the name of what lists it. */
export const refusedLabel = (word: string): string => `names ${JSON.stringify(word)}, which cannot be a label's name`;

/** Whether a label's name is one of these. */
export const matchesLabel = (patterns: readonly string[], name: string): boolean =>
  patterns.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));

/** What cannot name a label in an annotation that lists some. */
export const labelPatternProblems = (
  annotations: Readonly<Record<string, string>>,
  annotation: string,
): readonly Problem[] =>
  readLabelPatterns(annotations[annotation] ?? '').refused.map((word) => ({
    path: ['metadata', 'annotations', annotation],
    message: refusedLabel(word),
    expected: 'names of labels, a star at their end for anything',
    found: JSON.stringify(word),
  }));
