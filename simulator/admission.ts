/** What the API server does to a new object beyond its defaults, and on which grounds it refuses one. */
import * as E from 'fp-ts/Either';
import { defined } from '../src/model/json/json-object.ts';
import { at, listOf, objectOf, stringOf, stringsOf } from './json.ts';
import type { Kubernetes } from './kubernetes-version.ts';
import type { ResourceName } from './resource-types.ts';
import { withTokenVolume } from './service-account-volume.ts';
import type { Store } from './store.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What admission works with. */
export interface AdmissionContext {
  readonly store: Store;
  readonly kubernetes: Kubernetes;
  /** The random part of a generated name. */
  readonly suffix: () => string;
}

const tolerated = (key: string): Fields => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});

const tolerations = (given: unknown): readonly unknown[] => {
  const own = listOf(given);
  const covers = (key: string): boolean =>
    own.some((one) => (at(one, 'key') ?? '') === '' || at(one, 'key') === `node.kubernetes.io/${key}`);
  return [...own, ...['not-ready', 'unreachable'].filter((key) => !covers(key)).map(tolerated)];
};

const serviceClass = (spec: unknown): string => {
  const all = listOf(at(spec, 'containers')).map((one) => objectOf(at(one, 'resources')));
  const amounts = all.flatMap(({ requests, limits }) => Object.keys({ ...objectOf(requests), ...objectOf(limits) }));
  if (amounts.length === 0) return 'BestEffort';
  const guaranteed = all.every((one) =>
    ['cpu', 'memory'].every((key) => {
      const limit = at(one.limits, key);
      return limit !== undefined && (at(one.requests, key) ?? limit) === limit;
    }),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
};

/**
 * A pod as it is admitted: with its service account (refused when that does not exist) and a token of it, priority and
 * tolerations, and in the phase Pending. `pod` has its defaults already. A refusal is in the words of the admission
 * plugin: "error looking up service account …".
 */
export const admitPod = <T extends Fields>(
  { store, kubernetes, suffix }: AdmissionContext,
  namespace: string,
  pod: T,
): E.Either<string, T> => {
  const given = objectOf(pod.spec);
  const name = stringOf(given.serviceAccountName) || 'default';
  const account = store.get('serviceaccounts', namespace, name);
  if (!account)
    return E.left(`error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`);
  const spec = withTokenVolume(kubernetes, account, given, suffix);
  return E.right({
    ...pod,
    spec: {
      ...spec,
      serviceAccountName: name,
      serviceAccount: name,
      ...(listOf(spec.imagePullSecrets).length === 0 ? defined({ imagePullSecrets: account.imagePullSecrets }) : {}),
      tolerations: tolerations(spec.tolerations),
      priority: 0,
      enableServiceLinks: spec.enableServiceLinks ?? true,
      preemptionPolicy: 'PreemptLowerPriority',
    },
    status: { phase: 'Pending', qosClass: serviceClass(spec) },
  });
};

/** The Job with the selector and the labels that tie its pods to it; `uid` is the Job's own. */
export const withJobSelector = <T extends Fields>(kubernetes: Kubernetes, job: T, uid: string): T => {
  const spec = objectOf(job.spec);
  if (spec.manualSelector === true) return job;
  const metadata = objectOf(job.metadata);
  const template = objectOf(spec.template);
  const prefix = kubernetes.prefixedJobLabels ? 'batch.kubernetes.io/' : '';
  const old = { 'controller-uid': uid, 'job-name': String(metadata.name) };
  const own = { [`${prefix}controller-uid`]: uid, [`${prefix}job-name`]: String(metadata.name), ...old };
  const labels = { ...stringsOf(at(template, 'metadata', 'labels')), ...own };
  return {
    ...job,
    // A Job without labels of its own takes those of its template.
    metadata: metadata.labels === undefined || metadata.labels === null ? { ...metadata, labels } : metadata,
    spec: {
      ...spec,
      selector: { matchLabels: { [`${prefix}controller-uid`]: uid } },
      template: { ...template, metadata: { ...objectOf(template.metadata), labels } },
    },
    status: {},
  };
};

const emptyStatus: Readonly<Partial<Record<ResourceName, Fields>>> = {
  deployments: {},
  replicasets: { replicas: 0 },
  services: { loadBalancer: {} },
};

/** The status with which an object of this resource begins, whatever its creator wrote; undefined: as written. */
export const initialStatus = (resource: ResourceName): Fields | undefined => emptyStatus[resource];
