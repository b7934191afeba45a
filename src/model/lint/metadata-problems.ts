import { recordAt } from '../json/json-object.ts';
import { nearest } from '../text/nearest.ts';
import type { KeyProblem } from './key-problems.ts';

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
    .map((key): KeyProblem => {
      const problem = { path: ['metadata', key], ofKey: true, found: key } as const;
      const near = nearest(key, fields);
      if (near === undefined)
        return { ...problem, severity: 'warning', message: 'is not a field of metadata: servers drop it' };
      const hint = `did you mean ${near}?`;
      return { ...problem, severity: 'error', message: 'is not a field of metadata', expected: near, hint };
    });
