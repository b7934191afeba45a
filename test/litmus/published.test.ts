import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPair } from '../../src/job/check-pair.ts';
import { showFinding } from '../../src/model/json/diagnostic.ts';
import { validateDocuments } from '../../src/model/lint/validate-documents.ts';
import { root } from './fixtures.ts';

// Manifests as people published them, and whether the CRDs and the operator 3.18 take them.

const folder = join(root, 'published');
const [, ...rows] = readFileSync(join(folder, 'expected.tsv'), 'utf8').trimEnd().split('\n');
const published = rows.map((row) => {
  const [name = '', , right = '', , why = ''] = row.split('\t');
  return { name, right, why };
});

const errorsOf = (name: string, strict: boolean): readonly string[] => {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8');
  const { findings } = validateDocuments([{ path: name, text }], { checkPair, strict });
  return findings.filter(({ severity }) => severity === 'error').map(showFinding);
};

/** Why a file is refused that the runner understands: numbers of a probe, text in place of a pod, a list of variables. */
const oldSpelling =
  /^(?:spec\.experiments\.\d+\.spec\.(?:probe\.\d+\.(?:runProperties\.\w+: must be of type string: integer \d+|cmdProbe\/inputs\.source: must be of type object: string '[^']*')|components: must be of type object: array .*)(?:; |$))+$/;
const understood = published.filter(({ right, why }) => right === 'refused' && oldSpelling.test(why));
const misread = published.filter(({ right, why }) => right === 'refused' && !/^spec\./.test(why));

describe('of the published manifests, validate --strict', () => {
  it('takes what a server takes', () => {
    const wrong = published
      .filter(({ right }) => right === 'accepted')
      .flatMap(({ name }) => errorsOf(name, true).slice(0, 1));
    expect(wrong).toEqual([]);
  });

  it('refuses what a server refuses', () => {
    const wrong = published.filter(({ right, name }) => right === 'refused' && errorsOf(name, true).length === 0);
    expect(wrong).toEqual([]);
  });

  it('knows all of them', () => {
    expect(published.length).toBeGreaterThan(100);
  });
});

describe('of the published manifests, validate', () => {
  it('takes what a server takes', () => {
    const wrong = published
      .filter(({ right }) => right === 'accepted')
      .flatMap(({ name }) => errorsOf(name, false).slice(0, 1));
    expect(wrong).toEqual([]);
  });

  it('takes old spellings that the runner understands', () => {
    expect(understood.length).toBeGreaterThan(40);
    const errors = understood.flatMap(({ name }) => errorsOf(name, false));
    // Of a key that is there twice kubectl takes the last without a word: that is read more strictly, whoever has written it.
    expect(errors.filter((error) => !/the key "\w+" is not unique/.test(error))).toEqual([]);
  });

  it('refuses what neither a server nor the runner can read as it was meant', () => {
    expect(misread.length).toBeGreaterThan(20);
    expect(misread.filter(({ name }) => errorsOf(name, false).length === 0)).toEqual([]);
  });
});
