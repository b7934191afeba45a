import { describe, expect, test } from 'vitest';
import { buildJob } from '../../src/job/build-job.ts';
import { recordsAt } from '../../src/model/json/json-object.ts';
import { left, right } from '../model/fixtures.ts';
import { containersOf, identity, inputOf, mainOf, type Parts, podSpecOf } from './fixtures.ts';

const built = (parts: Parts = {}) => right(buildJob(inputOf(parts)));

describe('buildJob', () => {
  test('names Job, pod and main container alike', () => {
    const { name, job } = built();
    expect(name).toMatch(/^pod-delete-[a-z0-9]{12}$/);
    expect(job.metadata.name).toBe(name);
    expect(mainOf(job).name).toBe(name);
  });

  test('never lets Kubernetes start a pod again', () => {
    const { job } = built();
    expect(job.spec).toMatchObject({ backoffLimit: 0 });
    expect(podSpecOf(job).restartPolicy).toBe('Never');
  });

  test('leaves it to nobody which failures count: a failure that is ignored would be injected again', () => {
    const policy = { podFailurePolicy: { rules: [{ action: 'Ignore' }] }, podReplacementPolicy: 'TerminatingOrFailed' };
    const { job } = built({ definition: policy, components: policy, spec: policy });
    expect(Object.keys(job.spec as object)).toEqual(['backoffLimit', 'template']);
  });

  test('is owned by the engine, without blocking its deletion', () => {
    expect(built().job.metadata.ownerReferences).toEqual([
      { apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', name: 'engine', uid: inputOf().engineUid },
    ]);
  });

  test('gives helpers a minute where the engine says nothing, and warns of nothing', () => {
    const { job, warnings } = built();
    const env = recordsAt(mainOf(job), 'env');
    expect(env.find(({ name }) => name === 'TERMINATION_GRACE_PERIOD_SECONDS')?.value).toBe('60');
    expect(warnings).toEqual([]);
  });

  test.each([
    ['the engine', { spec: { terminationGracePeriodSeconds: 5 } }],
    ['the experiment', { definition: { env: [{ name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: '5' }] } }],
    ['the entry', { components: { env: [{ name: 'TERMINATION_GRACE_PERIOD_SECONDS', value: '5' }] } }],
  ])('warns once where %s gives helpers too little time', (_, parts) => {
    expect(built(parts).warnings).toEqual([
      expect.stringMatching(/^TERMINATION_GRACE_PERIOD_SECONDS gives helper pods 5 s to take their fault back/),
    ]);
  });

  test('is made of the names of older generations, too, with a word about each', () => {
    const { job, warnings } = built({
      spec: {
        chaosType: 'app',
        experiments: [
          { name: 'pod-delete', spec: { rank: 1, components: { experimentannotation: { a: 'engine' } } } },
          { name: 'other', spec: { rank: 2 } },
        ],
      },
      definition: { configmaps: [{ name: 'c', mountPath: '/c' }], experimentannotations: { b: 'experiment' } },
    });
    const { template } = job.spec as { template: { metadata: { annotations: object } } };
    expect(job.metadata.annotations).toMatchObject({ a: 'engine', b: 'experiment' });
    expect(template.metadata.annotations).toMatchObject({ a: 'engine', b: 'experiment' });
    expect(mainOf(job).volumeMounts).toEqual([{ name: 'c', mountPath: '/c' }]);
    expect(warnings).toEqual([
      expect.stringMatching(/^spec\.experiments\[0\]\.spec\.rank orders nothing/),
      expect.stringMatching(/^spec\.experiments\[0\]\.spec\.components\.experimentannotation is what operators up to/),
      expect.stringMatching(/^spec\.definition\.configmaps is what operators up to/),
      expect.stringMatching(/^spec\.definition\.experimentannotations is what operators up to/),
    ]);
  });

  test('takes the environment of an engine of 0.6 to 1.0 from the list of its components', () => {
    const experiments = [{ name: 'pod-delete', spec: { components: [{ name: 'FORCE', value: 'false' }] } }];
    const { job, warnings } = built({ spec: { experiments }, definition: { env: [{ name: 'FORCE', value: 'true' }] } });
    expect(mainOf(job).env).toContainEqual({ name: 'FORCE', value: 'false' });
    expect(warnings).toEqual([expect.stringMatching(/^spec\.experiments\[0\]\.spec\.components is a list, as up to/)]);
  });

  test('carries the same labels and annotations on Job and pod', () => {
    const { job } = built({ components: { experimentAnnotations: { a: 'b' } } });
    const { template } = job.spec as { template: { metadata: object } };
    const { labels, annotations } = job.metadata;
    expect(template.metadata).toMatchObject({ labels, annotations });
    expect(labels).toMatchObject({
      'runner.litmuschaos.io/run': 'run-1',
      'runner.litmuschaos.io/job': job.metadata.name,
      'runner.litmuschaos.io/step': 'pod-delete',
      'runner.litmuschaos.io/iteration': '1',
      'runner.litmuschaos.io/attempt': '1',
    });
    expect(annotations).toEqual({ a: 'b', 'runner.litmuschaos.io/baseline': 'none' });
  });

  test('warns where two entries of one name share probes, and only there', () => {
    const twice = (spec: object) =>
      built({ spec: { experiments: [{ name: 'pod-delete', spec }, { name: 'pod-delete' }] } });
    expect(twice({ probe: [{ name: 'p' }] }).warnings).toEqual([
      expect.stringContaining('the probes of the last entry'),
    ]);
    expect(twice({ probe: [] }).warnings).toEqual([]);
  });

  test('keeps the annotations of the ChaosExperiment, the engine’s winning', () => {
    const { job } = built({
      definition: { experimentAnnotations: { a: 'experiment', b: 'experiment' } },
      components: { experimentAnnotations: { b: 'engine' } },
    });
    expect(job.metadata.annotations).toMatchObject({ a: 'experiment', b: 'engine' });
  });

  test('puts every field of experiment and engine where the pod has it', () => {
    const { job } = built({
      spec: { terminationGracePeriodSeconds: 77 },
      definition: {
        command: ['/bin/bash'],
        args: ['-c', 'x'],
        imagePullPolicy: 'Never',
        hostPID: true,
        securityContext: { podSecurityContext: { runAsUser: 1 }, containerSecurityContext: { privileged: true } },
      },
    });
    expect(podSpecOf(job)).toMatchObject({
      serviceAccountName: 'litmus',
      terminationGracePeriodSeconds: 77,
      hostPID: true,
      securityContext: { runAsUser: 1 },
    });
    expect(mainOf(job)).toMatchObject({
      command: ['/bin/bash'],
      args: ['-c', 'x'],
      imagePullPolicy: 'Never',
      securityContext: { privileged: true },
    });
  });

  test('takes what the engine’s entry overrides', () => {
    const { job } = built({
      components: {
        experimentImage: 'other:2',
        experimentImagePullSecrets: [{ name: 'p' }],
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ operator: 'Exists' }],
        resources: { limits: { cpu: '1' } },
      },
    });
    expect(podSpecOf(job)).toMatchObject({
      imagePullSecrets: [{ name: 'p' }],
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ operator: 'Exists' }],
    });
    expect(mainOf(job)).toMatchObject({
      image: 'other:2',
      imagePullPolicy: 'Always',
      resources: { limits: { cpu: '1' } },
    });
  });

  test('sends no null and no empty field', () => {
    const { job } = built({
      definition: {
        command: [],
        securityContext: { podSecurityContext: {}, containerSecurityContext: { a: null } },
        args: null,
      },
      components: { resources: { limits: null }, tolerations: null },
    });
    expect(JSON.stringify(job)).not.toContain('null');
    expect(mainOf(job)).not.toHaveProperty('command');
    expect(podSpecOf(job)).not.toHaveProperty('securityContext');
  });

  test('knows its result by the instance id of the merged environment', () => {
    const env = (value: object) => ({ env: [{ name: 'INSTANCE_ID', ...value }] });
    expect(built().resultName).toBe('engine-pod-delete');
    expect(built({ definition: env({ value: 'a' }), components: env({ value: 'b' }) })).toMatchObject({
      resultName: 'engine-pod-delete-b',
      instanceId: 'b',
    });
    expect(built({ components: env({ valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } }) })).not.toHaveProperty(
      'resultName',
    );
  });

  test('gives the pod twice the status check’s time-out to start', () => {
    expect(built().startTimeoutMs).toBe(360_000);
    expect(built({ components: { statusCheckTimeouts: { timeout: 1 } } }).startTimeoutMs).toBe(2_000);
  });

  test('refuses an experiment without an image and a name that makes too long a Job', () => {
    expect(left(buildJob(inputOf({ definition: { image: '' } })))).toMatchObject([
      { path: ['spec', 'definition', 'image'] },
    ]);
    expect(left(buildJob(inputOf({ name: 'x'.repeat(57) })))).toMatchObject([
      { message: expect.stringContaining('at most 56') },
    ]);
  });

  test('gives a step of its own another Job', () => {
    const again = right(buildJob({ ...inputOf(), identity: { ...identity, attempt: 2 } }));
    expect(again.name).not.toBe(built().name);
  });
});

