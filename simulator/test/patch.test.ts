import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts';

const key = fc.constantFrom('a', 'b', 'c/d', 'e~f');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.string({ maxLength: 3 }),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const document = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const pointer = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
const right = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

describe('merge patch', () => {
  it('gives the patch itself when it is applied to nothing', () => {
    fc.assert(
      fc.property(document, (patch) => {
        expect(mergePatch(undefined, patch)).toEqual(patch);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(document, document, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it('follows the examples of RFC 7396', () => {
    expect(mergePatch({ a: { b: 'c' } }, { a: { b: 'd', c: null } })).toEqual({ a: { b: 'd' } });
    expect(mergePatch({ a: [{ b: 'c' }] }, { a: [1] })).toEqual({ a: [1] });
    expect(mergePatch({ e: null }, { a: 1 })).toEqual({ e: null, a: 1 });
    expect(mergePatch([1, 2], { a: 'b', c: null })).toEqual({ a: 'b' });
    expect(mergePatch({}, { a: { bb: { ccc: null } } })).toEqual({ a: { bb: {} } });
  });
});

describe('JSON patch', () => {
  it('reads back what it added, under any name', () => {
    fc.assert(
      fc.property(document, key, value, (target, name, added) => {
        const done = right(
          jsonPatch(target, [
            { op: 'add', path: pointer(name), value: added },
            { op: 'test', path: pointer(name), value: added },
          ]),
        );
        expect(done).toEqual({ ...target, [name]: added });
      }),
    );
  });

  it('undoes an addition by a removal', () => {
    fc.assert(
      fc.property(document, value, (target, added) => {
        const patch = [
          { op: 'add', path: '/new', value: added },
          { op: 'remove', path: '/new' },
        ];
        expect(right(jsonPatch(target, patch))).toEqual(target);
      }),
    );
  });

  it('inserts into lists, moves and copies', () => {
    const patch = [
      { op: 'add', path: '/l/1', value: 'x' },
      { op: 'add', path: '/l/-', value: 'y' },
      { op: 'move', from: '/l/0', path: '/first' },
      { op: 'copy', from: '/first', path: '/again' },
      { op: 'replace', path: '/l/0', value: 'z' },
    ];
    expect(right(jsonPatch({ l: ['a', 'b'] }, patch))).toEqual({ l: ['z', 'b', 'y'], first: 'a', again: 'a' });
  });

  it.each([
    ['a path that leads nowhere', [{ op: 'add', path: '/x/y', value: 1 }], 'JsonPatchFailed'],
    ['an index beyond the list', [{ op: 'add', path: '/l/9', value: 1 }], 'JsonPatchFailed'],
    ['the removal of nothing', [{ op: 'remove', path: '/x' }], 'JsonPatchFailed'],
    ['a failed test', [{ op: 'test', path: '/l', value: [] }], 'JsonPatchFailed'],
    ['an unknown operation', [{ op: 'increase', path: '/l' }], 'MalformedJsonPatch'],
    ['no list', { op: 'add' }, 'MalformedJsonPatch'],
  ])('refuses %s', (_, patch, tag) => {
    expect(jsonPatch({ l: [1] }, patch)).toMatchObject({ _tag: 'Left', left: { is: tag } });
  });
});

describe('strategic merge patch', () => {
  const container = (name: string, more: object = {}) => ({ name, image: 'x', ...more });
  const pod = (...containers: readonly object[]) => ({ spec: { containers } });

  it('merges entries of a keyed list and adds new ones behind', () => {
    const done = right(
      strategicMergePatch(pod(container('a', { env: [{ name: 'X', value: '1' }] })), {
        spec: {
          containers: [
            { name: 'b', image: 'y' },
            { name: 'a', env: [{ name: 'Y', value: '2' }] },
          ],
        },
      }),
    );
    expect(done).toEqual({
      spec: {
        containers: [
          container('a', {
            env: [
              { name: 'X', value: '1' },
              { name: 'Y', value: '2' },
            ],
          }),
          { name: 'b', image: 'y' },
        ],
      },
    });
  });

  it('understands its directives', () => {
    const target = pod(container('a'), container('b'));
    const remove = { spec: { containers: [{ name: 'a', $patch: 'delete' }] } };
    expect(right(strategicMergePatch(target, remove))).toEqual(pod(container('b')));
    const replace = { spec: { $patch: 'replace', nodeName: 'n' } };
    expect(right(strategicMergePatch(target, replace))).toEqual({ spec: { nodeName: 'n' } });
    const order = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } };
    expect(right(strategicMergePatch(target, order))).toEqual(pod(container('b'), container('a')));
    const keys = { spec: { $retainKeys: ['nodeName'], nodeName: 'n' } };
    expect(right(strategicMergePatch(target, keys))).toEqual({ spec: { nodeName: 'n' } });
  });

  it('unites lists that are sets and takes from them by directive', () => {
    const target = { metadata: { finalizers: ['a', 'b'] } };
    expect(right(strategicMergePatch(target, { metadata: { finalizers: ['b', 'c'] } }))).toEqual({
      metadata: { finalizers: ['a', 'b', 'c'] },
    });
    expect(right(strategicMergePatch(target, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } }))).toEqual({
      metadata: { finalizers: ['b'] },
    });
  });

  it('refuses entries of a keyed list without their key', () => {
    expect(strategicMergePatch(pod(), { spec: { containers: [{ image: 'y' }] } })).toMatchObject({
      left: { is: 'StrategicPatchFailed', message: 'map: {"image":"y"} does not contain declared merge key: name' },
    });
  });
});
