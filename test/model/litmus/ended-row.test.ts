import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ending, endedRow, endings, endOfRow, type StepEnd } from '../../../src/model/litmus/ended-row.ts';
import { type Outcome, outcomes } from '../../../src/model/litmus/outcome.ts';
import { isTerminal } from '../../../src/model/litmus/row.ts';

const of = { name: 'pod-delete', engine: 'engine', at: 0 };

/** The outcomes that the experiment machine gives an ending. */
const outcomesOf: Readonly<Record<Ending, readonly Outcome[]>> = {
  completed: outcomes.filter((outcome) => outcome !== 'Skipped'),
  notFound: ['Error'],
  rejected: ['Error'],
  skipped: ['Skipped'],
  aborted: ['Stopped'],
};
const ends = endings.flatMap((ending) => outcomesOf[ending].map((outcome): StepEnd => ({ ending, outcome })));

describe('the row of a step that has ended', () => {
  it.each<readonly [Ending, Outcome, string]>([
    ['completed', 'Pass', 'Completed Pass pod'],
    ['completed', 'Fail', 'Completed Fail pod'],
    ['completed', 'Error', 'Completed Error pod'],
    ['completed', 'Stopped', 'Completed Stopped pod'],
    ['notFound', 'Error', 'ChaosExperiment Not Found Fail N/A'],
    ['rejected', 'Error', 'Skipped Fail N/A'],
    ['skipped', 'Skipped', 'Skipped N/A N/A'],
    ['aborted', 'Stopped', 'Forcefully Aborted Stopped pod'],
  ])('that is %s with %s has the words of the contract', (ending, outcome, words) => {
    const { status, verdict, experimentPod } = endedRow(of, { ending, outcome }, 'pod');
    expect(`${status} ${verdict} ${experimentPod}`).toBe(words);
  });

  it('says that no pod was seen, where none was', () => {
    for (const end of ends) expect(endedRow(of, end).experimentPod).toBe('N/A');
  });

  it('is terminal, and tells again how the step ended', () => {
    for (const end of ends) {
      const row = endedRow(of, end, 'pod');
      expect([isTerminal(row.status), endOfRow(row)]).toEqual([true, end]);
    }
  });
});

describe('a row that was found', () => {
  it.each([
    ['Completed', 'Skipped-by-hand'],
    ['Completed', undefined],
    ['Skipped', 'Fail'],
    ['Skipped', undefined],
    ['ChaosExperiment Not Found', 'Pass'],
    ['anything', 'Pass'],
    [undefined, 'Pass'],
  ])('that says %s and %s tells of an error', (status, verdict) => {
    const row = { ...(status === undefined ? {} : { status }), ...(verdict === undefined ? {} : { verdict }) };
    expect(endOfRow(row).outcome).toBe('Error');
  });

  it('never passes but by the words Completed and Pass', () => {
    const word = fc.option(fc.oneof(fc.constantFrom('Completed', 'Skipped', 'Pass', 'N/A'), fc.string()));
    fc.assert(
      fc.property(word, word, (status, verdict) => {
        const row = { ...(status === null ? {} : { status }), ...(verdict === null ? {} : { verdict }) };
        expect(endOfRow(row).outcome === 'Pass').toBe(status === 'Completed' && verdict === 'Pass');
      }),
    );
  });
});
