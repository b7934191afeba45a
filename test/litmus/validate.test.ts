import { expect, test } from 'vitest';
import { checkPair } from '../../src/job/check-pair.ts';
import { validateDocuments } from '../../src/model/validate-documents.ts';
import { readPairs, readTexts } from './fixtures.ts';

test.each(readPairs())('offline validation finds no error in $name', ({ folder }) => {
  const { engines, experiments, findings } = validateDocuments(readTexts(folder), { checkPair });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([engines.length, experiments.length]).toEqual([1, 1]);
});
