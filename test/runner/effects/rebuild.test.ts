import { describe, expect, it } from 'vitest';
import { builtJobOf, type RebuildMeans } from '../../../src/runner/effects/result-name.ts';
import type { ExperimentRead } from '../../../src/runner/run/run-context.ts';
import { planOf, start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { builtJob, rebuilding } from '../means.ts';
import { experimentWith } from './asking.ts';

const params = { step: 0, iteration: 1, attempt: 1 };

/** A process that has built these Jobs, and reads the ChaosExperiment like that. */
const scene = (read: ExperimentRead, built = [] as readonly ReturnType<typeof builtJob>[]) => {
  const asked: string[] = [];
  const run: RebuildMeans = {
    ...rebuilding(manualClock(start), ...built),
    readExperiment: async (name) => {
      asked.push(name);
      return read;
    },
  };
  return { run, asked };
};
const found: ExperimentRead = { is: 'Found', experiment: experimentWith() };

describe('a Job that this process has built', () => {
  it('is not built again', async () => {
    const known = builtJob('a-job');
    const { run, asked } = scene(found, [known]);
    expect(await builtJobOf(run, params, 'a-job')).toBe(known);
    expect(asked).toEqual([]);
  });
});

describe('a Job that another process had built', () => {
  it('is built again once, and tells where its result is', async () => {
    const { run, asked } = scene(found);
    const built = await builtJobOf(run, params, 'a-job');
    expect(built).toMatchObject({ name: expect.stringMatching(/^a-/), resultName: 'engine-a' });
    expect(await builtJobOf(run, params, 'a-job')).toBe(built);
    expect(asked).toEqual(['a']);
  });

  it.each<readonly [string, ExperimentRead]>([
    ['is gone', { is: 'Missing' }],
    ['is refused', { is: 'Refused', reason: 'odd' }],
    ['is of no use any more', { is: 'Found', experiment: experimentWith({ image: '' }) }],
  ])('is not known any more where its ChaosExperiment %s', async (_, read) => {
    const { run } = scene(read);
    expect(await builtJobOf(run, params, 'a-job')).toBeUndefined();
    expect(run.built.size).toBe(0);
  });

  it('is not known any more where the process ends meanwhile', async () => {
    const { run } = scene({ is: 'Unread', reason: 'nobody answers' });
    expect(await builtJobOf({ ...run, signal: AbortSignal.abort() }, params, 'a-job')).toBeUndefined();
  });

  it('is not known, and nothing is read, where it is of another plan', async () => {
    const { run, asked } = scene(found);
    expect(await builtJobOf({ ...run, plan: planOf([]) }, params, 'a-job')).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
