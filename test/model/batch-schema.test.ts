import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { decodeBatch, dependencyPattern, mutexPattern } from '../../src/model/batch/batch.ts';
import { durationPattern } from '../../src/model/text/duration.ts';

const schemaText = readFileSync(new URL('../../examples/batch.schema.json', import.meta.url), 'utf8');
// Descriptions beside $ref are for editors; draft 7 ignores them.
const accepts = new Ajv({ allErrors: true, strict: false }).compile(JSON.parse(schemaText));

/** Anything that could stand at a key: what is right there, what is right elsewhere, and what is right nowhere. */
const odd = fc.constantFrom<unknown[]>(
  null,
  true,
  '',
  ' ',
  0,
  -1,
  1.5,
  2001,
  100_001,
  'x',
  [],
  {},
  ['a'],
  2 ** 53,
  '30s',
  '0s',
  ['a', 'a'],
);
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });

const units = ['d', 'h', 'm', 's', 'ms'];
const duration = fc
  .tuple(fc.subarray(units), fc.nat(20))
  .map(([chosen, amount]) => chosen.map((unit) => `${amount}${unit}`).join(''));
const jumbled = fc
  .array(fc.constantFrom('1', '3', 's', 'm', 'ms', 'x', '-', ' ', '.'), { maxLength: 5 })
  .map((all) => all.join(''));
const anyDuration = mostly(fc.oneof({ weight: 3, arbitrary: duration }, { weight: 1, arbitrary: jumbled }));
// From the shorter to the longer: the order within a range is more than a schema can say.
const range = fc.oneof(
  duration,
  fc
    .tuple(fc.nat(20), fc.nat(20), fc.constantFrom('-', ' - '))
    .map(([from, more, dash]) => `${from}s${dash}${from + more}s`),
);

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'b.c',
    'pod-delete',
    'a.Pass',
    'b.c.Done',
    'A',
    'a.Passed',
    '-a',
    'a-',
    'a b',
    'a.pass',
    'a:b',
    'x'.repeat(64),
  ),
  fc.string({ maxLength: 4 }),
);
const words = fc.array(word, { maxLength: 3 });

const step = fc.record(
  {
    dependsOn: mostly(fc.oneof(word, words, fc.constant('a && !b.Fail'))),
    retries: mostly(
      fc.record(
        {
          limit: mostly(fc.integer({ min: 1, max: 100 })),
          on: mostly(fc.array(fc.constantFrom('Fail', 'Error', 'Stopped', 'Pass'), { maxLength: 3 })),
          backoff: anyDuration,
          backof: odd,
        },
        { requiredKeys: [] },
      ),
    ),
    timeout: anyDuration,
    mutex: mostly(fc.oneof(word, words)),
    allowOverlap: mostly(fc.boolean()),
  },
  { requiredKeys: [] },
);

const document = fc.record(
  {
    parallelism: mostly(fc.integer({ min: 1, max: 2000 })),
    failurePolicy: mostly(fc.constantFrom('continue', 'stopScheduling', 'cancelRunning')),
    order: mostly(fc.constantFrom('declared', 'random')),
    seed: mostly(fc.maxSafeNat()),
    pick: mostly(fc.integer({ min: 1, max: 2000 })),
    iterations: mostly(fc.integer({ min: 1, max: 100_000 })),
    minInterval: mostly(range),
    timeout: anyDuration,
    iterationTimeout: anyDuration,
    steps: mostly(fc.dictionary(word, mostly(step), { maxKeys: 3, noNullPrototype: true })),
  },
  { requiredKeys: [] },
);

const withUnknownKey = fc.tuple(document, word, odd).map(([known, key, value]) => ({ ...known, [key]: value }));

it('gives the same verdict as the codec on every document', () => {
  let [valid, invalid] = [0, 0];
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 10, arbitrary: document },
        { weight: 1, arbitrary: withUnknownKey },
        { weight: 1, arbitrary: odd },
      ),
      (value) => {
        const decoded = decodeBatch(value);
        expect(accepts(value), JSON.stringify(E.isLeft(decoded) ? decoded.left : accepts.errors)).toBe(
          E.isRight(decoded),
        );
        if (E.isRight(decoded)) valid += 1;
        else invalid += 1;
      },
    ),
    { numRuns: 5_000 },
  );
  expect(Math.min(valid, invalid) / (valid + invalid)).toBeGreaterThan(0.04);
});

it('has the patterns of the codec', () => {
  for (const pattern of [durationPattern, mutexPattern, dependencyPattern]) {
    expect(schemaText).toContain(JSON.stringify(pattern).slice(1, -1));
  }
});
