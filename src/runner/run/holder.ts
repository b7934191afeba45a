import * as E from 'fp-ts/Either';
import { isUnanswered } from '../../cluster/error-predicates.ts';
import type { Cluster } from '../../cluster/port.ts';
import { runnerName } from '../../model/litmus/row.ts';

/** Holders that are no pods: `cli:<host>:<process id>:<random>`. */
const commandLine = 'cli:';

/** The name of a command line as a holder: `random` tells it from a later process with the same id. */
export const commandLineHolder = (host: string, pid: number, random: string): string =>
  `${commandLine}${host}:${pid}:${random}`;

/**
 * Our own pod's uid from the mount table: the kubelet mounts `/etc/hosts` from a folder that is named by it. Undefined
 * outside of a pod, or where a container runtime does it otherwise.
 */
export const podUidFrom = (mountInfo: string): string | undefined =>
  /\/pods\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\//.exec(mountInfo)?.[1];

export interface HolderQuestion {
  readonly cluster: Pick<Cluster, 'get'>;
  readonly namespace: string;
  readonly engineName: string;
  readonly host: string;
  readonly isAlive: (pid: number) => boolean;
}

/**
 * Whether the holder that a checkpoint names may still be acting: a pod that is there under the runner's name with that uid
 * and is not at its end, or a command line on this host whose process lives. Of another host's command line nobody knows:
 * it counts as gone, because whoever starts a run by hand means it.
 */
export const mayStillAct = async (holder: string, question: HolderQuestion): Promise<boolean> => {
  if (holder.startsWith(commandLine)) {
    const [, host, pid] = holder.split(':');
    return host === question.host && question.isAlive(Number(pid));
  }
  const { cluster, namespace, engineName } = question;
  const pod = await cluster.get('Pod', { namespace, name: runnerName(engineName) });
  // Where nobody may look it counts as gone; where the server could not be asked, nobody knows, and so it counts as there.
  if (E.isLeft(pod)) return isUnanswered(pod.left);
  const phase = (pod.right as { readonly status?: { readonly phase?: string } }).status?.phase;
  return pod.right.metadata.uid === holder && phase !== 'Succeeded' && phase !== 'Failed';
};
