import type { ClusterError } from './error.ts';

/** How long to wait before the next attempt: exponential with full jitter, bounded, never before the server says. */

export interface Backoff {
  /** Upper bound of the first wait, in milliseconds; each further one doubles it. */
  readonly baseMs: number;
  readonly capMs: number;
}

/** Between two attempts of one request. */
export const requestBackoff: Backoff = { baseMs: 100, capMs: 5_000 };

/** Nobody waits longer than this on the word of one answer. */
export const longestRetryAfterMs = 300_000;

/** A wait drawn evenly from 0 to min(cap, base × 2^attempt). `attempt` counts from 0; `random` is in [0, 1). */
export const fullJitter = (backoff: Backoff, attempt: number, random: number): number => {
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** Math.min(attempt, 30));
  return Math.floor(ceiling * random);
};

/**
 * The wait that a `Retry-After` header asks for, in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined for anything else; a date in the past is 0.
 */
export const parseRetryAfter = (header: string | undefined, now: number): number | undefined => {
  const value = header?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, longestRetryAfterMs);
  if (!/[a-z]/i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - now), longestRetryAfterMs);
};

export interface Attempt {
  /** Failed attempts before this decision, from 0. */
  readonly attempt: number;
  /** Since the call began, in milliseconds. */
  readonly elapsedMs: number;
  readonly patienceMs: number;
  /** What the server asked for. */
  readonly retryAfterMs?: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * The wait before the next attempt, or undefined when patience does not last that long: waiting in vain for an attempt
 * that will not be made helps nobody. The jitter comes on top of Retry-After, so that clients do not return together.
 */
export const nextWait = (attempt: Attempt, backoff: Backoff = requestBackoff): number | undefined => {
  const waitMs = (attempt.retryAfterMs ?? 0) + fullJitter(backoff, attempt.attempt, attempt.random);
  return attempt.elapsedMs + waitMs < attempt.patienceMs ? waitMs : undefined;
};

/** A failed attempt after which another one is made. */
export interface Retry {
  readonly request: string;
  /** Of attempts that have failed, from 1. */
  readonly attempt: number;
  /** Since the call began, in milliseconds. */
  readonly elapsedMs: number;
  readonly waitMs: number;
  readonly error: ClusterError;
}
