import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import budgets from '../../.ci/budgets.json' with { type: 'json' };
import { onTheOldest } from '../cluster/oldest.ts';

// What .ci/run does beyond a budget is its own; that a step without one fails, too.

it('the budgets of all steps and suites, with what is kept for later ones, are within the limit', () => {
  const sum = Object.values(budgets.minutes).reduce((total, minutes) => total + minutes, budgets.forLaterSuites);
  expect(sum).toBeLessThanOrEqual(budgets.limit);
});

it('the suites on the oldest Kubernetes have 12 minutes at most', () => {
  expect(budgets.minutes['test:cluster:oldest']).toBeLessThanOrEqual(12);
});

it.each(onTheOldest)('%s, which is run on the oldest Kubernetes, is there', (file) => {
  expect(existsSync(path.join(import.meta.dirname, '../..', file))).toBe(true);
});
