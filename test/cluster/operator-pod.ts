import type { KubeObject } from '../../src/cluster/port.ts';
import type { Api, Manifest } from './api.ts';
import { serviceAccount } from './environment.ts';

/** The image under test; it must be on the node (`npm run image`). */
const runnerImage = process.env.CHAOS_RUNNER_IMAGE ?? 'localhost/chaos-runner:test';

const finalizer = 'chaosengine.litmuschaos.io/finalizer';

interface EngineSpec {
  readonly experiments: readonly { readonly name: string; readonly spec?: unknown }[];
  readonly [field: string]: unknown;
}

/** A ChaosEngine as a user writes it, with the service account of the tests. */
export function engineManifest(
  name: string,
  experiments: readonly string[],
  more: {
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly annotations?: Readonly<Record<string, string>>;
  } = {},
): Manifest {
  return {
    metadata: { name, annotations: more.annotations ?? {} },
    spec: {
      engineState: 'active',
      chaosServiceAccount: serviceAccount,
      experiments: experiments.map((experiment) => ({ name: experiment, spec: {} })),
      ...more.spec,
    },
  };
}

/**
 * Creates an engine and takes it to where the operator starts a runner: finalizer and `initialized`. The answer is the
 * engine as stored.
 */
export async function initializedEngine(api: Api, namespace: string, manifest: Manifest): Promise<KubeObject> {
  await api.create('ChaosEngine', manifest, namespace);
  return api.patch('ChaosEngine', namespace, manifest.metadata.name, {
    metadata: { finalizers: [finalizer] },
    status: { engineStatus: 'initialized', experiments: [] },
  });
}

/**
 * The runner pod exactly as the operator 3.x makes it: name, labels, owner, container, environment (empty values are
 * there), restart policy, service account; with the memory limit that Litmus documents.
 */
export function runnerPod(engine: KubeObject, overrides: Readonly<Record<string, unknown>> = {}): Manifest {
  const { name, namespace, uid } = engine.metadata;
  const spec = engine.spec as EngineSpec;
  const values = {
    CHAOSENGINE: name,
    TARGETS: '',
    EXPERIMENT_LIST: spec.experiments.map((experiment) => experiment.name).join(','),
    CHAOS_SVC_ACC: serviceAccount,
    AUXILIARY_APPINFO: '',
    CLIENT_UUID: '',
    CHAOS_NAMESPACE: namespace ?? '',
  };
  const container = {
    name: 'chaos-runner',
    image: runnerImage,
    imagePullPolicy: 'IfNotPresent',
    env: Object.entries(values).map(([key, value]) => ({ name: key, value })),
    resources: { limits: { memory: '128Mi' }, requests: { memory: '64Mi' } },
    securityContext: { readOnlyRootFilesystem: true, runAsNonRoot: true, allowPrivilegeEscalation: false },
    ...overrides,
  };
  const grace = spec.terminationGracePeriodSeconds;
  return {
    metadata: {
      name: `${name}-runner`,
      labels: {
        app: name,
        chaosUID: uid,
        'app.kubernetes.io/component': 'chaos-runner',
        'app.kubernetes.io/part-of': 'litmus',
      },
      ownerReferences: [
        {
          apiVersion: engine.apiVersion,
          kind: engine.kind,
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      restartPolicy: 'OnFailure',
      serviceAccountName: serviceAccount,
      ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
      containers: [container],
    },
  };
}
