import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../src/model/batch/batch-document.ts';
import { makePlan } from '../../../src/model/batch/planning.ts';
import { outcomes, worstOf } from '../../../src/model/litmus/outcome.ts';
import { evaluate, type Outcomes } from '../../../src/model/plan/condition.ts';
import { parseCondition } from '../fixtures.ts';

/** What is known of a condition on the steps a, b and c. */
const truth = (text: string, ended: Outcomes) => {
  const condition = parseCondition(text, ['a', 'b', 'c']);
  return E.isRight(condition) ? evaluate(condition.right, ended) : condition.left;
};

describe('a condition on one step', () => {
  it.each([
    ['a', ['Pass']],
    ...outcomes.map((outcome): [string, string[]] => [`a.${outcome}`, [outcome]]),
    ['a.Done', [...outcomes]],
    ['!a.Fail', outcomes.filter((outcome) => outcome !== 'Fail')],
  ] as const)('%s holds after %j and after nothing else', (text, holds) => {
    for (const outcome of outcomes) expect(truth(text, [outcome])).toBe(String(holds.includes(outcome as never)));
  });

  it.each(['a', 'a.Done', '!a.Fail'])('%s waits for its end', (text) => {
    expect(truth(text, [])).toBe('open');
  });
});

describe('a condition on several steps', () => {
  it('holds where both hold', () => {
    expect(truth('a && b', ['Pass', 'Pass'])).toBe('true');
    expect(truth('a && b', ['Pass', undefined])).toBe('open');
    expect(truth('a && b', [undefined, 'Fail'])).toBe('false');
  });

  it('holds where one of two holds, though the other has not ended', () => {
    expect(truth('a || b', [undefined, 'Pass'])).toBe('true');
    expect(truth('a || b', ['Fail', undefined])).toBe('open');
    expect(truth('a || b', ['Fail', 'Error'])).toBe('false');
  });

  it('is grouped by parentheses, and binds && before ||', () => {
    const ended = ['Pass', 'Fail', 'Fail'] as const;
    expect([truth('(a || b) && c', ended), truth('a || b && c', ended)]).toEqual(['false', 'true']);
  });

  it('may be a list, of which everything has to hold', () => {
    const document = readBatch('steps: {c: {dependsOn: [a, b.Done]}}');
    if (E.isLeft(document)) throw new Error(JSON.stringify(document.left));
    const plan = makePlan({ entries: ['a', 'b', 'c'].map((name) => ({ name })), batch: document.right.batch });
    const condition = E.isRight(plan) ? plan.right.steps[2]?.condition : undefined;
    if (!condition) throw new Error('there is no condition');
    expect(evaluate(condition, ['Pass', 'Fail'])).toBe('true');
    expect(evaluate(condition, ['Pass', undefined])).toBe('open');
    expect(evaluate(condition, ['Fail', 'Pass'])).toBe('false');
  });
});

describe('the outcome of a batch', () => {
  it('is the worst of its steps', () => {
    expect(worstOf(['Pass', 'Stopped', 'Error', 'Fail'])).toBe('Stopped');
    expect(worstOf(['Error', 'Fail', 'Pass'])).toBe('Error');
    expect(worstOf(['Pass', 'Fail'])).toBe('Fail');
  });

  it('takes no account of steps that were skipped', () => {
    expect(worstOf(['Skipped', 'Pass'])).toBe('Pass');
    expect(worstOf(['Skipped'])).toBe('Pass');
  });
});
