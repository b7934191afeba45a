import { describe, expect, it } from 'vitest';
import { checkBatch } from '../../../src/model/batch/batch-check.ts';
import { showProblem } from '../../../src/model/json/problem.ts';
import { batchLimits } from '../../../src/model/plan/batch-limits.ts';

/** An engine with these entries. */
const engineWith = (...names: readonly string[]) => ({ spec: { experiments: names.map((name) => ({ name })) } });
const many = (count: number) => engineWith(...Array.from({ length: count }, (_, index) => `e${index}`));

/** What people read of a document for an engine with the entries `a` and `b`: line, column, place, what is wrong, what to do. */
const said = (text: string, engine = engineWith('a', 'b')): readonly string[] =>
  checkBatch(text, engine).map((problem) => `${problem.line ?? '-'}:${problem.column ?? '-'} ${showProblem(problem)}`);

const mistakes: readonly (readonly [text: string, said: string])[] = [
  [
    'timeout: 30',
    '1:1 timeout: expected a duration such as 30s, 2m or 1h30m, found the number 30: write "30s" for seconds',
  ],
  ['timeout: 0s', '1:1 timeout: "0s" is no time at all: leave the key out instead'],
  ['timeout: [1]', '1:1 timeout: expected a duration such as 30s, 2m or 1h30m, found a list'],
  ['minInterval: 5', '1:1 minInterval: expected a duration, found the number 5: write "5s" for seconds'],
  [
    'minInterval: {a: 1}',
    '1:1 minInterval: expected a duration such as 30s or a range such as 30s-2m, found an object',
  ],
  ['minInterval: 30s-x', '1:1 minInterval: "x" is not a duration: write it like 30s, 2m or 1h30m'],
  ['timeout: soon', '1:1 timeout: "soon" is not a duration: write it like 30s, 2m or 1h30m'],
  [
    'steps: {a: {mutex: "a b"}}',
    '1:13 steps.a.mutex: expected the name of a mutex or a list of names, found the text "a b"',
  ],
  [
    'steps: {a: {mutex: [x, 7]}}',
    '1:24 steps.a.mutex[1]: expected the name of a mutex: letters, digits, dots and dashes, found 7',
  ],
  ['steps: {a: {mutex: 7}}', '1:13 steps.a.mutex: expected the name of a mutex or a list of names, found 7'],
  [
    'steps: {a: {dependsOn: " "}}',
    '1:13 steps.a.dependsOn: expected an expression or a list of steps, found the text " "',
  ],
  [
    'steps: {a: {dependsOn: [B.Pass]}}',
    '1:25 steps.a.dependsOn[0]: expected the id of a step, with or without an outcome, found the text "B.Pass"',
  ],
  ['steps: {a: {dependsOn: 7}}', '1:13 steps.a.dependsOn: expected an expression or a list of steps, found 7'],
  ['steps: {a: {allowOverlap: maybe}}', '1:13 steps.a.allowOverlap: expected true or false, found the text "maybe"'],
  ['steps: {a: {retries: 2}}', '1:13 steps.a.retries: expected an object with limit, on and backoff, found 2'],
  [
    'steps: {a: {retries: {limit: 2, on: [Pass]}}}',
    '1:38 steps.a.retries.on[0]: expected one of Fail, Error, Stopped, found the text "Pass"',
  ],
  [
    'steps: {a: {retries: {limit: 2, on: Fail}}}',
    '1:33 steps.a.retries.on: expected a list of outcomes, found the text "Fail"',
  ],
  [
    'steps: {a: {retries: {limit: 2, backoff: 3}}}',
    '1:33 steps.a.retries.backoff: expected a duration such as 10s, found the number 3: write "3s" for seconds',
  ],
  ['steps: {a: {retries: {limit: 0}}}', '1:23 steps.a.retries.limit: expected a whole number from 1 to 100, found 0'],
  ['steps: {a: 7}', '1:9 steps.a: expected an object with the settings of a step, found 7'],
  ['7', '1:1 the document: expected an object with the settings of the batch, found 7'],
  ['[]', '1:1 the document: expected an object with the settings of the batch, found a list'],
  ['steps: []', '1:1 steps: expected an object whose keys are ids of steps, found a list'],
  ['order: up', '1:1 order: expected one of declared, random, found the text "up"'],
  ['parallelism: 0', '1:1 parallelism: expected a whole number from 1 to 2000, found 0'],
  ['pick: 3', '1:1 pick: 3 steps cannot be drawn from 2'],
  ['iterations: 100000', '1:1 iterations: 200000 executions of steps in all: at most 100000 can be one run'],
  ['steps: {c: {timeout: 1s}}', '1:9 steps.c: no step is called "c" (the steps are a, b)'],
  [
    'steps: {a: {dependsOn: b.Pass}, b: {dependsOn: a.Pass}}',
    '1:13 steps.a.dependsOn: the steps wait for each other: a → b → a',
  ],
  [
    'steps: {b: {dependsOn: "a.Pass && a.Fail"}}',
    '1:13 steps.b.dependsOn: this can never be true, whatever the outcomes of the steps',
  ],
  ['steps: {b: {dependsOn: [a, "a.Pass", c]}}', '1:38 steps.b.dependsOn[2]: column 1: no step is called "c"\nc\n^'],
  [
    'steps: {b: {dependsOn: "a.Pass &&"}}',
    '1:13 steps.b.dependsOn: column 10: the expression ends where a step is expected\na.Pass &&\n         ^',
  ],
  [
    'steps: {b: {dependsOn: "a.Passed"}}',
    '1:13 steps.b.dependsOn: column 3: "Passed" is no outcome: there are Pass, Fail, Error, Stopped, Skipped, Done; did you mean Pass?\na.Passed\n  ^',
  ],
  [
    'steps: {a: {dependsOn: !b.Done}}',
    '1:31 the document: not readable as YAML or JSON: the tag !b.Done says nothing here (an expression that begins with ! must be written in quotes)',
  ],
  [
    'steps: {a: {dependsOn: *b}}',
    '1:24 the document: not readable as YAML or JSON: no anchor &b stands before its alias (text that begins with * must be written in quotes)',
  ],
  [
    'parallelism: 1\nparallelism: 2',
    '2:1 the document: not readable as YAML or JSON: the key "parallelism" is not unique: it is in this object already (write each key once)',
  ],
  [
    'a: 1\n---\nb: 2',
    '2:1 the document: not readable as YAML or JSON: a batch is one document, and another one begins here',
  ],
  ['   ', '-:- the document: the document is empty (leave it out, or write {})'],
  ['# only words\n', '1:1 the document: expected an object with the settings of the batch, found nothing'],
  [
    'parallelism: off',
    '1:1 parallelism: expected a whole number from 1 to 2000, found false (off is that without quotes)',
  ],
];

