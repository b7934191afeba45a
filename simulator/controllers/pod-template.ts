/** Pods that controllers make from a template. */
import { objectOf, stringOf } from '../json.ts';
import type { KubeObject, NewObject } from '../store.ts';
import { namespaceOf, textMap } from './views.ts';

/** A pod of the owner's template, controlled by it, named `<owner>-<suffix>`. */
export const podFromTemplate = (
  owner: KubeObject,
  template: unknown,
  suffix: string,
  labels: Readonly<Record<string, string>>,
): NewObject => {
  const metadata = objectOf(objectOf(template).metadata);
  const spec = objectOf(objectOf(template).spec);
  const annotations = textMap(metadata.annotations);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${owner.metadata.name}-${suffix}`,
      generateName: `${owner.metadata.name}-`,
      namespace: namespaceOf(owner),
      labels: { ...textMap(metadata.labels), ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [
        {
          apiVersion: owner.apiVersion,
          kind: owner.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { ...spec, restartPolicy: stringOf(spec.restartPolicy) ?? 'Always' },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
};
