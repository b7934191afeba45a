import { expect, it } from 'vitest';
import { mutationFaults } from './checkpoint-mutations.ts';

it('a mutated checkpoint leads to adoption or continuation, never to an exception or a hang', {
  timeout: 120_000,
}, () => {
  const { faults, counts } = mutationFaults(Number(process.env.FC_SEED ?? Date.now() % 1_000_000), 1_000);
  expect(faults).toEqual([]);
  expect(counts.adoption).toBeGreaterThan(counts.continuation);
  expect(counts.continuation).toBeGreaterThan(0);
});
