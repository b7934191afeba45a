/** What is known of a launched step when the next look is planned. Times in milliseconds since the epoch. */
export interface Observed {
  readonly launchedAt: number;
  readonly startedAt?: number;
  /** How long the main container should run, where its environment says so. */
  readonly expectedMs?: number;
}

const quickMs = 300;
const nearMs = 1_000;
const slowMs = 5_000;
/** The checks of litmus-go before and after the chaos take their time: so long after the expected end we look often. */
const graceMs = 60_000;

const between = (low: number, value: number, high: number): number => Math.min(Math.max(value, low), high);

/** A clock that differs from ours dates what has just happened into our future: by less than this it has just happened. */
const skewMs = 10_000;

/**
 * Milliseconds until one step should be looked at again: quickly after a launch and near the end, slower in between. Of what lies
 * far in the future nothing is known but that clocks differ.
 */
export const intervalFor = ({ launchedAt, startedAt, expectedMs }: Observed, now: number): number => {
  if (startedAt === undefined) {
    const age = now - launchedAt;
    if (age < -skewMs) return nearMs;
    return age < 5_000 ? quickMs : age < 60_000 ? nearMs : slowMs;
  }
  const elapsed = now - startedAt;
  if (elapsed < -skewMs) return nearMs;
  if (elapsed < 10_000) return quickMs;
  if (expectedMs === undefined) return between(nearMs, elapsed / 60, slowMs);
  const left = expectedMs - elapsed;
  if (left > 2 * nearMs) return between(nearMs, left / 4, slowMs);
  return -left < graceMs ? nearMs : between(nearMs, -left / 60, slowMs);
};

/** The interval of the one list that serves all steps: the shortest that any of them asks for. */
export const pollInterval = (observed: Iterable<Observed>, now: number): number => {
  let shortest = slowMs;
  for (const one of observed) shortest = Math.min(shortest, intervalFor(one, now));
  return shortest;
};

/** The longest that a list which took its time puts the next one off: what it delays is seen a second later at most. */
const politeMs = 1_000;

/**
 * The wait after a list for all these steps that took so long, in milliseconds: a server that is busy is asked less often, above
 * all while pods start, which a list delays; of what has started only the end is awaited, and it waits for the next list.
 */
export const waitAfter = (tookMs: number, observed: readonly Observed[], now: number): number => {
  const areStarting = observed.some(({ startedAt }) => startedAt === undefined);
  return Math.max(pollInterval(observed, now), Math.min((areStarting ? 8 : 2) * tookMs, politeMs));
};
