import type { ClusterError } from '../../cluster/error.ts';
import type { Retry } from '../../cluster/retry.ts';
import { createTopic, type Topic } from '../topic.ts';

/** What the cluster of a process tells of its requests, whoever makes them. */
export interface ClusterTrouble {
  /** A request failed and is made again. */
  readonly retries: Topic<[Retry]>;
  /** One was not to be put up with any longer. */
  readonly exhausted: Topic<[ClusterError]>;
}

export const createClusterTrouble = (): ClusterTrouble => ({ retries: createTopic(), exhausted: createTopic() });
