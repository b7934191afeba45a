/** The runner's pod as the operator makes it. */

import type { JsonRecord } from '../../../src/model/json/json-object.ts';
import { namespaceOf, records, specOf, textMap } from '../../controllers/views.ts';
import { objectOf, stringOf } from '../../json.ts';
import type { KubeObject, NewObject } from '../../store.ts';
import { type OperatorGeneration, runnerEnvironment } from './generations.ts';

/** The name of the runner's container: the operator reads the end of the run from its state. */
export const runnerContainer = 'chaos-runner';

/** `<engine>-runner`. */
export const runnerName = (engine: KubeObject): string => `${engine.metadata.name}-runner`;

const optional = (key: string, value: unknown): JsonRecord =>
  value === undefined || value === null ? {} : { [key]: value };

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
  const mounts = [...records(runner.configMaps), ...records(runner.secrets)].map((one) => ({
    name: stringOf(one.name) ?? '',
    mountPath: stringOf(one.mountPath) ?? '',
  }));
  const volumes = [
    ...records(runner.configMaps).map((one) => ({ name: one.name, configMap: { name: one.name } })),
    ...records(runner.secrets).map((one) => ({ name: one.name, secret: { secretName: one.name } })),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: runnerName(engine),
      namespace: namespaceOf(engine),
      labels: {
        app: name,
        chaosUID: uid,
        'app.kubernetes.io/component': 'chaos-runner',
        'app.kubernetes.io/part-of': 'litmus',
        ...textMap(runner.runnerLabels),
      },
      annotations: { ...textMap(runner.runnerAnnotations) },
      ownerReferences: [
        { apiVersion: engine.apiVersion, kind: engine.kind, name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      restartPolicy: 'OnFailure',
      serviceAccountName: stringOf(spec.chaosServiceAccount) ?? '',
      ...optional('tolerations', runner.tolerations),
      ...optional('nodeSelector', runner.nodeSelector),
      ...optional('imagePullSecrets', runner.imagePullSecrets),
      ...optional('securityContext', security.podSecurityContext),
      ...(volumes.length === 0 ? {} : { volumes }),
      containers: [
        {
          name: runnerContainer,
          image: stringOf(runner.image) || defaultImage,
          imagePullPolicy: stringOf(runner.imagePullPolicy) || 'IfNotPresent',
          env: runnerEnvironment(generation, engine),
          ...optional('args', runner.args),
          ...optional('command', runner.command),
          ...optional('resources', runner.resources),
          ...optional('securityContext', security.containerSecurityContext),
          ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
        },
      ],
    },
  };
};
