/** `pods/NAME/eviction`: what a drain asks for. There are no disruption budgets here, so every eviction is granted. */
import * as E from 'fp-ts/Either';
import { withCondition } from '../controllers/pod-conditions.ts';
import { at, objectOf, stringOf } from '../json.ts';
import { deleteObject } from './delete.ts';
import { created, type ObjectRequest, type Outcome, type Rest } from './rest.ts';
import { badRequest, notFound } from './status.ts';
import { dryDeletion } from './write-options.ts';

const condition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
} as const;

const granted = created({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

/** Says on the pod why it goes, and deletes it with the options in the request. */
export const evictPod = (rest: Rest, request: ObjectRequest): Outcome => {
  const { type, namespace, name = '' } = request;
  if (stringOf(at(request.body, 'metadata', 'name')) !== name) {
    return E.left(badRequest('name in URL does not match name in Eviction object'));
  }
  const body = objectOf(at(request.body, 'deleteOptions'));
  const deletion: ObjectRequest = { ...request, verb: 'delete', body };
  const dry = dryDeletion(rest, deletion);
  if (E.isLeft(dry)) return dry;
  if (!rest.store.get(type.name, namespace, name)) return E.left(notFound(type, name));
  if (rest.kubernetes.disruptionConditions && !dry.right) {
    rest.store.update(type.name, namespace, name, (pod) => {
      const status = objectOf(pod.status);
      return { ...pod, status: { ...status, conditions: withCondition(status.conditions, condition, rest.now()) } };
    });
  }
  return E.map(() => granted)(deleteObject(rest, deletion));
};
