/** A cluster as it is at one moment, as plain JSON: to be kept, and to be put back into another simulator. */
import type { StoredObject } from './store.ts';

/** All that a cluster is at one moment. */
export interface ClusterState {
  /** When that was, in milliseconds since the epoch. */
  readonly time: number;
  /** The revision of its latest write. */
  readonly revision: number;
  /** By resource, those of one resource in the order in which they were created. */
  readonly objects: readonly StoredObject[];
  /** The Jobs of each step so far, the oldest first, by `namespace/engine/experiment/step`: scripts count attempts by them. */
  readonly launched: Readonly<Record<string, readonly string[]>>;
}
