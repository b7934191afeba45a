import { flag, integer, needing, record, text, textFields } from '../../json/schema-builders.ts';
import type { Schema } from '../../json/structural-schema.ts';

/** Parts of pods that the Litmus resources declare, as controller-gen wrote them down for the operator 3.18. */

/** An amount with its unit, such as `0.5`, `100m` or `64Mi`. */
export const quantityPattern =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

const keyRef = needing({ key: text }, { name: text, optional: flag });
export const fieldRef = needing({ fieldPath: text }, { apiVersion: text });

export const resourceFieldRef = (divisor: Schema): Schema =>
  needing({ resource: text }, { containerName: text, divisor });

/** An environment variable. */
export const variable = (divisor: Schema): Schema =>
  needing(
    { name: text },
    {
      value: text,
      valueFrom: record({
        configMapKeyRef: keyRef,
        fieldRef,
        resourceFieldRef: resourceFieldRef(divisor),
        secretKeyRef: keyRef,
      }),
    },
  );

/** The divisor of a resource, a number or text. */
export const amount: Schema = { pattern: quantityPattern, 'x-kubernetes-int-or-string': true };

export const toleration = record({ ...textFields('effect', 'key', 'operator', 'value'), tolerationSeconds: integer });
