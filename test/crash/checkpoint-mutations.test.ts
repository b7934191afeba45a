import { expect, it } from 'vitest';
import { endFloors, mutationFaults } from '../runner/checkpoint-mutations.ts';

const mutations = 100_000;
const limitMs = 60 * 60_000;

it('a hundred thousand mutated checkpoints lead to adoption, continuation or, where nothing was launched, a new run', {
  timeout: limitMs,
}, () => {
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  console.log(`seed of the mutations: ${seed} (CRASH_SEED repeats it)`);
  const { faults, counts } = mutationFaults(seed, mutations);
  console.log(`mutated checkpoints: ${JSON.stringify(counts)}`);
  expect(faults).toEqual([]);
  for (const [end, floor] of Object.entries(endFloors))
    expect(counts[end as keyof typeof counts], end).toBeGreaterThan(mutations * floor);
});
