import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { type Outcome, outcomes } from '../../../src/model/litmus/outcome.ts';
import { type Condition, evaluate, printCondition } from '../../../src/model/plan/condition.ts';
import { askable, deepest } from '../../../src/model/plan/condition-parser.ts';
import { withCaret } from '../../../src/model/plan/condition-tokens.ts';
import { parseCondition } from '../fixtures.ts';

const ids = ['a', 'pod-delete', 'a.b', 'c'];
const is = (step: number, outcome: Outcome | 'Done' = 'Pass'): Condition => ({ is: 'outcome', step, outcome });

describe('parseCondition', () => {
  it.each<[string, Condition]>([
    ['a', is(0)],
    ['pod-delete.Fail', is(1, 'Fail')],
    ['a.b', is(2)],
    ['a.b.Done', is(2, 'Done')],
    ['a.Pass', is(0)],
    [' a&&c ', { is: 'all', of: [is(0), is(3)] }],
    ['a && c || a.b', { is: 'any', of: [{ is: 'all', of: [is(0), is(3)] }, is(2)] }],
    ['a && (c || a.b)', { is: 'all', of: [is(0), { is: 'any', of: [is(3), is(2)] }] }],
    ['!a.Fail && c', { is: 'all', of: [{ is: 'not', of: is(0, 'Fail') }, is(3)] }],
    ['!(a || c)', { is: 'not', of: { is: 'any', of: [is(0), is(3)] } }],
    ['!!a', { is: 'not', of: { is: 'not', of: is(0) } }],
    ['a &&\n  c', { is: 'all', of: [is(0), is(3)] }],
  ])('reads %j', (text, condition) => {
    expect(parseCondition(text, ids)).toEqual(E.right(condition));
  });

  it('reads a step that is called like something that every object has', () => {
    const only = ['constructor'];
    expect(parseCondition('!constructor.Fail', only)).toEqual(E.right({ is: 'not', of: is(0, 'Fail') }));
    expect(parseCondition('constructor constructor', only)).toEqual(
      E.left([{ column: 13, message: '"constructor" follows a step without && or || between them' }]),
    );
  });

  it.each([
    ['', 1, /ends where a step is expected/],
    ['a &&', 5, /ends where a step/],
    ['a && || c', 6, /"\|\|" stands where a step/],
    ['(a', 1, /never closed/],
    ['a)', 2, /never opened/],
    ['()', 2, /nothing stands before/],
    ['a c', 3, /without && or \|\|/],
    ['a & c', 3, /has no meaning/],
    ['a == c', 3, /has no meaning/],
    ['a.', 2, /has no meaning/],
    ['pod-delte.Pass', 1, /no step is called "pod-delte"/],
    ['a.Passed', 3, /"Passed" is no outcome/],
    ['c && a.pass', 6, /no step is called "a.pass"/],
    ['a && ☂', 6, /"☂" has no meaning/],
  ])('says at which column %j is wrong', (text, column, message) => {
    const parsed = parseCondition(text, ids);
    const [problem] = E.isLeft(parsed) ? parsed.left : [];
    expect(problem?.column).toBe(column);
    expect(problem?.message).toMatch(message);
  });

  it.each([
    ['pod-delte', 'did you mean pod-delete?'],
    ['a.Passs', 'did you mean Pass?'],
    ['a.skipped', 'outcomes begin with a capital letter: a.Skipped'],
    ['a and c', 'write && instead of and'],
    ['a | c', 'write || for or'],
  ])('says what was probably meant by %j', (text, hint) => {
    const parsed = parseCondition(text, ids);
    expect(E.isLeft(parsed) ? parsed.left[0]?.hint : '').toBe(hint);
  });

  it('reports all unknown steps of an expression at once', () => {
    const parsed = parseCondition('x && a.Nope && y', ids);
    expect(E.isLeft(parsed) ? parsed.left.map(({ column }) => column) : []).toEqual([1, 8, 16]);
  });

  it('refuses nesting that would exhaust the stack', () => {
    const nested = (levels: number) => `${'('.repeat(levels)}a${')'.repeat(levels)}`;
    expect(E.isRight(parseCondition(nested(deepest), ids))).toBe(true);
    expect(E.isLeft(parseCondition(nested(deepest + 1), ids))).toBe(true);
    expect(E.isLeft(parseCondition(`${'!'.repeat(60_000)}a`, ids))).toBe(true);
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom('a', 'a.b', '.Pass', '&&', '||', '!', '(', ')', ' ', '.', '-', 'Fail', '"', 'é');
    fc.assert(
      fc.property(fc.array(pieces), (text) => {
        const parsed = parseCondition(text.join(''), ids);
        if (E.isLeft(parsed)) {
          expect(parsed.left.length).toBeGreaterThan(0);
          for (const { column } of parsed.left) expect(column).toBeLessThanOrEqual(text.join('').length + 1);
        } else expect(printCondition(parsed.right, (step) => ids[step] ?? '')).not.toBe('');
      }),
    );
  });
});

it('puts the caret under the column', () => {
  expect(withCaret('a && b.Nope', 8)).toBe('a && b.Nope\n       ^');
  expect(withCaret(`${'a && '.repeat(40)}b`, 201)).toMatch(/^….*b\n {61}\^$/s);
});

const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5 },
    fc.record({ is: fc.constant('outcome' as const), step: fc.nat(3), outcome: fc.constantFrom(...askable) }),
    fc.record({ is: fc.constant('not' as const), of: tie('condition') }),
    fc.record({
      is: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

it('prints a condition so that reading it again gives one of the same meaning', () => {
  const some = fc.array(fc.option(fc.constantFrom(...outcomes)), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(conditions, some, (condition, known) => {
      const again = parseCondition(
        printCondition(condition, (step) => ids[step] ?? ''),
        ids,
      );
      expect(E.isRight(again) ? evaluate(again.right, known) : again).toBe(evaluate(condition, known));
    }),
  );
});

it.each([
  [{ is: 'all', of: [is(0), { is: 'any', of: [is(3), is(2)] }] }, 'a.Pass && (c.Pass || a.b.Pass)'],
  [{ is: 'any', of: [is(0), { is: 'all', of: [is(3), is(2)] }] }, 'a.Pass || c.Pass && a.b.Pass'],
  [{ is: 'not', of: { is: 'all', of: [is(0), is(3)] } }, '!(a.Pass && c.Pass)'],
  [{ is: 'all', of: [is(0, 'Done')] }, 'a.Done'],
] as [Condition, string][])('prints %j with the fewest parentheses', (condition, text) => {
  expect(printCondition(condition, (step) => ids[step] ?? '')).toBe(text);
});
