import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expectedDurationMs,
  mergedEnvironment,
  serviceAccountOf,
  statusCheckSeconds,
} from '../../src/job/environment.ts';
import type { EnvVar } from '../../src/model/kube/object-parts.ts';
import { instanceIdOf } from '../../src/model/litmus/instance-id.ts';
import { decodeEnvironment } from '../../src/model/litmus/runner-environment.ts';
import { longestMs } from '../../src/model/text/duration.ts';
import { right } from '../model/fixtures.ts';
import { inputOf } from './fixtures.ts';

const merged = (definitionEnv: readonly EnvVar[], entryEnv: readonly EnvVar[], parts: object = {}): readonly EnvVar[] =>
  mergedEnvironment(inputOf({ definition: { env: definitionEnv }, components: { env: entryEnv }, ...parts }));

const given = (env: readonly EnvVar[], name: string): string | undefined =>
  env.findLast((each) => each.name === name)?.value;

const insisted = ['STATUS_CHECK_DELAY', 'STATUS_CHECK_TIMEOUT', 'JOB_CLEANUP_POLICY'];
const variable = fc.record({
  name: fc.constantFrom('A', 'B', 'C', 'CHAOSENGINE', 'CHAOS_UID', 'EXPERIMENT_NAME', 'TARGETS', ...insisted),
  value: fc.string({ maxLength: 5 }),
});
const variables = fc.array(variable, { maxLength: 12 });

describe('mergedEnvironment', () => {
  test('gives each name the value of the last source that has it', () => {
    fc.assert(
      fc.property(variables, variables, (definition, entry) => {
        const env = merged(definition, entry);
        for (const { name } of [...definition, ...entry])
          if (!insisted.includes(name)) expect(given(env, name)).toBe(given([...definition, ...entry], name));
        expect(given(env, 'STATUS_CHECK_TIMEOUT')).toBe('180');
        expect(given(env, 'STATUS_CHECK_DELAY')).toBe('2');
        expect(given(env, 'JOB_CLEANUP_POLICY')).toBe('');
      }),
    );
  });

  test.each([
    ['0.6', { APP_NAMESPACE: 'operator', APP_LABEL: 'operator' }],
    ['2.14', { APP_NAMESPACE: 'operator', APP_LABEL: 'operator', ANNOTATION_KEY: 'operator' }],
  ])('lets declared variables win over those of an operator %s, as since 1.13.6', (_, operator) => {
    const base = { CHAOSENGINE: 'e', EXPERIMENT_LIST: 'a', CHAOS_NAMESPACE: 'n' };
    const environment = right(decodeEnvironment({ ...base, ...operator }));
    const definition = { env: [{ name: 'APP_NAMESPACE', value: 'experiment' }] };
    const components = { env: [{ name: 'APP_LABEL', value: 'engine' }] };
    const env = mergedEnvironment({ ...inputOf({ definition, components }), environment });
    expect([given(env, 'APP_NAMESPACE'), given(env, 'APP_LABEL')]).toEqual(['experiment', 'engine']);
  });

  test('has each name once, POD_NAME by reference last, and always the same order', () => {
    fc.assert(
      fc.property(variables, variables, (definition, entry) => {
        const env = merged(definition, entry);
        const names = env.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(env.at(-1)).toEqual({
          name: 'POD_NAME',
          valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
        });
        expect(merged(definition, entry)).toEqual(env);
      }),
    );
  });

  test('defines a variable before those that refer to it', () => {
    const env = merged(
      [
        { name: 'HOST', value: 'h' },
        { name: 'URL', value: 'http://$(HOST)' },
      ],
      [
        { name: 'HOST', value: 'other' },
        { name: 'PATH_', value: '/p' },
        { name: 'URL', value: '$(HOST)$(PATH_)' },
      ],
    );
    const names = env.map(({ name }) => name);
    expect(names.indexOf('HOST')).toBeLessThan(names.indexOf('URL'));
    expect(names.indexOf('PATH_')).toBeLessThan(names.indexOf('URL'));
  });

  test('passes references on as they are', () => {
    const valueFrom = { secretKeyRef: { name: 's', key: 'k', optional: true } };
    expect(merged([{ name: 'S', valueFrom }], [])).toContainEqual({ name: 'S', valueFrom });
  });

  test('keeps a POD_NAME that somebody gave, before the reference', () => {
    expect(merged([{ name: 'POD_NAME', value: 'mine' }], []).filter(({ name }) => name === 'POD_NAME')).toHaveLength(2);
  });

  test('sets the defaults that are not empty, and no others', () => {
    const env = merged([], []);
    expect(Object.fromEntries(env.map(({ name, value }) => [name, value]))).toEqual({
      CHAOSENGINE: 'engine',
      CHAOS_NAMESPACE: 'litmus',
      CHAOS_UID: inputOf().engineUid,
      EXPERIMENT_NAME: 'pod-delete',
      LIB_IMAGE_PULL_POLICY: 'Always',
      TERMINATION_GRACE_PERIOD_SECONDS: '60',
      DEFAULT_HEALTH_CHECK: 'false',
      CHAOS_SERVICE_ACCOUNT: 'litmus',
      STATUS_CHECK_DELAY: '2',
      STATUS_CHECK_TIMEOUT: '180',
      JOB_CLEANUP_POLICY: '',
      POD_NAME: undefined,
    });
  });

  test('passes APP_* and ANNOTATION_* on where an older operator gave those', () => {
    const input = inputOf();
    const passed = {
      APP_NAMESPACE: 'shop',
      APP_LABEL: 'a=b',
      APP_KIND: 'deployment',
      ANNOTATION_CHECK: 'true',
      ANNOTATION_KEY: 'k',
    };
    const environment = right(
      decodeEnvironment({ CHAOSENGINE: 'e', EXPERIMENT_LIST: 'a', CHAOS_NAMESPACE: 'n', ...passed }),
    );
    const env = mergedEnvironment({ ...input, environment });
    expect(env.filter(({ name }) => name in passed)).toEqual(
      Object.entries(passed).map(([name, value]) => ({ name, value })),
    );
    expect(given(env, 'TARGETS')).toBeUndefined();
  });
});

