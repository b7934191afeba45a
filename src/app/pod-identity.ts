import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as E from 'fp-ts/Either';
import type { Cluster, ObjectRef } from '../cluster/port.ts';
import { defined, textAt } from '../model/json/json-object.ts';
import { podUidFrom } from '../runner/run/holder.ts';

/** The pod that the operator made for us. Whether we are in it, the host name says. */
type PodRef = Required<ObjectRef>;

const hostName = (): string => process.env.HOSTNAME ?? hostname();

/**
 * The uid of the pod that we run in: from the mount table, else by reading the pod that our host name names, if that is
 * what the operator calls our pod. Where neither works the host name stands for it, which is as unique as the pod's name.
 */
export const ownPodUid = async (cluster: Pick<Cluster, 'getMetadata'>, ref: PodRef): Promise<string> => {
  const mounted = mountTable();
  if (mounted !== undefined) return mounted;
  const name = hostName();
  // Started by hand, with a kubeconfig: there is no pod to look for.
  if (name !== ref.name) return name;
  const pod = await cluster.getMetadata('Pod', ref);
  return E.isRight(pod) ? (pod.right.metadata.uid ?? name) : name;
};

const mountTable = (): string | undefined => {
  try {
    return podUidFrom(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return undefined;
  }
};

/** When the kubelet took up the pod that the operator made for us, in milliseconds since the epoch; undefined outside of it. */
export const ownPodStartedAt = async (cluster: Pick<Cluster, 'get'>, ref: PodRef): Promise<number | undefined> => {
  if (hostName() !== ref.name) return undefined;
  const pod = await cluster.get('Pod', ref, { patienceMs: 5_000 });
  const startedAt = E.isRight(pod) ? Date.parse(textAt(pod.right.status, 'startTime') ?? '') : Number.NaN;
  return Number.isNaN(startedAt) ? undefined : startedAt;
};

/** The grace in seconds with which the pod that the operator made for us is being deleted; undefined: it is not, or we are not in it. */
export const ownPodGraceSeconds = async (
  cluster: Pick<Cluster, 'getMetadata'>,
  ref: PodRef,
): Promise<number | undefined> => {
  if (hostName() !== ref.name) return undefined;
  const pod = await cluster.getMetadata('Pod', ref, { patienceMs: 2_000, urgent: true });
  if (E.isLeft(pod) || pod.right.metadata.deletionTimestamp === undefined) return undefined;
  const grace = pod.right.metadata.deletionGracePeriodSeconds;
  return typeof grace === 'number' ? grace : undefined;
};

/**
 * Deletes our own pod unless somebody does so already: a pod that the kubelet has ended stays as Failed, the operator
 * replaces only pods that are gone, and so nobody would go on with the run.
 */
export const retireOwnPod = async (cluster: Cluster, ref: PodRef): Promise<void> => {
  const call = { patienceMs: 1_000 };
  const pod = await cluster.getMetadata('Pod', ref, call);
  if (E.isLeft(pod) || pod.right.metadata.deletionTimestamp !== undefined) return;
  const { uid } = pod.right.metadata;
  await cluster.remove('Pod', ref, defined({ uid }), call);
};
