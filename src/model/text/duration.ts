import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';

/** A span drawn from `[min, max]`; both in milliseconds. A fixed duration has both the same. */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** The units of a duration, each at most once and from large to small; also the pattern in the JSON Schema. */
export const durationPattern =
  '(?=[0-9])(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m(?!s))?(?:[0-9]{1,9}s)?(?:[0-9]{1,9}ms)?';

const wholeDuration = new RegExp(`^${durationPattern}$`);
const part = /([0-9]+)(ms|d|h|m|s)/g;

/** The longest that a timer of Node can wait is 2^31 - 1 ms, a little less than 25 days. */
export const longestMs = 24 * unitMs.d;

const example = 'write it like 30s, 2m or 1h30m';

/** Milliseconds of `30s`, `2m`, `1h30m`, `1d`, `250ms`; or a sentence that says what is wrong with the text. */
export const parseDuration = (text: string): E.Either<string, number> => {
  if (/^[0-9]+$/.test(text)) return E.left(`"${text}" has no unit: write ${text}s for seconds`);
  if (!wholeDuration.test(text)) {
    const swapped = /^(?:[0-9]{1,9}(?:ms|[dhms])){2,}$/.test(text);
    return E.left(
      swapped
        ? `the units in "${text}" must go from large to small, each once`
        : `"${text}" is not a duration: ${example}`,
    );
  }
  let total = 0;
  for (const [, amount = '0', unit = 'ms'] of text.matchAll(part))
    total += Number(amount) * unitMs[unit as keyof typeof unitMs];
  return total > longestMs
    ? E.left(`"${text}" is longer than 24d, the longest that can be waited for`)
    : E.right(total);
};

/** A duration or a range of two with a dash, `30s-2m`; or a sentence that says what is wrong with the text. */
export const parseDurationRange = (text: string): E.Either<string, DurationRange> => {
  const [from = '', to = from, ...rest] = text.split('-');
  if (rest.length > 0) return E.left(`"${text}" is not a range: write it like 30s-2m`);
  return pipe(
    E.Do,
    E.bind('minMs', () => parseDuration(from.trim())),
    E.bind('maxMs', () => parseDuration(to.trim())),
    E.filterOrElse(
      ({ minMs, maxMs }) => minMs <= maxMs,
      () => `the range "${text}" goes from the longer to the shorter: write ${to.trim()}-${from.trim()}`,
    ),
  );
};

/** The reverse of `parseDuration`, to the millisecond: `90000` is `1m30s`, as whoever writes a batch would write it. `0s` for none. */
export const printDuration = (ms: number): string => {
  let rest = Math.max(0, Math.round(ms));
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const amount = Math.floor(rest / unitMs[unit]);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * unitMs[unit];
  }
  return text === '' ? '0s' : text;
};

/** `1.5 s`, `2 min 5 s`, `1 h 0 min`: how long something took or takes, in milliseconds, for people. */
export const durationText = (ms: number): string => {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
};
