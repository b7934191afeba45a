import { describe, expect, it } from 'vitest';
import { aborts, type Mode, runAborted } from './abort-run.ts';
import { inParallel } from './expectations.ts';

const width = 6;
const fewestTransitions = 100;
const limitMs = 15 * 60_000;

/** Aborts at every record of an undisturbed run, each time in the next of the mode's ways. */
const sweep = async (mode: Mode): Promise<{ readonly transitions: number; readonly failures: readonly string[] }> => {
  const { records: transitions } = await runAborted(mode, 'not at all', 0);
  const ways = Object.keys(aborts[mode]);
  const failures: string[] = [];
  await inParallel(
    Array.from({ length: transitions }, (_, index) => index + 1),
    width,
    async (at) => {
      const way = ways[at % ways.length] ?? '';
      const { where, problems } = await runAborted(mode, way, at);
      if (problems.length > 0) failures.push(`${way} at record ${at} (${where}): ${problems.join('; ')}`);
    },
  );
  console.log(`aborted at ${transitions} transitions`);
  return { transitions, failures };
};

describe('an abort, at whichever transition it comes, leaves no Job and no pod and every step with an outcome', () => {
  it('by hand, without an operator', { timeout: limitMs }, async () => {
    const { transitions, failures } = await sweep('commandLine');
    expect(failures).toEqual([]);
    expect(transitions).toBeGreaterThanOrEqual(fewestTransitions);
  });

  it('in the pod, beside an operator', { timeout: limitMs }, async () => {
    const { transitions, failures } = await sweep('pod');
    expect(failures).toEqual([]);
    expect(transitions).toBeGreaterThanOrEqual(fewestTransitions);
  });
});
