import type * as t from 'io-ts';
import { integer, list, opaque, quicker, shape, text, textMap, texts } from '../json/codec.ts';
import { isRecord } from '../json/json-object.ts';

/** Parts of Kubernetes objects that Litmus' resources are made of. */

export const metadata = shape(
  { name: text },
  {
    namespace: text,
    uid: text,
    resourceVersion: text,
    creationTimestamp: text,
    deletionTimestamp: text,
    labels: textMap,
    annotations: textMap,
    finalizers: texts,
  },
);
export type Metadata = t.TypeOf<typeof metadata>;

const anyEnvVar = shape({ name: text }, { value: text, valueFrom: opaque });
export type EnvVar = t.TypeOf<typeof anyEnvVar>;

/** One environment variable; `valueFrom` is passed on as it is. There may be thousands, and nearly all are name and text. */
const envVar = quicker(
  anyEnvVar,
  (value): value is EnvVar =>
    isRecord(value) &&
    typeof value.name === 'string' &&
    typeof value.value === 'string' &&
    value.valueFrom === undefined,
);

/** A ConfigMap or a Secret to mount. Name or mountPath may be missing: that is said by who needs them. */
const mount = shape({}, { name: text, mountPath: text });
export type Mount = t.TypeOf<typeof mount>;

const namedReference = shape({ name: text }, {});

export const statusCheckTimeouts = shape({}, { delay: integer, timeout: integer });

export const envVars = list(envVar);
export const mounts = list(mount);
export const opaques = list(opaque);
export const namedReferences = list(namedReference);
