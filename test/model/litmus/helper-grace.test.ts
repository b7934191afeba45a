import { describe, expect, test } from 'vitest';
import {
  bornGraceSeconds,
  helperGraceSeconds,
  shortGraceOf,
  shortGraceProblem,
} from '../../../src/model/litmus/helper-grace.ts';
import { engineOf } from '../fixtures.ts';

const engine = (terminationGracePeriodSeconds?: number) =>
  engineOf(terminationGracePeriodSeconds === undefined ? {} : { terminationGracePeriodSeconds });

describe('the grace that helpers are born with', () => {
  test.each([
    ['60 s where the engine says nothing', undefined, 60],
    ['60 s where it says 0, which counts as nothing said', 0, 60],
    ['what it says, also where that is short', 5, 5],
    ['what it says, also where that is long', 300, 300],
  ])('is %s', (_, seconds, born) => {
    expect(bornGraceSeconds(engine(seconds))).toBe(born);
  });
});

describe('the grace that helpers are deleted with', () => {
  test.each([
    ['60 s where the engine says nothing', engine(), 60],
    ['60 s where it says 0', engine(0), 60],
    ['60 s where it says less', engine(5), 60],
    ['what it says where that is more', engine(300), 300],
    ['60 s where the engine is gone', undefined, 60],
  ])('is %s', (_, given, seconds) => {
    expect(helperGraceSeconds(given)).toBe(seconds);
  });

  test('is read from an engine of which nothing else can be read', () => {
    const odd = { metadata: {}, spec: { terminationGracePeriodSeconds: 90, experiments: 'none' } };
    expect(helperGraceSeconds(odd)).toBe(90);
  });

  test('is 60 s where what the engine says is no number', () => {
    const odd = { metadata: {}, spec: { terminationGracePeriodSeconds: '90' } };
    expect(helperGraceSeconds(odd)).toBe(60);
  });
});

describe('a grace that is too short', () => {
  test('is no problem from 60 s on', () => {
    expect([60, 300].map(shortGraceProblem)).toEqual([undefined, undefined]);
  });

  test('says how long helpers would have, and what may come of it', () => {
    expect(shortGraceProblem(30)).toMatch(/gives helper pods 30 s to take their fault back: .* for ever/);
    expect(shortGraceProblem(0)).toContain('gives helper pods no time');
  });

  test.each([
    ['30', /30 s/],
    ['0', /no time/],
    ['', /no time/],
    ['90s', /no time/],
    ['soon', /no time/],
  ])('is seen in the variable that litmus-go reads, where it is %j', (value, text) => {
    expect(shortGraceOf({ name: 'TERMINATION_GRACE_PERIOD_SECONDS', value })).toMatch(text);
  });

  test.each([
    ['is long enough', { name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: '60' }],
    ['refers to another variable', { name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: '$(GRACE)' }],
    ['comes from elsewhere', { name: 'TERMINATION_GRACE_PERIOD_SECONDS', valueFrom: {} }],
    ['is another one', { name: 'TOTAL_CHAOS_DURATION', value: '30' }],
  ])('is not complained of in a variable that %s', (_, variable) => {
    expect(shortGraceOf(variable)).toBeUndefined();
  });
});
