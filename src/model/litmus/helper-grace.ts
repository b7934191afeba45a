import { recordAt } from '../json/json-object.ts';
import type { EnvVar } from '../kube/object-parts.ts';
import { durationText } from '../text/duration.ts';
import type { ChaosEngine } from './engine.ts';

/**
 * Seconds that a helper pod gets to take its fault back. The revert is the last act of the helper itself, after SIGTERM:
 * with the real litmus-go on 20 targets it took 2 s, and 22 s under a CPU limit of 50m, where 30 s of grace were at the brink.
 */
export const leastHelperGraceSeconds = 60;

/** The variable by which litmus-go gives its helper pods their grace; it reads it for nothing else. */
export const helperGraceVariable = 'TERMINATION_GRACE_PERIOD_SECONDS';

/**
 * The grace in seconds that helpers are born with: the engine's terminationGracePeriodSeconds, where 0 counts as nothing
 * said. A grace can only be shortened later, so whoever else deletes them gives them no more than this.
 */
export const bornGraceSeconds = (engine: Pick<ChaosEngine, 'spec'>): number =>
  writtenGrace(engine) || leastHelperGraceSeconds;

/**
 * The grace in seconds that helpers are deleted with: the larger of 60 and the engine's. Takes an engine of which other fields
 * cannot be read, too; undefined: it is gone.
 */
export const helperGraceSeconds = (engine: { readonly metadata: unknown } | undefined): number =>
  Math.max(leastHelperGraceSeconds, writtenGrace(engine));

const writtenGrace = (engine: unknown): number => {
  const seconds = recordAt(engine, 'spec').terminationGracePeriodSeconds;
  return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
};

/** What is risky about a grace in seconds that helpers are given; undefined: nothing. */
export const shortGraceProblem = (seconds: number): string | undefined => {
  if (seconds >= leastHelperGraceSeconds) return undefined;
  const time = seconds > 0 ? durationText(seconds * 1000) : 'no time';
  return `gives helper pods ${time} to take their fault back: with less than ${leastHelperGraceSeconds} s it may stay in place for ever when they are ended in the middle of it`;
};

/** The same of the variable in an environment, where it wins over the engine; what is no number is 0 to litmus-go. */
export const shortGraceOf = ({ name, value }: EnvVar): string | undefined =>
  name === helperGraceVariable && value !== undefined && !value.includes('$(')
    ? shortGraceProblem(/^[+-]?\d+$/.test(value) ? Number(value) : 0)
    : undefined;
