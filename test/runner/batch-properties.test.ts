import { describe, expect, it } from 'vitest';
import { brokenBatchRule } from './batch-property.ts';
import { numRuns } from './run-count.ts';

/** The rules themselves are in `run-oracle.ts`. */
describe('a batch keeps its rules over random graphs, limits and outcomes', () => {
  it('when nothing cuts it short', { timeout: 300_000 }, () => {
    expect(brokenBatchRule('calm', numRuns(0.36))).toBeUndefined();
  });

  it('under every policy and time-out', { timeout: 300_000 }, () => {
    expect(brokenBatchRule('any', numRuns(0.3))).toBeUndefined();
  });

  it('when it is held for a while, with the same outcomes and nothing started meanwhile', { timeout: 300_000 }, () => {
    expect(brokenBatchRule('held', numRuns(0.1))).toBeUndefined();
  });

  it('when it is held for a while under every policy and time-out', { timeout: 300_000 }, () => {
    expect(brokenBatchRule('heldAnyhow', numRuns(0.1))).toBeUndefined();
  });

  it('when it is aborted at a random moment', { timeout: 300_000 }, () => {
    expect(brokenBatchRule('aborted', numRuns(0.18))).toBeUndefined();
  });
});