describe('a mistake in a batch document', () => {
  it.each(mistakes)('is told with its place and what to do: %j', (text, problem) => {
    expect(said(text)).toEqual([problem]);
  });

  it('names the steps that there are, the first ten of them', () => {
    const text = 'steps: {zz: {timeout: 1s}}';
    const first = 'e0, e1, e2, e3, e4, e5, e6, e7, e8, e9';
    expect(said(text, many(10))).toEqual([`1:9 steps.zz: no step is called "zz" (the steps are ${first})`]);
    expect(said(text, many(11))).toEqual([`1:9 steps.zz: no step is called "zz" (the steps are ${first}, …)`]);
  });
});

describe('the size of a batch', () => {
  it('has to be something, and not too much', () => {
    expect(said('{}', many(0))).toEqual([
      '1:1 the document: the engine has no experiments, so there is nothing to run',
    ]);
    expect(said('{}', many(batchLimits.steps))).toEqual([]);
    expect(said('{}', many(batchLimits.steps + 1))).toEqual([
      '1:1 the document: the engine has 2001 experiments: at most 2000 can be one batch',
    ]);
  });

  it('counts what is drawn in each iteration', () => {
    expect(said('pick: 2')).toEqual([]);
    expect(said('iterations: 50000')).toEqual([]);
    expect(said('{iterations: 100000, pick: 1}')).toEqual([]);
    expect(said('{iterations: 100000, pick: 3}', many(4))).toEqual([
      '1:2 iterations: 300000 executions of steps in all: at most 100000 can be one run',
    ]);
  });

  it('in bytes has its limit, too', () => {
    const text = (bytes: number): string => `# ${'x'.repeat(bytes - 5)}\n{}`;
    expect(said(text(batchLimits.bytes))).toEqual([]);
    expect(said(text(batchLimits.bytes + 1))).toEqual([
      `-:- the document: the document has ${batchLimits.bytes + 1} bytes: at most ${batchLimits.bytes} are allowed`,
    ]);
  });
});

describe('an empty document', () => {
  it.each(['', '   ', '\n\n'])('is told with what to write: %j', (text) => {
    expect(said(text)).toEqual(['-:- the document: the document is empty (leave it out, or write {})']);
  });
});
