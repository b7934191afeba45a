import { describe, expect, test } from 'vitest';
import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { withAnyKind } from '../../../src/model/litmus/any-kind.ts';
import { engineDocument } from '../fixtures.ts';

const sent = (spec: JsonRecord): JsonRecord => withAnyKind(engineDocument(spec)).spec as JsonRecord;
const targetsOf = (spec: JsonRecord): unknown =>
  (spec.experiments as { spec?: { components?: { env?: object[] } } }[]).map(({ spec: of }) => of?.components?.env);

describe('an engine whose application is of a kind that servers of today refuse', () => {
  test('has what the operator would make of it as a variable of its experiments', () => {
    const spec = sent({ appinfo: { appns: 'reports', applabel: 'app=nightly', appkind: 'job' } });
    expect(targetsOf(spec)).toEqual([[{ name: 'TARGETS', value: 'job:reports:[app=nightly]' }]]);
    expect(spec).not.toHaveProperty('appinfo');
  });

  test('has its own namespace there where it names none', () => {
    expect(targetsOf(sent({ appinfo: { applabel: 'a=b', appkind: 'job' } }))).toEqual([
      [{ name: 'TARGETS', value: 'job:$(CHAOS_NAMESPACE):[a=b]' }],
    ]);
  });

  test('has all of its selectors there', () => {
    const workloads = [
      { kind: 'job', namespace: 'a', labels: 'x=y' },
      { kind: 'deployment', namespace: 'b', names: 'c' },
    ];
    const spec = sent({ selectors: { workloads } });
    expect(targetsOf(spec)).toEqual([[{ name: 'TARGETS', value: 'job:a:[x=y];deployment:b:[c]' }]]);
    expect(spec).not.toHaveProperty('selectors');
  });

  test('keeps the variables of its experiments, and targets that they name themselves', () => {
    const own = [{ name: 'TARGETS', value: 'mine' }];
    const other = [{ name: 'FORCE', value: 'true' }];
    const experiments = [{ name: 'a' }, { name: 'b', spec: { components: { env: own } } }].concat([
      { name: 'c', spec: { components: { env: other } } },
    ]);
    const aimed = { name: 'TARGETS', value: 'job:a:[x=y]' };
    expect(targetsOf(sent({ appinfo: { appns: 'a', applabel: 'x=y', appkind: 'job' }, experiments }))).toEqual([
      [aimed],
      own,
      [aimed, ...other],
    ]);
  });
});

test.each<JsonRecord>([
  {},
  { appinfo: { appns: 'a', applabel: 'x=y', appkind: 'rollout' } },
  { appinfo: { appkind: 'job' } },
  { appinfo: 'odd' },
  { appinfo: { applabel: 'x=y', appkind: 'job' }, experiments: null },
])('any other engine is itself: %o', (spec) => {
  const engine = engineDocument(spec);
  expect(withAnyKind(engine)).toBe(engine);
});
