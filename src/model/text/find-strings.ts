/** A part of a text, from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Counts what the search looks at, so that its growth can be told without a clock. */
export interface Steps {
  count: number;
}

/** Strings of at least this many characters are found anywhere, shorter ones only where they stand as a word. */
export const shortestAnywhere = 4;

const bases = [0x01000193, 0x2c1b3c6d] as const;

/** Strings that begin alike and are equally long, as the hashes of their characters. */
interface SameLength {
  readonly length: number;
  readonly powers: readonly [number, number];
  /** Marks of the first hashes: most other texts are told apart by them. */
  readonly marks: Uint8Array;
  readonly hashes: ReadonlySet<number>;
}

/** So many marks are there for each hash, and never fewer. */
const marksEach = 16;

const markOf = (hash: number, marks: Uint8Array): number => (hash ^ (hash >>> 15)) & (marks.length - 1);

const sameLength = (length: number, texts: readonly string[]): SameLength => {
  // A power of two.
  const marks = new Uint8Array(2 ** Math.ceil(Math.log2(marksEach * texts.length)));
  const hashes = texts.map((text) => {
    const first = hashOf(text, bases[0]);
    marks[markOf(first, marks)] = 1;
    return joined(first, hashOf(text, bases[1]));
  });
  const powers = [powerOf(bases[0], length), powerOf(bases[1], length)] as const;
  return { length, powers, marks, hashes: new Set(hashes) };
};

const joined = (left: number, right: number): number => (left >>> 0) * 0x20_0000 + (right & 0x1f_ffff);

const powerOf = (base: number, exponent: number): number => {
  let power = 1;
  for (let left = exponent, square = base; left > 0; left >>= 1, square = Math.imul(square, square))
    if ((left & 1) === 1) power = Math.imul(power, square);
  return power;
};

const hashOf = (text: string, base: number): number => {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, base) + text.charCodeAt(at) + 1) | 0;
  return hash;
};

/** The hashes of every beginning of a text: those of any part of it follow from two of them. */
const beginnings = (text: string, base: number): Int32Array => {
  const hashes = new Int32Array(text.length + 1);
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = (Math.imul(hash, base) + text.charCodeAt(at) + 1) | 0;
    hashes[at + 1] = hash;
  }
  return hashes;
};

/** Of four characters in a row; what they are exactly is told by their hashes. */
const keyAfter = (key: number, code: number): number => (key << 8) ^ code;

const keyOf = (text: string): number => {
  let key = 0;
  for (let at = 0; at < shortestAnywhere; at += 1) key = keyAfter(key, text.charCodeAt(at) & 0xff);
  return key;
};

const none: readonly SameLength[] = [];

const filterBits = 16;
const slotOf = (key: number): number => (Math.imul(key, 0x9e3779b1) >>> (32 - filterBits)) | 0;

interface Index {
  readonly byBeginning: ReadonlyMap<number, readonly SameLength[]>;
  readonly mayBegin: Uint8Array;
}

const indexed = (strings: Iterable<string>): Index => {
  const mayBegin = new Uint8Array(1 << filterBits);
  const byBeginning = new Map<number, readonly SameLength[]>();
  for (const [key, texts] of Map.groupBy(strings, keyOf)) {
    mayBegin[slotOf(key)] = 1;
    const longestFirst = [...Map.groupBy(texts, ({ length }) => length)].sort(([left], [right]) => right - left);
    byBeginning.set(
      key,
      longestFirst.map(([length, same]) => sameLength(length, same)),
    );
  }
  return { byBeginning, mayBegin };
};

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code > 127;

/** A short string counts where nothing goes on that it could be a part of. */
const standsAlone = (text: string, start: number, end: number): boolean =>
  !(start > 0 && isWord(text.charCodeAt(start - 1)) && isWord(text.charCodeAt(start))) &&
  !(end < text.length && isWord(text.charCodeAt(end)) && isWord(text.charCodeAt(end - 1)));

const endOfWord = (text: string, at: number, words: ReadonlySet<string>): number => {
  for (let length = shortestAnywhere - 1; length > 0; length -= 1) {
    const end = at + length;
    if (end <= text.length && words.has(text.slice(at, end)) && standsAlone(text, at, end)) return end;
  }
  return at;
};

/**
 * A function that finds all occurrences of the strings in a text, overlapping and touching ones as one span. It looks at each
 * character of the text a bounded number of times, however long the strings are and however much they are like the text: an
 * occurrence is told by the hash of its characters. Two texts with the same hash of 53 bits are taken for equal, so something
 * else may be found as well once in a million years; nothing is ever missed.
 */
export const stringFinder = (strings: Iterable<string>): ((text: string, steps?: Steps) => readonly Span[]) => {
  const all = [...strings].filter((text) => text !== '');
  const { byBeginning, mayBegin } = indexed(all.filter(({ length }) => length >= shortestAnywhere));
  const words = new Set(all.filter(({ length }) => length < shortestAnywhere));
  const wordBegins = new Set([...words].map((word) => word.charCodeAt(0)));

  return (text, steps = { count: 0 }) => {
    const { length: last } = text;
    if (all.length === 0 || last === 0) return [];
    let hashes: readonly [Int32Array, Int32Array] | undefined;
    let looked = last;

    /** The end of the longest string that begins at `at` and ends after `hiddenTo`; `at` where there is none. */
    const endOfLongest = (at: number, key: number, hiddenTo: number): number => {
      const candidates = byBeginning.get(key) ?? none;
      for (let index = 0; index < candidates.length; index += 1) {
        const { length, powers, marks, hashes: known } = candidates[index] as SameLength;
        const end = at + length;
        // Shorter ones end within what has been found already.
        if (end <= hiddenTo) return at;
        looked += 1;
        if (end > last) continue;
        if (hashes === undefined) {
          hashes = [beginnings(text, bases[0]), beginnings(text, bases[1])];
          looked += 2 * last;
        }
        const [first, second] = hashes;
        const one = ((first[end] ?? 0) - Math.imul(first[at] ?? 0, powers[0])) | 0;
        if (marks[markOf(one, marks)] === 0) continue;
        const two = ((second[end] ?? 0) - Math.imul(second[at] ?? 0, powers[1])) | 0;
        if (known.has(joined(one, two))) return end;
      }
      return at;
    };

    const spans: Span[] = [];
    let start = -1;
    let hiddenTo = 0;
    const hide = (at: number, end: number): void => {
      if (start >= 0 && at > hiddenTo) spans.push({ start, end: hiddenTo });
      if (start < 0 || at > hiddenTo) start = at;
      hiddenTo = Math.max(hiddenTo, end);
    };

    let key = 0;
    for (let ahead = 0; ahead < shortestAnywhere - 1; ahead += 1) key = keyAfter(key, text.charCodeAt(ahead) & 0xff);
    const seekWords = words.size > 0;
    for (let at = 0; at < last; at += 1) {
      let end = at;
      if (at + shortestAnywhere <= last) {
        key = keyAfter(key, text.charCodeAt(at + shortestAnywhere - 1) & 0xff);
        if (mayBegin[slotOf(key)] === 1) end = endOfLongest(at, key, hiddenTo);
      }
      if (end === at && seekWords && wordBegins.has(text.charCodeAt(at))) end = endOfWord(text, at, words);
      if (end > at) hide(at, end);
    }
    if (start >= 0) spans.push({ start, end: hiddenTo });
    steps.count += looked;
    return spans;
  };
};
