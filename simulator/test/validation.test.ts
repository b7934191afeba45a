import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruned, type Schema } from '../../src/model/json/structural-schema.ts';
import { litmusSchemas } from '../litmus/litmus-definitions.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualified } from '../validation/names.ts';
import { schemaErrors } from '../validation/schema-errors.ts';

describe('names', () => {
  it.each([
    ['a', true],
    ['a-b1', true],
    ['-a', false],
    ['a-', false],
    ['A', false],
    ['a.b', false],
    ['', false],
    ['x'.repeat(63), true],
    ['x'.repeat(64), false],
  ])('take %j as a label: %s', (name, valid) => {
    expect(dnsLabel(name).length === 0).toBe(valid);
  });

  it('take every label as a subdomain too', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 63 }), (text) => {
        if (dnsLabel(text).length === 0) expect(dnsSubdomain(text)).toEqual([]);
      }),
    );
  });

  it.each([
    ['app', true],
    ['example.com/app', true],
    ['Example.com/app', false],
    ['/app', false],
    ['a/b/c', false],
    ['a b', false],
  ])('take %j as the key of a label: %s', (key, valid) => {
    expect(qualified(key, 'bytes').length === 0).toBe(valid);
  });

  it('take the empty text as the value of a label, but none of 64 bytes', () => {
    expect(labelValue('', 'bytes')).toEqual([]);
    expect(labelValue('x'.repeat(64), 'bytes')).toEqual(['must be no more than 63 bytes']);
  });
});

describe('structural schemas', () => {
  const schema: Schema = {
    type: 'object',
    properties: {
      kept: { type: 'string' },
      open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { text: { type: 'string' } } },
      list: { type: 'array', items: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] } },
    },
  };

  it('drop unknown fields and nulls that they know', () => {
    const value = { kept: null, gone: 1, open: { text: null, more: null }, list: [{ a: 1, b: 2 }] };
    expect(pruned(schema, value)).toEqual({ open: { more: null }, list: [{ a: 1 }] });
  });

  it('give the same object back when nothing has to go, and do it once and for all', () => {
    const clean = { kept: 'x', list: [{ a: 1 }] };
    expect(pruned(schema, clean)).toBe(clean);
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('kept', 'open', 'list', 'a', 'text', 'b') }), (value) => {
        const once = pruned(schema, value);
        expect(pruned(schema, once)).toBe(once);
      }),
    );
  });

  it('name what is missing and what has the wrong type', () => {
    const errors = schemaErrors(schema, { kept: 1, list: [{}] });
    expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
      'kept: Invalid value: "integer": kept in body must be of type string: "integer"',
      'list[0].a: Required value',
    ]);
    expect(schemaErrors(schema, { list: [{}] }, 'old').map(({ field }) => field)).toEqual(['list.a']);
  });

  it('let an engine choose its targets in exactly one way', () => {
    const engines = litmusSchemas.chaosengines ?? {};
    const selectors = { pods: [{ names: 'a', namespace: 'b' }], workloads: [] };
    expect(schemaErrors(engines, { spec: { selectors } }).map((error) => error.field)).toEqual(['spec.selectors']);
    expect(schemaErrors(engines, { spec: { selectors: { pods: selectors.pods } } })).toEqual([]);
  });
});
