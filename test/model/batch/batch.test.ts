import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { checkBatch } from '../../../src/model/batch/batch-check.ts';
import { readBatch } from '../../../src/model/batch/batch-document.ts';
import { showProblem } from '../../../src/model/json/problem.ts';
import { batchLimits } from '../../../src/model/plan/batch-limits.ts';

const engineOf = (...names: string[]) => ({ spec: { experiments: names.map((name) => ({ name })) } });
const engine = engineOf('a', 'b', 'c', 'pod-delete', 'pod-delete');

/** `line:column path: message (hint)` of each problem. */
const problemsOf = (text: string, on = engine) =>
  checkBatch(text, on).map((problem) => `${problem.line ?? '-'}:${problem.column ?? '-'} ${showProblem(problem)}`);

describe('readBatch', () => {
  it('reads everything that the document can say', () => {
    const read = readBatch(`
parallelism: 4
failurePolicy: stopScheduling
order: random
seed: 42
pick: 3
iterations: 5
minInterval: 30s-2m
timeout: 30m
iterationTimeout: 10m
steps:
  pod-cpu-hog:
    dependsOn: pod-delete.Pass && (node-drain.Fail || node-drain.Skipped)
    retries: {limit: 2, on: [Error], backoff: 10s}
    timeout: 10m
    mutex: network
    allowOverlap: false
  other:
    dependsOn: [a, b.Fail]
    mutex: [x, y]
`);
    expect(E.isRight(read) ? read.right.batch : read).toEqual({
      parallelism: 4,
      failurePolicy: 'stopScheduling',
      order: 'random',
      seed: 42,
      pick: 3,
      iterations: 5,
      minInterval: { minMs: 30_000, maxMs: 120_000 },
      timeout: 1_800_000,
      iterationTimeout: 600_000,
      steps: new Map([
        [
          'pod-cpu-hog',
          {
            dependsOn: 'pod-delete.Pass && (node-drain.Fail || node-drain.Skipped)',
            retries: { limit: 2, on: ['Error'], backoff: 10_000 },
            timeout: 600_000,
            mutex: 'network',
            allowOverlap: false,
          },
        ],
        ['other', { dependsOn: ['a', 'b.Fail'], mutex: ['x', 'y'] }],
      ]),
    });
  });

  it('reads JSON as well', () => {
    const read = readBatch('{\n\t"parallelism": 2,\n\t"steps": {"a": {"timeout": "5s"}}\n}');
    expect(E.isRight(read) ? read.right.batch : read).toEqual({
      parallelism: 2,
      steps: new Map([['a', { timeout: 5000 }]]),
    });
  });

  it('has limits', () => {
    const long = `# ${'x'.repeat(batchLimits.bytes)}\nparallelism: 1\n`;
    expect(problemsOf(long)).toEqual([`-:- the document: the document has 65554 bytes: at most 65536 are allowed`]);
    const many = engineOf(...Array.from({ length: 2001 }, (_, index) => `e${index}`));
    expect(problemsOf('{}', many)[0]).toMatch(/2001 experiments: at most 2000/);
    expect(problemsOf('iterations: 100000', engine)[0]).toMatch(
      /^1:1 iterations: 500000 executions of steps in all: at most 100000/,
    );
  });

  it('does not blow up on aliases that multiply', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join()}]`),
    ];
    expect(problemsOf(bomb.join('\n'))[0]).toMatch(/not readable as YAML or JSON: Excessive alias count/);
  });
});

describe('checkBatch', () => {
  it('finds nothing wrong with an empty object', () => {
    expect(problemsOf('{}')).toEqual([]);
  });

  it('reports all problems of the shape at once, each with its line and column and the nearest known key', () => {
    const problems = problemsOf(`paralelism: 4
failurePolicy: stop
iterations: 0
timeout: 30
minInterval: 2m-30s
steps:
  a:
    dependson: b
    retries: {on: [Eror], backoff: 1x}
    mutex: [x, x]
  b:
`);
    expect(problems).toEqual([
      '1:1 paralelism: unknown key "paralelism" (did you mean parallelism?)',
      '2:1 failurePolicy: expected one of continue, stopScheduling, cancelRunning, found the text "stop"',
      '3:1 iterations: expected a whole number from 1 to 100000, found 0',
      '4:1 timeout: expected a duration such as 30s, 2m or 1h30m, found the number 30: write "30s" for seconds',
      '5:1 minInterval: the range "2m-30s" goes from the longer to the shorter: write 30s-2m',
      '8:5 steps.a.dependson: unknown key "dependson" (did you mean dependsOn?)',
      '9:20 steps.a.retries.on[0]: expected one of Fail, Error, Stopped, found the text "Eror"; did you mean Error?',
      '9:27 steps.a.retries.backoff: "1x" is not a duration: write it like 30s, 2m or 1h30m',
      '9:5 steps.a.retries.limit: is missing: expected a whole number from 1 to 100',
      '10:16 steps.a.mutex[1]: is there twice',
      '11:3 steps.b: expected an object with the settings of a step, found nothing',
    ]);
  });

  it('reports all problems with the engine at once', () => {
    const problems = problemsOf(`pick: 6
steps:
  pod-delte: {timeout: 5s}
  a: {dependsOn: x && b.Nope}
  b: {dependsOn: [c, pod-delete-3]}
`);
    expect(problems).toEqual([
      '1:1 pick: 6 steps cannot be drawn from 5',
      '3:3 steps.pod-delte: no step is called "pod-delte" (did you mean pod-delete?)',
      '4:7 steps.a.dependsOn: column 1: no step is called "x"\nx && b.Nope\n^',
      '4:7 steps.a.dependsOn: column 8: "Nope" is no outcome: there are Pass, Fail, Error, Stopped, Skipped, Done\nx && b.Nope\n       ^',
      '5:22 steps.b.dependsOn[1]: column 1: no step is called "pod-delete-3"; did you mean pod-delete-2?\npod-delete-3\n^',
    ]);
  });

  it('prints cycles as paths', () => {
    expect(problemsOf('steps: {a: {dependsOn: b.Done}, b: {dependsOn: c}, c: {dependsOn: "!a"}}')).toEqual([
      '1:13 steps.a.dependsOn: the steps wait for each other: a → b → c → a',
    ]);
  });

  it('finds conditions that can never be true', () => {
    expect(problemsOf('steps: {a: {dependsOn: b.Pass && b.Fail}}')).toEqual([
      '1:13 steps.a.dependsOn: this can never be true, whatever the outcomes of the steps',
    ]);
  });

  it.each([
    ['steps: {a: {dependsOn: !b.Fail}}', /must be written in quotes/],
    ['a: 1\na: 2', /2:1 .*unique.*write each key once/],
    ['steps: [', /1:\d+ .*not readable/],
    ['', /the document is empty/],
    ['# nothing\n', /expected an object.*found nothing/],
    ['- a', /expected an object.*found a list/],
    ['{}\n---\n{}', /not readable/],
    ['constructor: 1', /unknown key "constructor"/],
    ['__proto__: {}', /unknown key "__proto__"/],
    ['steps: {toString: {}}', /no step is called "toString"/],
  ])('refuses %j and says why', (text, reason) => {
    expect(problemsOf(text).join('\n')).toMatch(reason);
  });
});

describe('a batch as YAML', () => {
  it('has what merge keys name', () => {
    const read = readBatch('steps:\n  a: &slow {timeout: 5m}\n  b: {<<: *slow, mutex: x}\n');
    expect(E.isRight(read) && read.right.batch.steps?.get('b')).toEqual({ timeout: 300_000, mutex: 'x' });
  });

  it('has keys as they are written, because they are names', () => {
    const read = readBatch('steps: {no: {retries: {limit: 1, on: [Fail]}}, 1.10: {timeout: 1s}, 0755: {timeout: 1s}}');
    expect(E.isRight(read) ? [...(read.right.batch.steps?.keys() ?? [])] : read.left).toEqual(['no', '1.10', '0755']);
  });

  it.each([
    ['parallelism: 010', { parallelism: 8 }],
    ['parallelism: 1_0', { parallelism: 10 }],
    ['steps: {a: {allowOverlap: yes}}', { steps: new Map([['a', { allowOverlap: true }]]) }],
  ])('has values as kubectl reads them: %s', (text, batch) => {
    const read = readBatch(text);
    expect(E.isRight(read) ? read.right.batch : read.left).toEqual(batch);
  });

  it.each(['y', 'no', 'off'])('takes a word of YAML 1.1 for text where text has to be: %s', (word) => {
    const read = readBatch(`steps: {a: {mutex: ${word}, dependsOn: [${word}]}}`);
    expect(E.isRight(read) ? read.right.batch : read.left).toEqual({
      steps: new Map([['a', { mutex: word, dependsOn: [word] }]]),
    });
  });

  it('takes it for text in one place and still says what is wrong in another', () => {
    expect(problemsOf('parallelism: on\nsteps: {a: {mutex: y}}')).toEqual([
      '1:1 parallelism: expected a whole number from 1 to 2000, found true (on is that without quotes)',
    ]);
  });

  it('says what is written where that has become something else', () => {
    expect(problemsOf('steps: {a: {mutex: 0755}}')).toEqual([
      expect.stringMatching(/^1:13 steps\.a\.mutex: expected .*, found 493 \(0755 is that without quotes\)$/),
    ]);
  });
});
