import { expect, test } from 'vitest';
import { readBehaviour } from '../litmus/experiments/behaviour.ts';
import { annotationOf, type BehaviourKey, behaviourKeys } from '../litmus/experiments/behaviour-keys.ts';

const prefix = 'simulator.litmuschaos.io/';

test('without annotations an experiment passes quickly', () => {
  const { problems, at } = readBehaviour({ 'other/annotation': 'x' });
  expect(problems).toEqual([]);
  expect(at(1)).toMatchObject({ duration: 200, verdict: 'Pass', result: { is: 'written' }, exitCode: 0 });
});

test('a sequence gives each attempt its value, the last one to all later attempts, and - the default', () => {
  const { at } = readBehaviour({ [`${prefix}duration`]: '2s,-,500ms' });
  expect([1, 2, 3, 9].map((attempt) => at(attempt).duration)).toEqual([2000, 200, 500, 500]);
});

test('a pace changes the defaults of times, those that - stands for too, and no value that is given', () => {
  const { at } = readBehaviour({ [`${prefix}pace`]: 'litmus,quick', [`${prefix}stop-time`]: '-,1s,-' });
  expect(at(1)).toMatchObject({ preparation: 6000, helperBirth: 10_000, stopTime: 6000, stopResult: 4000 });
  expect([at(2).preparation, at(2).stopTime, at(2).stopResult]).toEqual([0, 1000, undefined]);
});

test('later sources win', () => {
  const { at } = readBehaviour({ [`${prefix}verdict`]: 'Fail' }, { [`${prefix}verdict`]: 'Error' });
  expect(at(1).verdict).toBe('Error');
});

test('an unknown key is a problem that names the nearest known one', () => {
  const { problems } = readBehaviour({ [`${prefix}verdic`]: 'Fail' });
  expect(problems).toEqual([`${prefix}verdic: there is no such key; did you mean ${prefix}verdict?`]);
});

test.each([
  ['duration', '2'],
  ['verdict', 'pass'],
  ['result', 'soon'],
  ['result', 'slow:x'],
  ['exit-code', '-1'],
  ['fails-to-start', 'Lazy'],
  ['targets', 'nginx'],
  ['helpers', 'two'],
  ['pace', 'slow'],
])('the value of %s: %s is refused with one sentence', (key, value) => {
  const { problems } = readBehaviour({ [prefix + key]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${prefix}${key}: `);
});

test('every key can be written as its annotation', () => {
  const names = Object.keys(behaviourKeys) as BehaviourKey[];
  expect(names.map(annotationOf)).toContain(`${prefix}fails-to-start`);
  expect(new Set(names.map(annotationOf)).size).toBe(names.length);
});
