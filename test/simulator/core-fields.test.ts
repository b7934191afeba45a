import { writeFileSync } from 'node:fs';
import * as models from '@kubernetes/client-node';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { conform, rootTypes } from '../../src/simulator/validation/conform.ts';
import table from '../../src/simulator/validation/core-fields.json' with { type: 'json' };

interface Model {
  readonly attributeTypeMap: readonly { readonly baseName: string; readonly type: string }[];
}

const short = (type: string): string => {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) return `${short(list[1] ?? '')}[]`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `${short(map[1] ?? '')}{}`;
  return type;
};

/** The fields of the types that the stored kinds are made of, as the client library's models have them. */
const fieldsOfModels = (): Record<string, string> => {
  const known = models as unknown as Readonly<Record<string, Model | undefined>>;
  const made: Record<string, string> = {};
  const visit = (name: string): void => {
    const model = known[name];
    if (made[name] !== undefined || !model?.attributeTypeMap) return;
    const fields = model.attributeTypeMap.filter(({ baseName }) => baseName !== 'managedFields');
    made[name] = fields.map(({ baseName, type }) => `${baseName}:${short(type)}`).join(' ');
    for (const { type } of fields) visit(short(type).replace(/(\[\]|\{\})+$/, ''));
  };
  for (const root of Object.values(rootTypes)) visit(root);
  return Object.fromEntries(Object.entries(made).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

describe('the table of fields', () => {
  it('says what the models of the client library say', () => {
    const fields = fieldsOfModels();
    if (process.env.UPDATE_FIELDS) {
      writeFileSync(
        new URL('../../src/simulator/validation/core-fields.json', import.meta.url),
        JSON.stringify(fields),
      );
    }
    expect(table).toEqual(fields);
  });
});

describe('decoding', () => {
  const container = { name: 'a', image: 'x', resources: { limits: { cpu: 1, memory: '1Gi' } } };

  it('drops unknown fields, nulls and empty lists at every depth', () => {
    const pod = { spec: { containers: [{ ...container, nonsense: 1, args: [], command: null }], more: {} }, top: 1 };
    expect(conform('V1Pod', pod, 'v1.Pod')).toEqual(
      E.right({
        spec: { containers: [{ name: 'a', image: 'x', resources: { limits: { cpu: '1', memory: '1Gi' } } }] },
      }),
    );
  });

  it.each([
    ['a text for a list', { spec: { containers: 'x' } }, 'v1.Pod.spec.containers: expects a list, but found "x"'],
    ['a number for a text', { spec: { nodeName: 7 } }, 'v1.Pod.spec.nodeName: expects string, but found 7'],
    [
      'a number for the value of a variable',
      { spec: { containers: [{ name: 'a', env: [{ name: 'A', value: 1 }] }] } },
      'v1.Pod.spec.containers.env.value: expects string, but found 1',
    ],
    [
      'an amount that is none',
      { spec: { containers: [{ name: 'a', resources: { requests: { cpu: 'much' } } }] } },
      'v1.Pod.spec.containers.resources.requests: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\', but found "much"',
    ],
    ['a text for an object', { spec: 'x' }, 'v1.Pod.spec: expects an object, but found "x"'],
  ])('refuses %s', (_, pod, message) => {
    expect(conform('V1Pod', pod, 'v1.Pod')).toEqual(E.left(message));
  });
});
