import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { decodeContinue, encodeContinue, keyAfter } from '../../http/continue-token.ts';
import { kubernetesOf } from '../../kubernetes-version.ts';

const kubernetes = kubernetesOf();
const names = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/);

it('holds what was put into it, whether its key begins with a slash or not', () => {
  const keys = fc.array(names, { minLength: 1, maxLength: 2 }).map((parts) => keyAfter(parts.join('/')));
  const revisions = fc.integer({ min: -1 }).filter((revision) => revision !== 0);
  fc.assert(
    fc.property(keys, revisions, fc.constantFrom('', '/'), (start, revision, slash) => {
      const token = encodeContinue({ revision, start: `${slash}${start}` });
      expect(decodeContinue(kubernetes, token)).toEqual(E.right({ revision, start }));
    }),
  );
});

it('is refused in words when nobody gave it out, whatever it is', () => {
  const json = fc.json().map((text) => Buffer.from(text).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), json), (text) => {
      const read = decodeContinue(kubernetes, text);
      expect(E.isLeft(read) && read.left).toMatch(/^invalid continue token: continue key is not valid: ./);
    }),
  );
});

it('does not lead out of the folder that is listed', () => {
  for (const start of ['..', '../other', 'a/../b', '/./a', 'a//b', '//a'])
    expect(decodeContinue(kubernetes, encodeContinue({ revision: 1, start }))).toEqual(
      E.left(`invalid continue token: continue key is not valid: ${start}`),
    );
});
