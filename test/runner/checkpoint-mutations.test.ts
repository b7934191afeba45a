import { expect, it } from 'vitest';
import { jobHasEnded } from '../../src/model/job-manager.ts';
import { endFloors, mutationFaults } from './checkpoint-mutations.ts';
import { killedRuns } from './killed-runs.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 1_000_000);

it('a mutated checkpoint leads to adoption or continuation, or to a new run where nothing was launched, each of which ends and launches no Job twice', {
  timeout: 120_000,
}, () => {
  const { faults, counts } = mutationFaults(seed, 1_000);
  expect(faults).toEqual([]);
  for (const [end, floor] of Object.entries(endFloors))
    expect(counts[end as keyof typeof counts], end).toBeGreaterThan(1_000 * floor);
});

it('runs whose checkpoints are mutated are killed in the middle of their work: Jobs at work and ended, rows, ChaosResults', () => {
  const runs = killedRuns(seed, 100);
  const share = (holds: (killed: (typeof runs)[number]) => boolean): number => runs.filter(holds).length / runs.length;
  expect(share(({ jobs }) => jobs.some((job) => !jobHasEnded(job)))).toBeGreaterThan(0.4);
  expect(share(({ jobs }) => jobs.some(jobHasEnded))).toBeGreaterThan(0.1);
  expect(share(({ rows }) => rows.some(({ status }) => status === 'Completed'))).toBeGreaterThan(0.2);
  expect(share(({ rows }) => rows.some(({ status }) => status === 'Running'))).toBeGreaterThan(0.2);
  expect(share(({ results }) => results.length > 0)).toBeGreaterThan(0.3);
});