describe('DEFAULT_HEALTH_CHECK', () => {
  const base = { CHAOSENGINE: 'e', EXPERIMENT_LIST: 'a', CHAOS_NAMESPACE: 'n' };
  const under = (operator: Record<string, string>, defaultHealthCheck?: boolean | string) =>
    given(
      mergedEnvironment({
        ...inputOf(defaultHealthCheck === undefined ? {} : { spec: { defaultHealthCheck } }),
        environment: right(decodeEnvironment({ ...base, ...operator })),
      }),
      'DEFAULT_HEALTH_CHECK',
    );
  const old = { APP_NAMESPACE: 'shop', ANNOTATION_KEY: 'litmuschaos.io/chaos' };

  test.each([
    ['with an application', old],
    ['without one', { ANNOTATION_KEY: 'litmuschaos.io/chaos' }],
    ['that passes what is empty', { APP_NAMESPACE: '', APP_LABEL: '' }],
  ])('is not passed under an operator up to 2.14 %s, whose experiments check then', (_, operator) => {
    expect(under(operator)).toBeUndefined();
  });

  test.each([
    [true, 'true'],
    [false, 'false'],
    ['true', 'true'],
    ['false', 'false'],
  ])('is what the engine says under an operator up to 2.14: %s', (said, expected) => {
    expect(under(old, said)).toBe(expected);
  });

  test('is not passed for an empty text, which an operator up to 2.14 leaves out', () => {
    expect(under(old, '')).toBeUndefined();
  });

  test.each([
    ['with a target', { TARGETS: 'deployment:shop:[app=a]' }],
    ['without one', {}],
  ])('is false since 3.0 where the engine says nothing, %s', (_, operator) => {
    expect(under(operator)).toBe('false');
  });
});

describe('the service account of an experiment', () => {
  const base = { CHAOSENGINE: 'e', EXPERIMENT_LIST: 'a', CHAOS_NAMESPACE: 'n' };
  test.each([
    ['the operator’s word', { CHAOS_SVC_ACC: 'operator' }, 'engine', 'operator'],
    ['the engine’s, where the operator gives none', {}, 'engine', 'engine'],
    ['none, where neither gives one', {}, '', undefined],
  ])('is %s', (_, operator, chaosServiceAccount, expected) => {
    const environment = right(decodeEnvironment({ ...base, ...operator }));
    expect(serviceAccountOf({ ...inputOf({ spec: { chaosServiceAccount } }), environment })).toBe(expected);
  });
});

describe('what is read from the merged environment', () => {
  test('the instance id, and whether only the pod knows it', () => {
    const of = (...env: EnvVar[]) => instanceIdOf(env);
    expect(of({ name: 'INSTANCE_ID', value: 'i1' })).toEqual({ instanceId: 'i1', byReference: false });
    expect(of({ name: 'INSTANCE_ID', value: '' })).toEqual({ byReference: false });
    expect(of({ name: 'INSTANCE_ID', valueFrom: {} })).toEqual({ byReference: true });
    expect(of({ name: 'INSTANCE_ID', value: '$(POD_NAME)' })).toEqual({ byReference: true });
    expect(of()).toEqual({ byReference: false });
  });

  test.each([
    ['30', undefined, 30_000],
    ['30', '10', 50_000],
    ['30', '', 30_000],
    ['', '10', undefined],
    ['soon', undefined, undefined],
    ['0', undefined, 0],
    ['-1', undefined, undefined],
    ['30', '-10', 30_000],
    ['30', 'Infinity', 30_000],
    ['Infinity', undefined, undefined],
    [String(longestMs / 1000), undefined, longestMs],
    [String(longestMs / 1000 + 1), undefined, undefined],
  ])('the duration that TOTAL_CHAOS_DURATION %s and RAMP_TIME %s explain', (total, ramp, expected) => {
    const env = [
      { name: 'TOTAL_CHAOS_DURATION', value: total },
      ...(ramp === undefined ? [] : [{ name: 'RAMP_TIME', value: ramp }]),
    ];
    expect(expectedDurationMs(env)).toBe(expected);
  });

  test.each([
    [undefined, { delay: 2, timeout: 180 }],
    [
      { delay: 0, timeout: 0 },
      { delay: 2, timeout: 180 },
    ],
    [{ timeout: 1 }, { delay: 2, timeout: 1 }],
    [
      { delay: -1, timeout: -1 },
      { delay: 2, timeout: 180 },
    ],
    [
      { delay: 1, timeout: 0 },
      { delay: 1, timeout: 180 },
    ],
  ])('status checks of %o take the defaults where they say nothing', (statusCheckTimeouts, expected) => {
    expect(statusCheckSeconds(inputOf({ components: { statusCheckTimeouts } }).entry)).toEqual(expected);
  });
});
