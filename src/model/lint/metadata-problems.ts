import { recordAt } from '../json/json-object.ts';
import { type KeyProblem, unknownKey } from './key-problems.ts';

/** The fields of an object's metadata. */
const fields = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'finalizers',
  'ownerReferences',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
];

/** Keys of the metadata that Kubernetes does not know: an error where a known one is near, because then that one was meant. */
export const metadataKeyProblems = (document: unknown): readonly KeyProblem[] =>
  Object.keys(recordAt(document, 'metadata'))
    .filter((key) => !fields.includes(key))
    .map((key) =>
      unknownKey(
        ['metadata', key],
        fields,
        ['warning', 'is not a field of metadata: servers drop it'],
        ['error', 'is not a field of metadata'],
      ),
    );
