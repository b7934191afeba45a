import { matchesLabel } from '../model/kube/label-pattern.ts';

/** Labels of somebody who acts on whatever carries them. */
interface OwnedLabels {
  readonly names: readonly string[];
  /** What happens to a Job, a pod or a helper that carries a copy. */
  readonly because: string;
}

/**
 * The labels that are never copied from an engine or an experiment to Jobs, and so not to pods and helpers: who put them on
 * one object would act on the others. Whatever else there is, people name themselves.
 */
export const ownedLabels: readonly OwnedLabels[] = [
  {
    names: [
      'job-name',
      'controller-uid',
      'batch.kubernetes.io/*',
      'pod-template-hash',
      'pod-template-generation',
      'controller-revision-hash',
      'apps.kubernetes.io/*',
      'statefulset.kubernetes.io/*',
      'jobset.sigs.k8s.io/*',
    ],
    because: 'controllers of Kubernetes find their pods by them: one would take our pods for its own',
  },
  {
    names: ['runner.litmuschaos.io/*'],
    because: 'this runner finds its Jobs, pods and helpers by them',
  },
  {
    names: ['argocd.argoproj.io/*', 'app.kubernetes.io/instance'],
    because: 'Argo CD deletes what carries its label and is not in its repository',
  },
  {
    names: ['workflows.argoproj.io/*'],
    because: 'the controller of Argo Workflows takes pods with them for its own',
  },
  {
    names: ['kustomize.toolkit.fluxcd.io/*', 'helm.toolkit.fluxcd.io/*', 'fluxcd.io/*'],
    because: 'Flux counts what carries them as its own, and deletes it with the rest',
  },
  {
    names: ['kapp.k14s.io/*'],
    because: 'kapp deletes what carries the label of an app and is not in its files',
  },
  {
    names: ['objectset.rio.cattle.io/*', 'fleet.cattle.io/*'],
    because: 'Rancher and Fleet delete what carries the hash of a set and is not in it',
  },
  {
    names: ['helm.sh/*', 'app.kubernetes.io/managed-by'],
    because: 'they say that Helm or another tool has made the object, which is not true of ours',
  },
  {
    names: ['applyset.kubernetes.io/*'],
    because: 'kubectl apply --prune deletes what is part of a set and is not in its files',
  },
  {
    names: ['addonmanager.kubernetes.io/*', 'kubernetes.io/cluster-service'],
    because: 'the addon manager deletes what carries them and is not in its folder',
  },
  {
    names: ['tanka.dev/*'],
    because: 'tk prune deletes what carries the label of an environment and is not in it',
  },
  {
    names: ['olm.owner', 'olm.owner.*', 'olm.managed', 'operators.coreos.com/*'],
    because: 'the Operator Lifecycle Manager takes what carries them for a part of an operator',
  },
];

const owned = ownedLabels.flatMap(({ names }) => names);

/** Whether a label belongs to somebody who would act on what carries it. `more`: names that people add. */
export const isOwnedLabel = (name: string, more: readonly string[] = []): boolean =>
  matchesLabel(owned, name) || matchesLabel(more, name);