describe('sidecars', () => {
  const sidecar = [
    { image: 'side:1', env: [{ name: 'A', value: '1' }], secrets: [{ name: 's', mountPath: '/s' }] },
    { image: 'side:2' },
  ];
  const enabled = { annotations: { 'sidecar/enabled': 'true' } };
  const spec = { components: { sidecar } };

  test('are left out unless the annotation asks for them', () => {
    expect(containersOf(built({ spec }).job)).toHaveLength(1);
    expect(containersOf(built({ spec, metadata: { annotations: { 'sidecar/enabled': 'false' } } }).job)).toHaveLength(
      1,
    );
  });

  test('stand beside the main container, named after it, with what they need to watch it', () => {
    const { name, job } = built({ spec, metadata: enabled, components: { resources: { limits: { memory: '1Gi' } } } });
    const [, first, second] = containersOf(job);
    expect(first).toMatchObject({
      name: `${name}-sidecar-0`,
      imagePullPolicy: 'IfNotPresent',
      resources: { limits: { memory: '1Gi' } },
      volumeMounts: [{ name: 's', mountPath: '/s' }],
      env: expect.arrayContaining([{ name: 'MAIN_CONTAINER', value: name }]),
    });
    expect(recordsAt(first, 'env').map((each) => each.name)).toEqual([
      'A',
      'POD_NAME',
      'POD_NAMESPACE',
      'MAIN_CONTAINER',
    ]);
    expect(second?.name).toBe(`${name}-sidecar-1`);
  });

  test('share the volume of a Secret that the experiment mounts too', () => {
    const { job } = built({ spec, metadata: enabled, components: { secrets: [{ name: 's', mountPath: '/main' }] } });
    expect(podSpecOf(job).volumes).toEqual([{ name: 's', secret: { secretName: 's' } }]);
  });

  test('are refused when the list is empty or one has no image', () => {
    expect(left(buildJob(inputOf({ metadata: enabled })))).toMatchObject([{ path: ['spec', 'components', 'sidecar'] }]);
    const nameless = { components: { sidecar: [{}] } };
    expect(left(buildJob(inputOf({ metadata: enabled, spec: nameless })))).toMatchObject([
      { path: ['spec', 'components', 'sidecar', 0, 'image'] },
    ]);
  });
});

