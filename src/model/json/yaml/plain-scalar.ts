/**
 * What a value without quotes is, as kubectl reads it: the rules of go-yaml v2 (`resolve.go`), which are those of YAML 1.1
 * but for numbers to the base 60 and times, which stay text.
 */
export type PlainScalar =
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'flag'; readonly value: boolean }
  | { readonly is: 'integer'; readonly value: bigint }
  | { readonly is: 'float'; readonly value: number }
  | { readonly is: 'null' };

const inCases = (word: string): readonly string[] => [
  word,
  `${word[0]?.toUpperCase()}${word.slice(1)}`,
  word.toUpperCase(),
];

const words = new Map<string, PlainScalar>([
  ...['y', 'yes', 'true', 'on'].flatMap(inCases).map((word) => [word, { is: 'flag', value: true }] as const),
  ...['n', 'no', 'false', 'off'].flatMap(inCases).map((word) => [word, { is: 'flag', value: false }] as const),
  ...['', '~', ...inCases('null')].map((word) => [word, { is: 'null' }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { is: 'float', value: Number.NaN }] as const),
  ...['.inf', '.Inf', '.INF']
    .flatMap((word) => [word, `+${word}`])
    .map((word) => [word, { is: 'float', value: Number.POSITIVE_INFINITY }] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { is: 'float', value: Number.NEGATIVE_INFINITY }] as const),
]);

const leastInteger = -(2n ** 63n);
const greatestSigned = 2n ** 63n - 1n;
const greatest = 2n ** 64n - 1n;

/** Digits of each base after its prefix; a zero alone before digits makes them octal. */
const bases: readonly (readonly [RegExp, string])[] = [
  [/^0[xX]([0-9a-fA-F]+)$/, '0x'],
  [/^0[bB]([01]+)$/, '0b'],
  [/^0[oO]([0-7]+)$/, '0o'],
  [/^0([0-7]+)$/, '0o'],
  [/^(0|[1-9][0-9]*)$/, ''],
];

/** A whole number without underscores; undefined where it is none, or none of 64 bits. */
const integerOf = (text: string): bigint | undefined => {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  for (const [form, prefix] of bases) {
    const found = form.exec(digits)?.[1];
    if (found === undefined) continue;
    const size = BigInt(prefix + found);
    const value = sign === '-' ? -size : size;
    return value >= leastInteger && value <= (sign === '' ? greatest : greatestSigned) ? value : undefined;
  }
  return undefined;
};

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** What begins with a point may have an underscore between two digits, as numbers in Go's own source. */
const fraction = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;

/** Reads a value that is written without quotes and without a tag. */
export const plainScalar = (source: string): PlainScalar => {
  const word = words.get(source);
  if (word !== undefined) return word;
  const text: PlainScalar = { is: 'text', value: source };
  const fractional = source.startsWith('.');
  if (!fractional && !/^[-+0-9]/.test(source)) return text;
  const digits = source.replaceAll('_', '');
  const integer = fractional ? undefined : integerOf(digits);
  if (integer !== undefined) return { is: 'integer', value: integer };
  const value = (fractional ? fraction.test(source) : decimal.test(digits)) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? { is: 'float', value } : text;
};
