import { describe, expect, it } from 'vitest';
import { type Arrow, hasTaken, type Step, stepsGone } from '../../../src/view/page/taken-arrows.ts';

const arrow = (from: string, to: string, ...events: readonly string[]): Arrow => ({ from, to, events });

/** Recording goes to Deleting, or through two states that only decide to the end; so does Deleting. */
const all = [
  arrow('Recording', 'Deleting', 'STATUS_RECORDED'),
  arrow('Recording', 'Ended', 'STATUS_RECORDED'),
  arrow('Deleting', 'Ended', 'CLEANED'),
  arrow('Ended', 'Removed'),
  arrow('Removed', 'Verdict'),
];

const takenBy = (...steps: readonly Step[]): readonly string[] =>
  all.filter((one) => steps.some((step) => hasTaken(step, one, all))).map(({ from, to }) => `${from} > ${to}`);

const recorded = (from: string, to: string, type: string): Step => ({ from, to, event: { type } });

describe('the way of a machine', () => {
  it('leads through every state that only decides where to go', () => {
    expect(takenBy(recorded('Deleting', 'Verdict', 'CLEANED'))).toEqual([
      'Deleting > Ended',
      'Ended > Removed',
      'Removed > Verdict',
    ]);
  });

  it('is the one of two from a state that came to where the record says', () => {
    expect(takenBy(recorded('Recording', 'Deleting', 'STATUS_RECORDED'))).toEqual(['Recording > Deleting']);
    expect(takenBy(recorded('Recording', 'Verdict', 'STATUS_RECORDED'))).toEqual([
      'Recording > Ended',
      'Ended > Removed',
      'Removed > Verdict',
    ]);
  });

  it('has each step once, however many records went along it', () => {
    const ended = recorded('Iterating.Running', 'Iterating.Running', 'STEP_ENDED');
    const closed = recorded('Iterating.Running', 'Completed', 'RUN_CLOSED');
    const records = [...Array.from({ length: 2_000 }, () => ended), closed].map((data) => ({ data }));
    expect(stepsGone(records)).toEqual([ended, closed]);
  });

  it('ends where states that only decide lead in a circle', () => {
    const circle = [arrow('A', 'B', 'GO'), arrow('B', 'C'), arrow('C', 'B')];
    expect(circle.map((one) => hasTaken(recorded('A', 'D', 'GO'), one, circle))).toEqual([false, false, false]);
  });
});
