import { expect, test } from 'vitest';
import { checkPair } from '../../src/job/check-pair.ts';
import { validateDocuments } from '../../src/model/lint/validate-documents.ts';
import { readPairs, readTexts } from './fixtures.ts';

/** What kubectl would send otherwise than it was meant, and a server refuses: `x: y` is `x: true`. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'variants/everything': ['expected text, found true, which is what y is without quotes: the stock CRDs refuse it'],
};

test.each(readPairs())(
  'offline validation finds no error in $name but what kubectl gets refused',
  ({ name, folder }) => {
    const { engines, experiments, findings } = validateDocuments(readTexts(folder), { checkPair });
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    expect(errors).toEqual(refused[name] ?? []);
    expect([engines.length, experiments.length]).toEqual([1, 1]);
  },
);
