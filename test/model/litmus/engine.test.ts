import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { cleanUpPolicy, decodeEngine, monitoringWanted, sidecarsEnabled } from '../../../src/model/litmus/engine.ts';
import { engineDocument, engineOf, left, right } from '../fixtures.ts';

describe('decodeEngine', () => {
  test('reads the manifest of the old README verbatim', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../examples/engine.yaml'), 'utf8');
    const engine = right(decodeEngine(parse(text)));
    expect(engine.metadata).toMatchObject({ name: 'engine', namespace: 'litmus' });
    expect(engine.spec.experiments).toEqual([{ name: 'pod-delete', spec: {} }]);
    expect(engine.spec.monitoring).toBe(false);
  });

  test('takes an entry without spec, an absent list of experiments and an absent spec', () => {
    expect(engineOf({ experiments: [{ name: 'a' }] }).spec.experiments).toEqual([{ name: 'a' }]);
    expect(right(decodeEngine({ metadata: { name: 'x' } })).spec.experiments).toEqual([]);
  });

  test('takes numbers and booleans as text and the reverse where manifests have them', () => {
    const engine = engineOf({
      terminationGracePeriodSeconds: '30',
      defaultHealthCheck: 'true',
      experiments: [
        {
          name: 'a',
          spec: {
            components: {
              env: [
                { name: 'N', value: 30 },
                { name: 'B', value: true },
              ],
            },
          },
        },
      ],
    });
    expect(engine.spec).toMatchObject({ terminationGracePeriodSeconds: 30, defaultHealthCheck: true });
    expect(engine.spec.experiments[0]?.spec?.components?.env).toEqual([
      { name: 'N', value: '30' },
      { name: 'B', value: 'true' },
    ]);
  });

  test('names every problem with path, expectation and finding', () => {
    const problems = left(
      decodeEngine(engineDocument({ experiments: [{}, 'x', { name: 'b', spec: { components: { env: {} } } }] })),
    );
    expect(problems.map(({ path }) => path)).toEqual([
      ['spec', 'experiments', 0, 'name'],
      ['spec', 'experiments', 1],
      ['spec', 'experiments', 2, 'spec', 'components', 'env'],
    ]);
    expect(problems[2]).toMatchObject({ expected: 'a list', found: 'an object' });
  });

  test('keeps unknown fields in raw, and no null', () => {
    const engine = right(decodeEngine({ ...engineDocument({ odd: { a: null, b: [null, 1] } }), extra: 1 }));
    expect(engine.raw).toMatchObject({ extra: 1, spec: { odd: { b: [1] } } });
    expect(JSON.stringify(engine.raw)).not.toContain('null');
  });

  test('leaves out rows that cannot be read instead of refusing the engine', () => {
    const status = {
      engineStatus: 'initialized',
      experiments: [{ name: 'a', status: 'Running' }, 'x', { verdict: 'Pass' }, null],
    };
    expect(right(decodeEngine({ ...engineDocument(), status })).status).toEqual({
      engineStatus: 'initialized',
      experiments: [{ name: 'a', status: 'Running' }],
    });
    expect(right(decodeEngine({ ...engineDocument(), status: 'odd' })).status).toEqual({ experiments: [] });
  });

  test('never throws, whatever the document is', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => E.isLeft(decodeEngine(value)) || E.isRight(decodeEngine(value))));
  });

  test('takes a null anywhere but in a name', () => {
    const full = engineDocument({
      appinfo: { appns: 'a', applabel: 'b', appkind: 'c' },
      selectors: { workloads: [{ kind: 'deployment', names: 'x' }], pods: [{ names: 'y' }] },
      components: {
        runner: { image: 'i', args: ['a'] },
        sidecar: [{ image: 'i', env: [{ name: 'A' }] }],
        monitor: { image: 'm' },
      },
      experiments: [
        {
          name: 'a',
          spec: {
            probe: [{ name: 'p' }],
            components: {
              env: [{ name: 'E', value: 'v', valueFrom: { fieldRef: { fieldPath: 'x' } } }],
              configMaps: [{ name: 'c', mountPath: '/c' }],
              tolerations: [{ key: 'k' }],
              resources: { limits: { cpu: '1' } },
              nodeSelector: { disk: 'ssd' },
              statusCheckTimeouts: { delay: 1, timeout: 2 },
            },
          },
        },
      ],
      monitoring: true,
      jobCleanUpPolicy: 'delete',
    });
    const paths = leaves(full).filter((path) => path.at(-1) !== 'name' && path.length > 1);
    fc.assert(
      fc.property(fc.subarray(paths, { minLength: 1 }), (nulled) => {
        const document = structuredClone(full);
        for (const path of nulled) setNull(document, path);
        const decoded = decodeEngine(document);
        return E.isRight(decoded) && !JSON.stringify(decoded.right).includes('null');
      }),
    );
  });
});

/** Paths of everything in a document that a null could stand for, members of lists apart. */
const leaves = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path[0] === 'metadata' || path.length === 0 ? inside : [path, ...inside];
};

const setNull = (root: unknown, path: readonly (string | number)[]): void => {
  let parent = root as Record<string | number, unknown> | null;
  for (const part of path.slice(0, -1)) parent = (parent?.[part] ?? null) as Record<string | number, unknown> | null;
  const last = path.at(-1);
  if (parent !== null && last !== undefined) parent[last] = null;
};

describe('what an engine asks for', () => {
  test('only delete deletes Jobs', () => {
    expect(cleanUpPolicy(engineOf({ jobCleanUpPolicy: 'delete' }))).toBe('delete');
    expect(['retain', '', undefined].map((jobCleanUpPolicy) => cleanUpPolicy(engineOf({ jobCleanUpPolicy })))).toEqual(
      Array(3).fill('retain'),
    );
  });

  test('the monitor is wanted by the field or by the annotation that survives newer operators', () => {
    expect(monitoringWanted(engineOf({ monitoring: true }))).toBe(true);
    expect(monitoringWanted(engineOf({}, { annotations: { 'runner.litmuschaos.io/monitoring': 'true' } }))).toBe(true);
    expect(monitoringWanted(engineOf({ monitoring: false }))).toBe(false);
  });

  test('sidecars are wanted when the annotation is there and not false', () => {
    const enabled = (value: string) => sidecarsEnabled(engineOf({}, { annotations: { 'sidecar/enabled': value } }));
    expect([enabled('true'), enabled(''), enabled('false'), sidecarsEnabled(engineOf())]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('refuses what it would have to pass on, nested deeper than anything real, and reads past the rest', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const engine = (runner: object) =>
      decodeEngine({ metadata: { name: 'e', deep }, spec: { components: { runner } } });
    expect(engine({ resources: deep })).toMatchObject({ left: [{ message: 'is nested deeper than anything real' }] });
    expect(right(engine({ deep })).raw).toMatchObject({ metadata: { name: 'e' } });
  });
});
