import { describe, expect, it } from 'vitest';
import { measured } from '../../bench/measurement.ts';
import { settled } from '../../bench/settled.ts';

const found = (value: number, binding = true) => [
  measured({ name: 'requests', where: 'simulator', unit: 'requests', target: 4, binding }, [value]),
];

/** Measures these values, one after the other. */
async function measuring(values: readonly number[], tries: number, binding = true) {
  const attempts: number[] = [];
  const said: string[] = [];
  const last = await settled('twenty steps', { tries, say: (line) => said.push(line) }, (attempt) => {
    attempts.push(attempt);
    return found(values[attempt - 1] ?? Number.NaN, binding);
  });
  return { attempts, said, values: last.map(({ value }) => value) };
}

describe('what misses a binding target', () => {
  it('is measured again until it meets it', async () => {
    expect(await measuring([5, 3, 2], 3)).toMatchObject({ attempts: [1, 2], values: [3] });
  });

  it('is measured so often at most, and the last time counts', async () => {
    expect(await measuring([7, 6, 5, 4], 3)).toMatchObject({ attempts: [1, 2, 3], values: [5] });
  });

  it('is measured again where it could not be measured', async () => {
    expect(await measuring([Number.NaN, 4], 2)).toMatchObject({ attempts: [1, 2], values: [4] });
  });

  it('is not measured again where nothing binds', async () => {
    expect(await measuring([5, 3], 3, false)).toMatchObject({ attempts: [1], values: [5] });
  });

  it('is told with each number of each try', async () => {
    const { said } = await measuring([5, 4], 3);
    expect(said.map((line) => (line.startsWith('{') ? JSON.parse(line).value : line))).toEqual([
      5,
      '# twenty steps: try 1 missed requests: measured again',
      4,
    ]);
  });
});
