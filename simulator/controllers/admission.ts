/** What happens to a controller's pod before it is stored: refusal by script, what a mesh injects, the server's own admission. */

import * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { type AdmissionContext, admitPod } from '../admission.ts';
import { withDefaults } from '../defaults.ts';
import { objectOf } from '../json.ts';
import { podRefusal } from '../pod-security/admission.ts';
import type { NewObject } from '../store.ts';
import type { Admission } from './context.ts';
import { records } from './views.ts';

/** What an extension changes about the admission of a pod. */
export interface AdmissionScript {
  /** Why the pod is refused, as a quota or an admission webhook would say it. */
  readonly refusal?: string;
  /** Containers that are added to the pod. */
  readonly injected?: readonly JsonRecord[];
  /** Init containers that are added before the pod's own. */
  readonly injectedFirst?: readonly JsonRecord[];
}

const forbiddenPod = (pod: NewObject) => {
  const generated = pod.metadata.generateName;
  const named = typeof generated === 'string' ? generated : pod.metadata.name;
  return (why: string) => ({ allowed: false, message: `pods "${named}" is forbidden: ${why}` }) as const;
};

/** The same admission, and Pod Security after it: for pods that nobody validates in between. */
export const secured =
  ({ store, kubernetes }: AdmissionContext, admit: Admission): Admission =>
  (pod) => {
    const admitted = admit(pod);
    const why = admitted.allowed ? podRefusal(store, kubernetes, admitted.pod) : undefined;
    return why === undefined ? admitted : forbiddenPod(pod)(why);
  };

/** The admission of pods that controllers make; the messages are those of the API server. */
export const createAdmission =
  (context: AdmissionContext, scriptFor: (pod: NewObject) => AdmissionScript | undefined): Admission =>
  (pod) => {
    const { kubernetes } = context;
    const forbidden = forbiddenPod(pod);
    const { refusal, injected = [], injectedFirst = [] } = scriptFor(pod) ?? {};
    const spec = objectOf(pod.spec);
    const initContainers = [...injectedFirst, ...records(spec.initContainers)];
    const whole = {
      ...pod,
      spec: {
        ...spec,
        ...(initContainers.length === 0 ? {} : { initContainers }),
        containers: [...records(spec.containers), ...injected],
      },
    };
    const admitted = admitPod(context, pod.metadata.namespace ?? 'default', withDefaults(kubernetes, 'pods', whole));
    if (E.isLeft(admitted)) return forbidden(admitted.left);
    return refusal === undefined ? { allowed: true, pod: admitted.right } : forbidden(refusal);
  };
