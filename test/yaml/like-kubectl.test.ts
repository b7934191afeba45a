import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { noDocument } from '../../src/model/json/documents.ts';
import { readObjects } from '../../src/model/json/objects.ts';
import { textOfBytes } from '../../src/model/text/text-of-bytes.ts';
import { corpus } from './corpus.ts';
import type { Reading } from './kubectl-reads.ts';

// What kubectl makes of the corpus was written down by write-expected.ts; test:litmus asks a kubectl whether it still does.
const expected: Readonly<Record<string, Reading>> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'expected.json'), 'utf8'),
);

const ours = (bytes: Uint8Array): Reading => {
  const { objects, findings } = readObjects('file.yaml', textOfBytes(bytes));
  const errors = findings.filter(({ severity, message }) => severity === 'error' && message !== noDocument);
  return errors.length > 0 ? 'refused' : JSON.parse(JSON.stringify(objects.map(({ value }) => value)));
};

describe('what kubectl makes of a file', () => {
  it.each(corpus.filter(({ stricter }) => stricter === undefined))('is what is read here: $name', ({ name, bytes }) => {
    expect(ours(bytes)).toEqual(expected[name]);
  });

  it.each(corpus.filter(({ stricter }) => stricter !== undefined))(
    'is refused here, because $stricter: $name',
    ({ name, bytes }) => {
      expect(ours(bytes)).toBe('refused');
      expect(expected[name]).not.toBe('refused');
    },
  );

  it('is known for every file of the corpus and no other', () => {
    expect(Object.keys(expected).toSorted()).toEqual(corpus.map(({ name }) => name).toSorted());
  });
});