describe('dependencies', () => {
  test('are everything that has to exist, each once, and every Secret that may be shown', () => {
    const { dependencies } = built({
      metadata: { annotations: { 'sidecar/enabled': '' } },
      spec: {
        components: {
          sidecar: [
            {
              image: 'i',
              secrets: [{ name: 'side', mountPath: '/s' }],
              env: [{ name: 'Y', value: 'sidecar-value' }],
              envFrom: [
                { secretRef: { name: 'env-secret' } },
                { configMapRef: { name: 'env-config', optional: true } },
              ],
            },
          ],
        },
      },
      definition: {
        configMaps: [{ name: 'c', mountPath: '/c' }],
        secrets: [{ name: 's', mountPath: '/x' }],
        env: [{ name: 'K', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }],
      },
      components: {
        env: [
          { name: 'O', valueFrom: { secretKeyRef: { name: 'optional', key: 'k', optional: true } } },
          { name: 'L', value: 'literal' },
        ],
      },
    });
    expect(dependencies).toEqual({
      configMaps: ['c'],
      secrets: ['env-secret', 's', 'side'],
      secretsToMask: ['env-secret', 'optional', 's', 'side'],
      literals: [
        { name: 'L', value: 'literal' },
        { name: 'Y', value: 'sidecar-value' },
      ],
    });
  });
});
