import { readBehaviour } from 'chaos-runner-simulator';
import { describe, expect, test } from 'vitest';
import { engineOf, experimentOf, linesOf } from './manifests.ts';

const checkAnnotation = (name: string, value: string): string | undefined =>
  readBehaviour({ [name]: value }).problems[0];
const runner = (name: string): string => `runner.litmuschaos.io/${name}`;
const simulator = (name: string): string => `simulator.litmuschaos.io/${name}`;

test.each([
  ['rerun', 'failed'],
  ['monitoring', 'true'],
  ['monitoring', 'false'],
  ['checkpoint', 'whatever'],
])('nothing is said of the runner’s annotation %s: %s', (name, value) => {
  expect(linesOf(engineOf({}, {}, { [runner(name)]: value }))).toEqual([]);
});

test('nothing is said of annotations of others', () => {
  expect(linesOf(engineOf({}, {}, { 'example.com/batch': 'x', 'litmuschaos.io/chaos': 'true' }))).toEqual([]);
});

describe('an annotation of the runner', () => {
  test.each([
    ['bach', /did you mean runner\.litmuschaos\.io\/batch\?/],
    ['Rerun', /did you mean runner\.litmuschaos\.io\/rerun\?/],
    ['zzzzzzzz', /there are runner\.litmuschaos\.io\/batch, /],
  ])('that is none is an error with what there is: %s', (name, expected) => {
    const lines = linesOf(engineOf({}, {}, { [runner(name)]: 'x' }));
    expect(lines).toEqual([
      expect.stringMatching(/^error: metadata\.annotations\."?runner.*is no annotation that the runner reads/),
    ]);
    expect(lines[0]).toMatch(expected);
  });

  test.each([
    ['rerun', 'faild', /expected failed, found the text "faild" \(did you mean failed\?\)/],
    ['rerun', 'all', /expected failed, found the text "all"/],
    ['monitoring', 'yes', /expected one of true, false, found the text "yes"/],
  ])('%s: %s is an error', (name, value, expected) => {
    expect(linesOf(engineOf({}, {}, { [runner(name)]: value }))).toEqual([expect.stringMatching(expected)]);
  });

  test('is read from engines, not from experiments', () => {
    expect(linesOf(experimentOf({}, { [runner('batch')]: 'x' }))).toEqual([
      expect.stringMatching(/^error: .*\(the runner reads its annotations from engines\)/),
    ]);
  });
});

describe('an annotation of the simulator', () => {
  const places = {
    'an engine’s entry': (annotations: object) => engineOf({ components: { experimentAnnotations: annotations } }),
    'an experiment': (annotations: object) => experimentOf({}, annotations),
  };

  test.each(Object.entries(places))('that is none is an error with the nearest: in %s', (_, text) => {
    expect(linesOf(text({ [simulator('verdct')]: 'Fail' }), { checkAnnotation })).toEqual([
      expect.stringMatching(/^error: .*there is no such key; did you mean simulator\.litmuschaos\.io\/verdict\?/),
    ]);
  });

  test.each(Object.entries(places))('with a wrong value is an error with what is possible: in %s', (_, text) => {
    expect(linesOf(text({ [simulator('verdict')]: 'Failed' }), { checkAnnotation })).toEqual([
      expect.stringMatching(/^error: .*"Failed" is none of Pass, Fail, Error, Stopped/),
    ]);
    expect(linesOf(text({ [simulator('verdict')]: 'Fail,-,Pass' }), { checkAnnotation })).toEqual([]);
  });
});
