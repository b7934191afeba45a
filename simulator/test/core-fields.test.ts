import { writeFileSync } from 'node:fs';
import * as models from '@kubernetes/client-node';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { decodingText } from '../http/decoding-texts.ts';
import { kubernetesOf } from '../kubernetes-version.ts';
import { resourceTypes } from '../resource-types.ts';
import { conform, rootTypes } from '../validation/conform.ts';
import table from '../validation/core-fields.json' with { type: 'json' };

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
      writeFileSync(new URL('../validation/core-fields.json', import.meta.url), JSON.stringify(fields));
    }
    expect(table).toEqual(fields);
  });
});

describe('decoding', () => {
  const container = { name: 'a', image: 'x', resources: { limits: { cpu: 1, memory: '1Gi' } } };

  it('drops unknown fields, nulls and empty lists at every depth', () => {
    const pod = { spec: { containers: [{ ...container, nonsense: 1, args: [], command: null }], more: {} }, top: 1 };
    expect(conform('V1Pod', pod)).toEqual(
      E.right({
        spec: { containers: [{ name: 'a', image: 'x', resources: { limits: { cpu: '1', memory: '1Gi' } } }] },
      }),
    );
  });

  it('names the unknown fields, with the indices of lists', () => {
    const unknown: string[] = [];
    const pod = { spec: { containers: [container, { ...container, nonsense: null }], more: {} }, metadata: { x: 1 } };
    conform('V1Pod', pod, '', { unknown: (path) => unknown.push(path) });
    expect(unknown).toEqual(['spec.containers[1].nonsense', 'spec.more', 'metadata.x']);
  });

  it('knows fewer fields when it decodes as Kubernetes 1.20', () => {
    const spec = { backoffLimit: 0, suspend: true, ttlSecondsAfterFinished: 1, podFailurePolicy: { rules: [] } };
    expect(conform('V1Job', { spec }, '', { old: true })).toEqual(E.right({ spec: { backoffLimit: 0 } }));
  });

  it.each([
    [
      'a text for a list',
      { spec: { containers: 'x' } },
      'string into Go struct field PodSpec.spec.containers of type []v1.Container',
    ],
    [
      'a number for a text',
      { spec: { nodeName: 7 } },
      'number into Go struct field PodSpec.spec.nodeName of type string',
    ],
    [
      'a number for the value of a variable',
      { spec: { containers: [{ name: 'a', env: [{ name: 'A', value: 1 }] }] } },
      'number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      'a number for a label',
      { metadata: { labels: { 'a.b/c': 1 } } },
      'number into Go struct field ObjectMeta.metadata.labels of type string',
    ],
    [
      'a text for a count',
      { spec: { priority: 'x' } },
      'string into Go struct field PodSpec.spec.priority of type int32',
    ],
    ['a text for an object', { spec: 'x' }, 'string into Go struct field Pod.spec of type v1.PodSpec'],
  ])('refuses %s', (_, pod, message) => {
    const decoded = conform('V1Pod', pod);
    if (E.isRight(decoded)) throw new Error('it was decoded');
    const text = decodingText(kubernetesOf(), resourceTypes.pods, decoded.left);
    expect(text).toBe(`json: cannot unmarshal ${message}`);
  });

  it('refuses an amount that is none', () => {
    const pod = { spec: { containers: [{ name: 'a', resources: { requests: { cpu: 'much' } } }] } };
    const decoded = conform('V1Pod', pod);
    if (E.isRight(decoded)) throw new Error('it was decoded');
    const rule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    expect(decodingText(kubernetesOf(), resourceTypes.pods, decoded.left)).toBe(rule);
    expect(decodingText(kubernetesOf('1.20'), resourceTypes.pods, decoded.left)).toBe(
      `v1.Pod.spec.containers.resources.requests: ${rule}, but found "much"`,
    );
  });
});
