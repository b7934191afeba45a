import { expect, it } from 'vitest';
import { stepAt } from '../../../src/model/plan/step-at.ts';
import { planOf } from '../../runner/fixtures.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }]);

it('a step is found by its index', () => {
  expect([stepAt(plan, 0).id, stepAt(plan, 1).id]).toEqual(['a', 'b']);
});

it.each([-1, 2])('an index that the plan does not have is a fault of who names it: %i', (index) => {
  expect(() => stepAt(plan, index)).toThrow(`the plan has 2 steps, and none at ${index}`);
});
