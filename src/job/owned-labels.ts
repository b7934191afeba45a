import { matchesLabel } from '../model/kube/label-pattern.ts';

/** Names, and what happens to a Job, a pod or a helper that carries a copy. */
const rows: readonly (readonly [names: string, because: string])[] = [
  [
    'job-name controller-uid batch.kubernetes.io/* pod-template-hash pod-template-generation ' +
      'controller-revision-hash apps.kubernetes.io/* statefulset.kubernetes.io/* jobset.sigs.k8s.io/*',
    'controllers of Kubernetes find their pods by them: one would take our pods for its own',
  ],
  ['runner.litmuschaos.io/*', 'this runner finds its Jobs, pods and helpers by them'],
  [
    'argocd.argoproj.io/* app.kubernetes.io/instance',
    'Argo CD deletes what carries its label and is not in its repository',
  ],
  ['workflows.argoproj.io/*', 'the controller of Argo Workflows takes pods with them for its own'],
  [
    'kustomize.toolkit.fluxcd.io/* helm.toolkit.fluxcd.io/* fluxcd.io/*',
    'Flux counts what carries them as its own, and deletes it with the rest',
  ],
  ['kapp.k14s.io/*', 'kapp deletes what carries the label of an app and is not in its files'],
  [
    'objectset.rio.cattle.io/* fleet.cattle.io/*',
    'Rancher and Fleet delete what carries the hash of a set and is not in it',
  ],
  [
    'helm.sh/* app.kubernetes.io/managed-by',
    'they say that Helm or another tool has made the object, which is not true of ours',
  ],
  ['applyset.kubernetes.io/*', 'kubectl apply --prune deletes what is part of a set and is not in its files'],
  [
    'addonmanager.kubernetes.io/* kubernetes.io/cluster-service',
    'the addon manager deletes what carries them and is not in its folder',
  ],
  ['tanka.dev/*', 'tk prune deletes what carries the label of an environment and is not in it'],
  [
    'olm.owner olm.owner.* olm.managed operators.coreos.com/*',
    'the Operator Lifecycle Manager takes what carries them for a part of an operator',
  ],
];

/**
 * The labels that are never copied from an engine or an experiment to Jobs, and so not to pods and helpers: who put them on
 * one object would act on the others. Whatever else there is, people name themselves.
 */
export const ownedLabels = rows.map(([names, because]) => ({ names: names.split(' '), because }));

const owned = ownedLabels.flatMap(({ names }) => names);

/** Whether a label belongs to somebody who would act on what carries it. `more`: names that people add. */
export const isOwnedLabel = (name: string, more: readonly string[] = []): boolean =>
  matchesLabel([...owned, ...more], name);
