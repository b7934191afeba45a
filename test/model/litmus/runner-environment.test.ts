import { describe, expect, test } from 'vitest';
import { decodeEnvironment, engineNamed, environmentFromEngine } from '../../../src/model/litmus/runner-environment.ts';
import { engineOf, left, right } from '../fixtures.ts';

const base = { CHAOSENGINE: 'engine', EXPERIMENT_LIST: 'pod-delete,node-drain', CHAOS_SVC_ACC: 'sa' };
const app = { APP_NAMESPACE: 'shop', APP_LABEL: 'app=nginx' };

describe('decodeEnvironment', () => {
  test('warns of a rate of requests that cannot be read', () => {
    const variables = { ...base, CHAOS_NAMESPACE: 'litmus', RUNNER_REQUESTS_PER_SECOND: 'fast' };
    expect(right(decodeEnvironment(variables)).warnings).toEqual([
      expect.stringContaining('is "fast", which is no rate'),
    ]);
  });

  const generations: readonly [string, Record<string, string>, object][] = [
    ['0.6 to 0.9', app, { namespace: 'shop', application: { is: 'app', namespace: 'shop', label: 'app=nginx' } }],
    [
      '1.0 to 1.2.0',
      { ...app, AUXILIARY_APPINFO: 'ns:app=b', CLIENT_UUID: 'u' },
      { namespace: 'shop', auxiliaryAppInfo: 'ns:app=b' },
    ],
    [
      '1.2.2 to 1.9.0',
      { ...app, CHAOS_NAMESPACE: 'litmus' },
      { namespace: 'litmus', application: { namespace: 'shop' } },
    ],
    [
      '1.9.1 to 1.10',
      { ...app, CHAOS_NAMESPACE: 'litmus', APP_KIND: 'deployment' },
      { application: { is: 'app', kind: 'deployment' } },
    ],
    [
      '1.11 to 2.14',
      {
        ...app,
        CHAOS_NAMESPACE: 'litmus',
        APP_KIND: 'deployment',
        ANNOTATION_CHECK: 'true',
        ANNOTATION_KEY: 'litmuschaos.io/chaos',
      },
      { application: { is: 'app', annotationCheck: 'true', annotationKey: 'litmuschaos.io/chaos' } },
    ],
    [
      '3.0 to 3.18',
      { CHAOS_NAMESPACE: 'litmus', TARGETS: 'deployment:shop:[app=nginx]' },
      { namespace: 'litmus', application: { is: 'targets', targets: 'deployment:shop:[app=nginx]' } },
    ],
    [
      '1.11 to 2.14 without an application, which leaves out what is empty',
      { CHAOS_NAMESPACE: 'litmus', ANNOTATION_KEY: 'litmuschaos.io/chaos' },
      { application: { is: 'app', annotationKey: 'litmuschaos.io/chaos' } },
    ],
    [
      '1.2.2 to 1.9.0 without an application, which passes what is empty',
      { CHAOS_NAMESPACE: 'litmus', APP_NAMESPACE: '', APP_LABEL: '' },
      { namespace: 'litmus', application: { is: 'app' } },
    ],
    ['3.0 to 3.18 without a target', { CHAOS_NAMESPACE: 'litmus', TARGETS: '' }, { application: { is: 'targets' } }],
  ];

  test.each(generations)('reads what the operator %s passes', (_operator, variables, expected) => {
    expect(right(decodeEnvironment({ ...base, ...variables }))).toMatchObject({
      engine: 'engine',
      experiments: ['pod-delete', 'node-drain'],
      serviceAccount: 'sa',
      warnings: [],
      ...expected,
    });
  });

  test('reads the labels that are not copied, with a word about what cannot name one', () => {
    const variables = { CHAOS_NAMESPACE: 'n', RUNNER_UNCOPIED_LABELS: ' owner,tool.example.com/*  a*b ' };
    expect(right(decodeEnvironment({ ...base, ...variables }))).toMatchObject({
      uncopiedLabels: ['owner', 'tool.example.com/*'],
      warnings: [expect.stringContaining('names "a*b", which cannot be')],
    });
  });

  test('takes a setting from its variable, and from a flag before that', () => {
    const variables = {
      ...base,
      CHAOS_NAMESPACE: 'n',
      RUNNER_UNCOPIED_LABELS: 'owner',
      CHAOS_MONITOR_IMAGE: ' own:1 ',
    };
    expect(right(decodeEnvironment(variables))).toMatchObject({ uncopiedLabels: ['owner'], monitorImage: 'own:1' });
    const flags = { uncopiedLabels: ['team'], monitorImage: 'other:1', kubeconfig: 'file', namespace: 'elsewhere' };
    const set = right(decodeEnvironment(variables, flags));
    expect(set).toMatchObject({ uncopiedLabels: ['team'], monitorImage: 'other:1', namespace: 'n' });
    expect(set).not.toHaveProperty('kubeconfig');
  });

  test('names every variable that is missing at once', () => {
    expect(left(decodeEnvironment({})).map(({ path }) => path)).toEqual([
      ['CHAOSENGINE'],
      ['CHAOS_NAMESPACE'],
      ['EXPERIMENT_LIST'],
    ]);
  });

  test.each([
    ['a,,b', /entry 2 of "a,,b" is empty/],
    [',', /entry 1 of "," is empty/],
    ['a,B C', /entry 2 \("B C"\)/],
  ])('refuses the experiment list %s and says which entry', (list, message) => {
    const problems = left(decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', EXPERIMENT_LIST: list }));
    expect(problems[0]).toMatchObject({ path: ['EXPERIMENT_LIST'], message: expect.stringMatching(message) });
  });

  test('keeps an experiment that is named twice, with a word about it', () => {
    const environment = right(decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', EXPERIMENT_LIST: ' a , b,a' }));
    expect(environment.experiments).toEqual(['a', 'b', 'a']);
    expect(environment.warnings).toEqual(['EXPERIMENT_LIST names a 2 times: each is a step of its own']);
  });

  test.each([
    [Array.from({ length: 1_000 }, () => 'a'), 'a 1000 times'],
    [['a', 'b', 'a', 'b', 'c'], 'a 2 times, b 2 times'],
    [[...'abcdabcdd'], 'a 2 times, b 2 times, c 2 times and 1 other more than once'],
  ])('says once what is named more than once, with counts', (names, said) => {
    const { warnings } = right(decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', EXPERIMENT_LIST: names.join() }));
    expect(warnings).toEqual([`EXPERIMENT_LIST names ${said}: each is a step of its own`]);
  });

  const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  test.each([
    [
      'a JSON carrier',
      `{"traceparent":"${header}","tracestate":"a=b"}`,
      `{"traceparent":"${header}","tracestate":"a=b"}`,
    ],
    ['a bare header', header, `{"traceparent":"${header}"}`],
  ])('passes TRACE_PARENT on as a carrier when it is %s', (_form, written, expected) => {
    const environment = right(decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', TRACE_PARENT: written }));
    expect(environment).toMatchObject({ traceParent: expected, warnings: [] });
  });

  test.each(['nonsense', '{"a":1}', '[]', '{'])(
    'drops a TRACE_PARENT that is neither, with a word about it: %s',
    (written) => {
      const environment = right(decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', TRACE_PARENT: written }));
      expect(environment.traceParent).toBeUndefined();
      expect(environment.warnings).toHaveLength(1);
    },
  );

  test('takes an OTEL endpoint without TRACE_PARENT', () => {
    const environment = right(
      decodeEnvironment({ ...base, CHAOS_NAMESPACE: 'n', OTEL_EXPORTER_OTLP_ENDPOINT: 'otel:4317' }),
    );
    expect(environment).toMatchObject({ otelEndpoint: 'otel:4317', warnings: [] });
  });
});

describe('engineNamed', () => {
  test('finds the engine though the rest cannot be read', () => {
    expect(engineNamed({ CHAOSENGINE: 'e', APP_NAMESPACE: 'n', EXPERIMENT_LIST: ',' })).toEqual({
      engine: 'e',
      namespace: 'n',
    });
    expect(engineNamed({ CHAOSENGINE: 'e' })).toBeUndefined();
  });
});

describe('environmentFromEngine', () => {
  const targets = (spec: object) => right(environmentFromEngine(engineOf({ ...spec }), 'default')).TARGETS;

  test.each([
    ['nothing', {}, ''],
    ['an empty application', { appinfo: { appns: '', applabel: '', appkind: '' } }, ''],
    [
      'an application',
      { appinfo: { appns: 'shop', applabel: 'app=a', appkind: 'deployment' } },
      'deployment:shop:[app=a]',
    ],
    [
      'an application without a namespace',
      { appinfo: { applabel: 'a=b', appkind: 'rollout' } },
      'rollout:litmus:[a=b]',
    ],
    ['only a namespace', { appinfo: { appns: 'shop' } }, 'KIND:shop:[]'],
    [
      'workloads by names and labels',
      {
        selectors: {
          workloads: [
            { kind: 'deployment', namespace: 'a', names: 'x,y', labels: 'ignored=1' },
            { kind: 'statefulset', namespace: 'b', labels: 'app=z' },
          ],
        },
      },
      'deployment:a:[x,y];statefulset:b:[app=z]',
    ],
    ['pods', { selectors: { pods: [{ namespace: 'a', names: 'p1,p2' }] } }, 'pod:a:[p1,p2]'],
    [
      'selectors beside an application',
      {
        appinfo: { appns: 'n', applabel: 'a=b', appkind: 'deployment' },
        selectors: { pods: [{ namespace: 'a', names: 'p' }] },
      },
      'pod:a:[p]',
    ],
  ])('computes TARGETS from %s as the operator does', (_what, spec, expected) => {
    expect(targets(spec)).toBe(expected);
  });

  test('can be decoded again, with all entries in order', () => {
    const engine = engineOf({ experiments: [{ name: 'b' }, { name: 'a' }], auxiliaryAppInfo: 'x:y=z' });
    const environment = right(decodeEnvironment(right(environmentFromEngine(engine, 'default'))));
    expect(environment).toMatchObject({
      experiments: ['b', 'a'],
      namespace: 'litmus',
      serviceAccount: 'litmus',
      auxiliaryAppInfo: 'x:y=z',
    });
  });

  test.each([
    [{ appinfo: { appkind: 'deployment' } }, ['spec', 'appinfo']],
    [{ selectors: {} }, ['spec', 'selectors']],
  ])('refuses what the operator refuses: %o', (spec, path) => {
    expect(left(environmentFromEngine(engineOf(spec), 'default')).map((problem) => problem.path)).toEqual([path]);
  });
});
