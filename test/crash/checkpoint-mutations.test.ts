import { expect, it } from 'vitest';
import { mutationFaults } from '../runner/checkpoint-mutations.ts';

const mutations = 100_000;
const limitMs = 60 * 60_000;
/** Of a hundred starts so many come to each end at least. */
const floor = { continuation: 1, adoption: 25, 'a new run': 1 } as const;

it('a hundred thousand mutated checkpoints lead to adoption, continuation or, where nothing was launched, a new run', {
  timeout: limitMs,
}, () => {
  const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
  console.log(`seed of the mutations: ${seed} (CRASH_SEED repeats it)`);
  const { faults, counts } = mutationFaults(seed, mutations);
  console.log(`mutated checkpoints: ${JSON.stringify(counts)}`);
  expect(faults).toEqual([]);
  for (const [end, percent] of Object.entries(floor))
    expect(counts[end as keyof typeof counts], end).toBeGreaterThan((mutations * percent) / 100);
});
