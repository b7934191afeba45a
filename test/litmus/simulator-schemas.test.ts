import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { litmusSchemas } from '../../simulator/litmus/litmus-definitions.ts';
import { schemaErrors } from '../../simulator/validation/schema-errors.ts';
import { pruned, type Schema } from '../../src/model/json/structural-schema.ts';
import { root } from './fixtures.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const stock = (file: string): Schema => parse(read(`crds/${file}`)).spec.versions[0].schema.openAPIV3Schema;
const schemas = {
  ChaosEngine: { stock: stock('chaosengine_crd.yaml'), built: litmusSchemas.chaosengines },
  ChaosExperiment: { stock: stock('chaosexperiment_crd.yaml'), built: litmusSchemas.chaosexperiments },
  ChaosResult: { stock: stock('chaosresults_crd.yaml'), built: litmusSchemas.chaosresults },
};

const rules = ['type', 'pattern', 'minLength', 'minProperties', 'x-kubernetes-preserve-unknown-fields'] as const;

const describeSchema = (schema: Schema, path = ''): readonly string[] => {
  if (path === 'metadata') return [];
  const intOrString = schema['x-kubernetes-int-or-string'] === true;
  const own = rules
    .filter((rule) => rule !== 'type' || !intOrString)
    .flatMap((rule) => (schema[rule] === undefined ? [] : [`${rule}=${String(schema[rule])}`]));
  const required = (schema.required ?? []).toSorted().join(' ');
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, one]) =>
    describeSchema(one, path === '' ? key : `${path}.${key}`),
  );
  return [
    `${path}: ${intOrString ? 'integer or string ' : ''}${own.join(' ')}${required === '' ? '' : ` required=${required}`}`,
    ...inner,
    ...(schema.items ? describeSchema(schema.items, path).slice(schema.items.properties ? 0 : 1) : []),
    ...(typeof schema.additionalProperties === 'object' ? [`${path}: a map`] : []),
  ];
};

describe('the built-in schemas', () => {
  it.each(Object.entries(schemas))('of %s say what the stock definition says', (_, schema) => {
    expect(describeSchema(schema.built).toSorted()).toEqual(describeSchema(schema.stock).toSorted());
  });

  const charts = readdirSync(join(root, 'charts'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = charts.flatMap(({ name }) => ['engine.yaml', 'fault.yaml'].map((file) => `charts/${name}/${file}`));

  it.each(files)('treat %s as the stock definitions do', (file) => {
    for (const document of parseAllDocuments(read(file))) {
      const object = document.toJS();
      const schema = schemas[object?.kind as keyof typeof schemas];
      if (!schema) continue;
      const { metadata: _metadata, ...content } = object;
      expect(pruned(schema.built, content)).toEqual(pruned(schema.stock, content));
      expect(schemaErrors(schema.built, content)).toEqual(schemaErrors(schema.stock, content));
    }
  });
});
