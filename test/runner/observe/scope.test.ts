import { expect, it } from 'vitest';
import { scopeOf } from '../../../src/runner/observe/scope.ts';

const shown = (labels: string): string => labels.replaceAll('runner.litmuschaos.io/', '');
const named = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `pod-delete-${String(index).padStart(12, '0')}`);

it('a look asks for what belongs to the Jobs that it is for, and says nothing of others', () => {
  const { labels, covers } = scopeOf('run1', ['one', 'two', 'one']);
  expect(shown(labels)).toBe('run=run1,job in (one,two)');
  expect([covers('one'), covers('two'), covers('three')]).toEqual([true, true, false]);
});

it('a look at a hundred Jobs still asks for these', () => {
  expect(scopeOf('run1', named(100)).covers('another')).toBe(false);
});

it('a look at so many Jobs that their names might not come through a proxy asks for the whole run', () => {
  const { labels, covers } = scopeOf('run1', named(200));
  expect(shown(labels)).toBe('run=run1');
  expect(covers('another')).toBe(true);
});
