/** Amounts of resources in the one form in which the API server stores them: `0.5Gi` is `512Mi`, `1000m` is `1`. */

const decimal: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binary: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const written = (value: bigint, units: readonly string[], base: bigint, negative: boolean): string => {
  let left = value;
  let unit = 0;
  while (left !== 0n && left % base === 0n && unit < units.length - 1) {
    left /= base;
    unit += 1;
  }
  return left === 0n ? '0' : `${negative ? '-' : ''}${left}${units[unit] ?? ''}`;
};

/** Digits with a fraction as a whole number of `10^-9`, rounded up. */
const nano = (digits: string, fraction: string): bigint => {
  const shown = fraction.slice(0, 9).padEnd(9, '0');
  const more = /[1-9]/.test(fraction.slice(9)) ? 1n : 0n;
  return BigInt(digits || '0') * 1_000_000_000n + BigInt(shown) + more;
};

const form = '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$';
const suffixes = /^(?:[numkMGTPE]?|[KMGTPE]i|[eE][-+]?[0-9]+)$/;

/** Why the API server does not take the text for a quantity; undefined when it does. */
export const quantityFault = (text: string): string | undefined => {
  // Not by the form itself: two parts of it may both take digits, and a long row of them would take quadratic time.
  const digits = /^[+-]?[0-9.]+/.exec(text)?.[0] ?? '';
  const suffix = text.slice(digits.length);
  const formed = digits !== '' && /^[eEinumkKMGTP]*[-+]?[0-9]*$/.test(suffix);
  if (!formed || digits.indexOf('.') !== digits.lastIndexOf('.'))
    return `quantities must match the regular expression '${form}'`;
  return suffixes.test(suffix) ? undefined : "unable to parse quantity's suffix";
};

/** The canonical form of a quantity; a text that is none comes back as it is. */
export const canonicalQuantity = (text: string): string => {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?)$/.exec(text);
  if (!parts) return text;
  const [, sign, digits = '', fraction = '', unit = ''] = parts;
  if (digits + fraction === '') return text;
  const amount = nano(digits, fraction);
  const negative = sign === '-';
  const power = binary.indexOf(unit);
  if (power < 1) {
    const exponent = decimal.indexOf(unit) - 3;
    const scaled = exponent >= 0 ? amount * 1000n ** BigInt(exponent) : amount / 1000n ** BigInt(-exponent);
    return written(scaled, decimal, 1000n, negative);
  }
  const bytes = amount * 1024n ** BigInt(power);
  const whole = bytes / 1_000_000_000n + (bytes % 1_000_000_000n === 0n ? 0n : 1n);
  // Without a binary unit it is read as a decimal amount the next time, and every time after that.
  if (whole % 1024n !== 0n) return written(whole * 1_000_000_000n, decimal, 1000n, negative);
  return written(whole, binary, 1024n, negative);
};
