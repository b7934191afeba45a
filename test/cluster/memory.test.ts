import { expect, test } from 'vitest';
import { recordMemory } from './container-memory.ts';
import { environment } from './environment.ts';
import { completed, startRun } from './operator.ts';

test('a runner needs no more memory than Litmus documents as its request, also with 3,000 variables', async () => {
  const env = Array.from({ length: 3_000 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` }));
  const here = await environment();
  const memory = recordMemory();
  const run = await startRun(here, { experiments: { 'pod-delete': { env, seconds: 3 } } });
  const { containerID } = await completed(run);
  expect(memory.peakOf(containerID ?? '') / 2 ** 20).toBeLessThanOrEqual(64);
});
