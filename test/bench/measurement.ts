/** One number that the benchmarks found. */
export interface Measurement {
  readonly name: string;
  /** Where it was measured: `memory`, or the place's name. */
  readonly where: string;
  readonly unit: 's' | 'ms' | 'MiB' | 'requests' | 'Jobs' | 'rows' | 'x' | 'exponent';
  /** The median of `values`. */
  readonly value: number;
  /** What the value must not exceed; absent: it is only told. */
  readonly target?: number;
  /** Whether a missed target fails `--check`: ratios and counts everywhere, times only against a real API server. */
  readonly binding: boolean;
  readonly values: readonly number[];
}

/** The middle of the values, the mean of the two middle ones where their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** A measurement of several values. */
export function measured(
  what: Pick<Measurement, 'name' | 'where' | 'unit'> & { readonly target?: number; readonly binding?: boolean },
  values: readonly number[],
): Measurement {
  const { binding = false, ...rest } = what;
  return { ...rest, binding, value: median(values), values };
}

/** Whether the value is beyond its target. A value that could not be measured is. */
export const isMissed = ({ target, value }: Measurement): boolean => target !== undefined && !(value <= target);

/**
 * Each time over the mean of what the bare Jobs took directly before it and directly after it: a node that gets slower or faster
 * does so for both. There is one more time of the bare Jobs than there are rounds.
 */
export const besideBare = (seconds: readonly number[], bare: readonly number[]): readonly number[] =>
  seconds.map((one, round) => (2 * one) / ((bare[round] ?? Number.NaN) + (bare[round + 1] ?? Number.NaN)));

const digitsOf = (value: number, unit: Measurement['unit']): number => {
  switch (unit) {
    case 'requests':
    case 'Jobs':
    case 'rows':
      return Number.isInteger(value) ? 0 : 2;
    case 'MiB':
      return 0;
    case 'ms':
      return 1;
    default:
      return 2;
  }
};

/** The number with as many digits as make sense for its unit. */
export function shown(value: number, unit: Measurement['unit']): string {
  if (Number.isNaN(value)) return 'not measured';
  const behind = unit === 'x' ? '×' : unit === 'exponent' ? '' : ` ${unit}`;
  return `${value.toFixed(digitsOf(value, unit))}${behind}`;
}
