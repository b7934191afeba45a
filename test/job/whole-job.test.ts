import { expect, it } from 'vitest';
import { buildJob } from '../../src/job/build-job.ts';
import { decodeEnvironment } from '../../src/model/litmus/runner-environment.ts';
import { engineUid, right } from '../model/fixtures.ts';
import { identity, inputOf } from './fixtures.ts';

const own = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } });
const literal = (name: string, value: string) => ({ name, value });

/** Every field of engine, experiment and operator that a Job has a place for. */
const everything = () => ({
  ...inputOf({
    metadata: { labels: { team: 'shop' }, annotations: { 'sidecar/enabled': 'true' } },
    spec: {
      jobCleanUpPolicy: 'delete',
      terminationGracePeriodSeconds: 90,
      defaultHealthCheck: true,
      components: {
        sidecar: [
          {
            image: 'side:1',
            imagePullPolicy: 'Always',
            env: [literal('A', '1')],
            envFrom: [{ configMapRef: { name: 'settings' } }],
            secrets: [{ name: 'token', mountPath: '/token' }],
          },
          { image: 'side:2' },
        ],
      },
    },
    definition: {
      image: 'experiment:1',
      imagePullPolicy: 'IfNotPresent',
      command: ['/bin/bash'],
      args: ['-c', './experiments'],
      hostPID: true,
      labels: { kind: 'pods' },
      securityContext: { podSecurityContext: { runAsUser: 1 }, containerSecurityContext: { privileged: true } },
      env: [literal('TOTAL_CHAOS_DURATION', '30'), literal('RAMP_TIME', '5')],
      configMaps: [{ name: 'scripts', mountPath: '/scripts' }],
      secrets: [{ name: 'token', mountPath: '/main-token' }],
      hostFileVolumes: [{ name: 'socket', mountPath: '/run/sock', nodePath: '/run/containerd.sock', type: 'Socket' }],
      experimentAnnotations: { by: 'experiment' },
    },
    components: {
      env: [literal('TOTAL_CHAOS_DURATION', '60'), literal('INSTANCE_ID', 'i7')],
      experimentImagePullSecrets: [{ name: 'pull' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
      resources: { limits: { cpu: '1' } },
      statusCheckTimeouts: { delay: 3, timeout: 50 },
    },
  }),
  environment: {
    ...right(
      decodeEnvironment({
        ...{ CHAOSENGINE: 'engine', EXPERIMENT_LIST: 'pod-delete', CHAOS_NAMESPACE: 'litmus' },
        ...{ TARGETS: 'deployment:shop:[app=cart]:all', AUXILIARY_APPINFO: 'shop:app=db' },
        ...{ CHAOS_SVC_ACC: 'operator-says', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', TRACE_PARENT: '{}' },
      }),
    ),
  },
});

it('a Job has every field of engine, experiment and operator in its place, and nothing else', () => {
  const built = right(buildJob(everything()));
  const { name } = built;
  const metadata = {
    name,
    namespace: 'litmus',
    labels: {
      ...{ kind: 'pods', team: 'shop' },
      'runner.litmuschaos.io/job': name,
      'runner.litmuschaos.io/run': identity.runId,
      'runner.litmuschaos.io/step': identity.step,
      'runner.litmuschaos.io/iteration': '1',
      'runner.litmuschaos.io/attempt': '1',
      chaosUID: engineUid,
    },
    annotations: { by: 'experiment', 'runner.litmuschaos.io/baseline': 'none' },
  };
  const main = {
    ...{ name, image: 'experiment:1', imagePullPolicy: 'IfNotPresent' },
    ...{ command: ['/bin/bash'], args: ['-c', './experiments'] },
    env: [
      literal('CHAOSENGINE', 'engine'),
      literal('TARGETS', 'deployment:shop:[app=cart]:all'),
      literal('CHAOS_NAMESPACE', 'litmus'),
      literal('AUXILIARY_APPINFO', 'shop:app=db'),
      literal('CHAOS_UID', engineUid),
      literal('EXPERIMENT_NAME', 'pod-delete'),
      literal('LIB_IMAGE_PULL_POLICY', 'IfNotPresent'),
      literal('TERMINATION_GRACE_PERIOD_SECONDS', '90'),
      literal('DEFAULT_HEALTH_CHECK', 'true'),
      literal('CHAOS_SERVICE_ACCOUNT', 'operator-says'),
      literal('OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4317'),
      literal('TRACE_PARENT', '{}'),
      literal('TOTAL_CHAOS_DURATION', '60'),
      literal('RAMP_TIME', '5'),
      literal('INSTANCE_ID', 'i7'),
      literal('STATUS_CHECK_DELAY', '3'),
      literal('STATUS_CHECK_TIMEOUT', '50'),
      literal('JOB_CLEANUP_POLICY', 'delete'),
      own('POD_NAME', 'metadata.name'),
    ],
    resources: { limits: { cpu: '1' } },
    volumeMounts: [
      { name: 'scripts', mountPath: '/scripts' },
      { name: 'token', mountPath: '/main-token' },
      { name: 'socket', mountPath: '/run/sock' },
    ],
    securityContext: { privileged: true },
  };
  const watcher = [
    own('POD_NAME', 'metadata.name'),
    own('POD_NAMESPACE', 'metadata.namespace'),
    literal('MAIN_CONTAINER', name),
  ];
  const sidecars = [
    {
      ...{ name: `${name}-sidecar-0`, image: 'side:1', imagePullPolicy: 'Always' },
      env: [literal('A', '1'), ...watcher],
      envFrom: [{ configMapRef: { name: 'settings' } }],
      resources: { limits: { cpu: '1' } },
      volumeMounts: [{ name: 'token', mountPath: '/token' }],
    },
    {
      ...{ name: `${name}-sidecar-1`, image: 'side:2', imagePullPolicy: 'IfNotPresent' },
      env: watcher,
      resources: { limits: { cpu: '1' } },
    },
  ];
  expect(built.job).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      ...metadata,
      ownerReferences: [{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', name: 'engine', uid: engineUid }],
    },
    spec: {
      backoffLimit: 0,
      template: {
        metadata,
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: 'operator-says',
          terminationGracePeriodSeconds: 90,
          hostPID: true,
          securityContext: { runAsUser: 1 },
          imagePullSecrets: [{ name: 'pull' }],
          nodeSelector: { disk: 'ssd' },
          tolerations: [{ operator: 'Exists' }],
          containers: [main, ...sidecars],
          volumes: [
            { name: 'scripts', configMap: { name: 'scripts' } },
            { name: 'token', secret: { secretName: 'token' } },
            { name: 'socket', hostPath: { path: '/run/containerd.sock', type: 'Socket' } },
          ],
        },
      },
    },
  });
});

it('what is known beside a Job is its result, its times, what it depends on and what people wrote', () => {
  const { job: _, name: __, ...known } = right(buildJob(everything()));
  expect(known).toEqual({
    ...{ instanceId: 'i7', resultName: 'engine-pod-delete-i7' },
    ...{ startTimeoutMs: 100_000, expectedDurationMs: 70_000 },
    dependencies: {
      configMaps: ['scripts', 'settings'],
      ...{ secrets: ['token'], secretsToMask: ['token'] },
      literals: [
        literal('TOTAL_CHAOS_DURATION', '30'),
        literal('RAMP_TIME', '5'),
        literal('TOTAL_CHAOS_DURATION', '60'),
        literal('INSTANCE_ID', 'i7'),
        literal('A', '1'),
      ],
    },
    warnings: [],
  });
});

it('a Job of an engine that says nothing has what it cannot do without, and no empty field', () => {
  const built = right(buildJob(inputOf()));
  const { name } = built;
  expect(built.job.spec).toMatchObject({
    template: {
      spec: {
        containers: [{ name, image: 'example.invalid/go-runner:1', imagePullPolicy: 'Always', env: expect.any(Array) }],
      },
    },
  });
  const { spec } = (built.job.spec as { template: { spec: { containers: object[] } } }).template;
  expect(Object.keys(spec)).toEqual(['restartPolicy', 'serviceAccountName', 'containers']);
  expect(spec.containers.map((one) => Object.keys(one))).toEqual([['name', 'image', 'imagePullPolicy', 'env']]);
  expect(built.dependencies).toEqual({ configMaps: [], secrets: [], secretsToMask: [], literals: [] });
});

it('the environment of an engine that says nothing has no variable without a value but the policy', () => {
  const [main] = (right(buildJob(inputOf())).job.spec as { template: { spec: { containers: { env: object[] }[] } } })
    .template.spec.containers;
  expect(main?.env).toEqual([
    literal('CHAOSENGINE', 'engine'),
    literal('CHAOS_NAMESPACE', 'litmus'),
    literal('CHAOS_UID', engineUid),
    literal('EXPERIMENT_NAME', 'pod-delete'),
    literal('LIB_IMAGE_PULL_POLICY', 'Always'),
    literal('TERMINATION_GRACE_PERIOD_SECONDS', '60'),
    literal('DEFAULT_HEALTH_CHECK', 'false'),
    literal('CHAOS_SERVICE_ACCOUNT', 'litmus'),
    literal('STATUS_CHECK_DELAY', '2'),
    literal('STATUS_CHECK_TIMEOUT', '180'),
    literal('JOB_CLEANUP_POLICY', ''),
    own('POD_NAME', 'metadata.name'),
  ]);
});

it('the application of an operator up to 2.14 comes in its own variables, those without a value left out', () => {
  const base = { CHAOSENGINE: 'engine', EXPERIMENT_LIST: 'pod-delete', CHAOS_NAMESPACE: 'litmus' };
  const given = { APP_NAMESPACE: 'shop', APP_LABEL: 'app=cart', APP_KIND: 'deployment' };
  const checks = { ANNOTATION_CHECK: 'true', ANNOTATION_KEY: 'chaos' };
  const envOf = (operator: Record<string, string>) => {
    const environment = right(decodeEnvironment({ ...base, ...operator }));
    const { job } = right(buildJob({ ...inputOf(), environment }));
    const { containers } = (
      job.spec as { template: { spec: { containers: { env: { name: string; value?: string }[] }[] } } }
    ).template.spec;
    const names = [...Object.keys(given), ...Object.keys(checks), 'DEFAULT_HEALTH_CHECK', 'TARGETS'];
    return containers[0]?.env.filter(({ name }) => names.includes(name));
  };
  expect(envOf({ ...given, ...checks })).toEqual(
    Object.entries({ ...given, ...checks }).map(([name, value]) => literal(name, value)),
  );
  expect(envOf({ APP_NAMESPACE: 'shop' })).toEqual([literal('APP_NAMESPACE', 'shop')]);
});

it.each([
  ['delete', []],
  ['retain', []],
  ['', []],
  ['keep', ['jobCleanUpPolicy is "keep", neither delete nor retain: Jobs are retained']],
])('the policy %o is warned of as it should be', (jobCleanUpPolicy, warnings) => {
  expect(right(buildJob(inputOf({ spec: { jobCleanUpPolicy } }))).warnings).toEqual(warnings);
});

it('of two entries with other names and probes nothing is warned', () => {
  const spec = { experiments: [{ name: 'pod-delete', spec: { probe: [{ name: 'p' }] } }, { name: 'other' }] };
  expect(right(buildJob(inputOf({ spec }))).warnings).toEqual([]);
});

it('an experiment without an image is refused with its place, what is expected and what was found', () => {
  const wrong = buildJob(inputOf({ definition: { image: '' } }));
  expect(wrong).toEqual({
    _tag: 'Left',
    left: [
      {
        path: ['spec', 'definition', 'image'],
        message: 'is missing: the experiment has no image, and the engine gives no experimentImage',
        expected: 'an image',
        found: 'nothing',
      },
    ],
  });
});

it('a name that makes too long a Job is refused at its entry, which the problem names', () => {
  const name = 'x'.repeat(57);
  expect(buildJob({ ...inputOf({ name }), entryIndex: 3 })).toMatchObject({
    left: [{ path: ['spec', 'experiments', 3, 'name'], found: JSON.stringify(name) }],
  });
});
