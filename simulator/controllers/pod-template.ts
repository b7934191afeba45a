/** Pods that controllers make from a template. */
import * as E from 'fp-ts/Either';
import { at, objectOf, stringOf } from '../json.ts';
import type { KubeObject, NewObject } from '../store.ts';
import type { ControllerContext } from './context.ts';
import { controllerReference } from './ownership.ts';
import { namespaceOf, specOf, textMap } from './views.ts';

/** What a controller adds to the metadata of a template. */
type More = Pick<NewObject['metadata'], 'labels' | 'finalizers'>;

/** A pod of the owner's template, controlled by it, named `<owner>-<suffix>`. */
const podOf = (owner: KubeObject, suffix: string, { labels, ...more }: More): NewObject => {
  const { template } = specOf(owner);
  const spec = objectOf(at(template, 'spec'));
  const annotations = textMap(at(template, 'metadata', 'annotations'));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${owner.metadata.name}-${suffix}`,
      generateName: `${owner.metadata.name}-`,
      namespace: namespaceOf(owner),
      labels: { ...textMap(at(template, 'metadata', 'labels')), ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [controllerReference(owner)],
      ...more,
    },
    spec: { ...spec, restartPolicy: stringOf(spec.restartPolicy) ?? 'Always' },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  };
};

/** Makes a pod of the owner's template; an event of `component` says so. False: it was refused, which an event says, too. */
export const makePod = (
  { store, ids, recorder, admit }: Pick<ControllerContext, 'store' | 'ids' | 'recorder' | 'admit'>,
  component: string,
  owner: KubeObject,
  more: More,
): boolean => {
  const tell = recorder.by(component);
  const admitted = admit(podOf(owner, ids.suffix(), more));
  const made: E.Either<{ readonly message: string }, KubeObject> = admitted.allowed
    ? store.create('pods', admitted.pod)
    : E.left(admitted);
  if (E.isLeft(made)) tell(owner, 'Warning', 'FailedCreate', `Error creating: ${made.left.message}`);
  else tell(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${made.right.metadata.name}`);
  return E.isRight(made);
};
