import { describe, expect, it } from 'vitest';
import { advance, startable } from '../../../src/model/progress/frontier.ts';
import { brokenRule } from './frontier-property.ts';
import type { Frontier } from './frontier-run.ts';

const right: Frontier = { advance, startable };

/** Mistakes that somebody could make in the frontier; each must break a rule within the runs of the property. */
const mistakes: Readonly<Record<string, Frontier>> = {
  'one step more than the limit': {
    ...right,
    startable: (plan, ready, running) => startable({ ...plan, parallelism: plan.parallelism + 1 }, ready, running),
  },
  'one step fewer than the limit': {
    ...right,
    startable: (plan, ready, running) => startable({ ...plan, parallelism: plan.parallelism - 1 }, ready, running),
  },
  'mutexes forgotten': {
    ...right,
    startable: (plan, ready, running) =>
      startable({ ...plan, steps: plan.steps.map((step) => ({ ...step, mutexes: [] })) }, ready, running),
  },
  'mutexes of running steps forgotten': {
    ...right,
    startable: (plan, ready, running) =>
      startable({ ...plan, parallelism: plan.parallelism - running.length }, ready, []),
  },
  'a blocked step holds up the later ones': {
    ...right,
    startable: (plan, ready, running) => {
      const chosen = startable(plan, ready, running);
      const blocked = ready.findIndex((step) => !chosen.includes(step));
      return blocked === -1 ? chosen : chosen.filter((step) => ready.indexOf(step) < blocked);
    },
  },
  'a skip is lost': { ...right, advance: (...all) => ({ ...advance(...all), impossible: [] }) },
  'a failed dependency counts as passed': {
    ...right,
    advance: (plan, iteration, outcomes, finished) =>
      advance(
        plan,
        iteration,
        outcomes.map((outcome) => (outcome === 'Fail' ? 'Pass' : outcome)),
        finished,
      ),
  },
  'everything that has become ready is told again': {
    ...right,
    advance: (plan, iteration, outcomes) => advance(plan, iteration, outcomes, undefined),
  },
  'only the first of several ready steps is told': {
    ...right,
    advance: (...all) => {
      const next = advance(...all);
      return { ...next, ready: next.ready.slice(0, 1) };
    },
  },
  'ready steps are told in the wrong order': {
    ...right,
    advance: (...all) => {
      const next = advance(...all);
      return { ...next, ready: [...next.ready].reverse() };
    },
  },
};

describe('the properties of the frontier notice', () => {
  it.each(Object.entries(mistakes))('%s', (_, mistaken) => {
    expect(brokenRule(mistaken, 1_000, 2024)).toBeTypeOf('string');
  });
});
