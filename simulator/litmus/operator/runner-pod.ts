/** The runner's pod as the operator makes it. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import { controllerReference } from '../../controllers/ownership.ts';
import { namespaceOf, records, specOf, textMap } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject, NewObject } from '../../store.ts';
import { type OperatorGeneration, runnerEnvironment } from './generations.ts';
import { pick } from './typed-engine.ts';

/** The name of the runner's container: the operator reads the end of the run from its state. */
export const runnerContainer = 'chaos-runner';

/** `<engine>-runner`. */
export const runnerName = (engine: KubeObject): string => `${engine.metadata.name}-runner`;

const securityContext = (value: unknown): JsonRecord => pick({ securityContext: value }, 'securityContext');

/** The pod for an engine; `experiment` is its first one, whose security contexts the pod gets. */
export const runnerPod = (
  generation: OperatorGeneration,
  engine: KubeObject,
  experiment: KubeObject | undefined,
  defaultImage: string,
): NewObject => {
  const spec = specOf(engine);
  const runner = objectOf(objectOf(spec.components).runner);
  const security = objectOf(objectOf(experiment ? specOf(experiment).definition : undefined).securityContext);
  const { name, uid } = engine.metadata;
  const [configMaps, secrets] = [records(runner.configMaps), records(runner.secrets)];
  const volumeMounts = [...configMaps, ...secrets].map(({ name: volume, mountPath }) => ({
    name: stringOf(volume) ?? '',
    mountPath: stringOf(mountPath) ?? '',
  }));
  const volumes = [
    ...configMaps.map((one) => ({ name: one.name, configMap: { name: one.name } })),
    ...secrets.map((one) => ({ name: one.name, secret: { secretName: one.name } })),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: runnerName(engine),
      namespace: namespaceOf(engine),
      labels: {
        app: name,
        [engineLabel]: uid,
        'app.kubernetes.io/component': 'chaos-runner',
        'app.kubernetes.io/part-of': 'litmus',
        ...textMap(runner.runnerLabels),
      },
      annotations: { ...textMap(runner.runnerAnnotations) },
      ownerReferences: [controllerReference(engine)],
    },
    spec: {
      restartPolicy: 'OnFailure',
      serviceAccountName: stringOf(spec.chaosServiceAccount) ?? '',
      ...pick(runner, 'tolerations nodeSelector imagePullSecrets'),
      ...securityContext(security.podSecurityContext),
      ...(volumes.length === 0 ? {} : { volumes }),
      containers: [
        {
          name: runnerContainer,
          image: stringOf(runner.image) || defaultImage,
          imagePullPolicy: stringOf(runner.imagePullPolicy) || 'IfNotPresent',
          env: runnerEnvironment(generation, engine),
          ...pick(runner, 'args command resources'),
          ...securityContext(security.containerSecurityContext),
          ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
        },
      ],
    },
  };
};
