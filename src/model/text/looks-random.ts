import { isIP } from 'node:net';

/** How many bits of chance a word needs to be taken for a secret: those of sixteen hexadecimal digits count 60. */
const secretBits = 48;

const letterBits = { lower: 4.7, mixed: 5.7 } as const;
const digitBits = 3.3;
const symbolBits = 5;
/** Three letters in a row, or more, are rather a word or a part of one. */
const wordBits = 1.5;

/** What Kubernetes appends to names: of a ReplicaSet and its pod, or of a pod alone. Its alphabet has no vowels. */
const generatedSuffix = /(-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/** What looks random and names something: objects, resources of clouds, digests of images. */
const isName = (word: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word) ||
  /^[a-z]{1,12}-[0-9a-f]{8}([0-9a-f]{9})?$/.test(word) ||
  word.startsWith('arn:') ||
  isIP(word.replace(/\/\d+$/, '')) !== 0;

const isNumber = (run: string): boolean => /^\d/.test(run);

const bitsOfRun = (run: string, letter: number): number => {
  if (isNumber(run)) return run.length * digitBits;
  if (/^[A-Za-z]/.test(run)) return run.length * (run.length < 3 ? letter : wordBits);
  return run.length * symbolBits;
};

/** Bits of one piece between separators. One kind of characters alone is a word, a number or an operator. */
const bitsOfPiece = (piece: string): number => {
  const runs = piece.match(/[A-Z]?[a-z]+|[A-Z]+|\d+|[^A-Za-z\d]+/g) ?? [];
  if (runs.length < 2) return 0;
  const letter = /[A-Z]/.test(piece) ? letterBits.mixed : letterBits.lower;
  return runs.reduce((sum, run) => sum + bitsOfRun(run, letter), 0);
};

/** Of longer words the beginning tells enough. */
const judgedCharacters = 256;

/**
 * Whether a word (without spaces) looks like something that was drawn: keys, tokens and good passwords do, names of objects
 * and images, paths, addresses, dates and versions do not. It estimates the bits of chance in each piece between `-`, `_`, `.`,
 * `/`, `:` and `=`: what is only letters or only digits has none, words of three letters and more have few.
 */
export const looksRandom = (word: string): boolean => {
  if (isName(word)) return false;
  const told = word
    .slice(0, judgedCharacters)
    .replace(/sha(1|256|512)[:-][0-9a-f]+/g, '')
    .replace(generatedSuffix, '');
  return told.split(/[-_./:=]/).reduce((bits, piece) => bits + bitsOfPiece(piece), 0) >= secretBits;
};
