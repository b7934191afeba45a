/**
 * How many requests a second a server takes from us, learnt from its answers: grows while they come quickly, is halved when the
 * server says that it is too much, or, down to the rate of the beginning, when answers slow down: what is slow may be this process. Additive increase and multiplicative decrease (as in TCP, RFC
 * 5681) let many clients of one server settle at equal shares without knowing of one another. Plain data.
 */
export interface Pace {
  readonly ratePerSecond: number;
  /** Below this the rate grows by half each second, above it by `stepPerSecond`: so much was too much before. */
  readonly knownGood: number;
  /** How long the quickest answers took lately, in milliseconds, by what was asked. */
  readonly quickMs: ReadonlyMap<string, number>;
  /** How many times as long as the quickest answers take on the average. */
  readonly slowness: number;
  /** Until then, in milliseconds of a clock that nobody sets, answers tell of the rate before. */
  readonly settlesAt: number;
  /** Until then nothing is sent but what is urgent: the server has asked for it. */
  readonly closedUntil: number;
}

export interface PaceLimits {
  /** Requests a second at the beginning. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
}

/** What an answer says of the server. Times are in milliseconds of a clock that nobody sets. */
export interface Answered {
  readonly at: number;
  readonly tookMs: number;
  /** What was asked, such as `PATCH pods`: answers of one kind are compared with one another. */
  readonly what: string;
  /** Whether more was waiting to be sent: a rate that nobody needs proves nothing by its quick answers. */
  readonly isWanted: boolean;
  /** The server said that it is too much (429, or 503 with Retry-After), and for how long it wants to be left alone. */
  readonly refused?: { readonly retryAfterMs?: number };
}

const stepPerSecond = 4;
/** An average of about so many answers says whether they are slow. */
const averaged = 16;
/** So many times as long as the quickest is slow. */
const slowFrom = 4;
/** Of so many answers in a row the quickest is forgotten: a server may have moved. One that is asked too much is slow for fewer. */
const forgottenIn = 1_024;
/** What is quicker than this is not slow, in milliseconds. */
const neverSlowMs = 100;
/** On the word of one answer others wait no longer, in milliseconds; the request that it answers waits for as long as it says. */
const mostClosedMs = 10_000;
/** Answers that are under way when the rate changes tell of the rate before; in milliseconds. */
const settlesMs = 1_000;

/** The pace at the beginning. */
export const firstPace = ({ first, most }: PaceLimits): Pace => ({
  ratePerSecond: Math.min(first, most),
  knownGood: most,
  quickMs: new Map(),
  slowness: 1,
  settlesAt: 0,
  closedUntil: 0,
});

/** The pace after an answer. */
export const nextPace = (pace: Pace, answer: Answered, limits: PaceLimits): Pace => {
  const { refused, at } = answer;
  if (refused !== undefined) {
    const closedUntil = Math.max(pace.closedUntil, at + Math.min(refused.retryAfterMs ?? 0, mostClosedMs));
    return { ...slowed(pace, at, limits), closedUntil };
  }
  const seen = learnt(pace, answer);
  if (isSlow(seen, answer))
    return seen.ratePerSecond <= limits.first ? seen : slowed(seen, at, { least: limits.first });
  return answer.isWanted && at >= pace.settlesAt ? grown(seen, limits) : seen;
};

const learnt = (pace: Pace, { what, tookMs }: Answered): Pace => {
  const quickest = pace.quickMs.get(what) ?? tookMs;
  const quick = Math.max(1, Math.min(tookMs, quickest + (tookMs - quickest) / forgottenIn));
  const slowness = pace.slowness + (tookMs / quick - pace.slowness) / averaged;
  return { ...pace, slowness, quickMs: new Map(pace.quickMs).set(what, quick) };
};

const isSlow = ({ slowness }: Pace, { tookMs }: Answered): boolean => slowness > slowFrom && tookMs > neverSlowMs;

const slowed = (pace: Pace, at: number, { least }: Pick<PaceLimits, 'least'>): Pace => {
  if (at < pace.settlesAt) return pace;
  const ratePerSecond = Math.max(least, pace.ratePerSecond / 2);
  return { ...pace, ratePerSecond, knownGood: ratePerSecond, slowness: 1, settlesAt: at + settlesMs };
};

/** By one answer: at a rate of r, r of them come in a second. */
const grown = (pace: Pace, { most }: PaceLimits): Pace => {
  const { ratePerSecond, knownGood } = pace;
  const step = ratePerSecond < knownGood ? 0.5 : stepPerSecond / ratePerSecond;
  return { ...pace, ratePerSecond: Math.min(most, ratePerSecond + step) };
};
