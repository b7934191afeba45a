import * as E from 'fp-ts/Either';
import type { ClusterError } from '../cluster/error.ts';
import type { Call, Cluster } from '../cluster/port.ts';
import { type ChaosEngine, decodeEngine } from '../model/engine.ts';

/** How the engine says that its run has to end. */
export type Ending = 'stopped' | 'deleted' | 'gone';

export interface EngineDoor {
  /** As it was last seen, by a read or in the answer to a write. */
  readonly current: () => ChaosEngine;
  /** When it was last seen, in milliseconds since the epoch. */
  readonly seenAt: () => number;
  /** Undefined: it goes on. */
  readonly ending: () => Ending | undefined;
  /** Takes in what a write or a watch returned. */
  readonly saw: (raw: unknown) => void;
  /** A fresh read. An engine that is gone, or another one of its name, is no error here: `ending` says so. */
  readonly read: (call?: Call) => Promise<E.Either<ClusterError, void>>;
  /** The engine was not found. */
  readonly sawNothing: () => void;
  /** Is told of every look at the engine. */
  readonly onSeen: (listener: () => void) => void;
}

/** The one place that knows what the engine looks like now. */
export const createEngineDoor = (cluster: Pick<Cluster, 'get'>, first: ChaosEngine, now: () => number): EngineDoor => {
  const { name, namespace, uid } = first.metadata;
  const listeners: (() => void)[] = [];
  let engine = first;
  let seenAt = now();
  let gone = false;

  const tell = (): void => {
    seenAt = now();
    for (const listener of listeners) listener();
  };
  const sawNothing = (): void => {
    gone = true;
    tell();
  };
  const saw = (raw: unknown): void => {
    const decoded = decodeEngine(raw);
    // A document that cannot be read any more says nothing new: what was read before still holds.
    if (E.isLeft(decoded)) return;
    if (decoded.right.metadata.uid === uid) engine = decoded.right;
    else gone = true;
    tell();
  };
  const ending = (): Ending | undefined => {
    if (gone) return 'gone';
    if (engine.metadata.deletionTimestamp !== undefined) return 'deleted';
    return engine.spec.engineState === 'stop' ? 'stopped' : undefined;
  };
  const read = async (call?: Call): Promise<E.Either<ClusterError, void>> => {
    const answer = await cluster.get('ChaosEngine', { name, ...(namespace === undefined ? {} : { namespace }) }, call);
    if (E.isRight(answer)) saw(answer.right);
    else if (answer.left._tag === 'NotFound') sawNothing();
    else return answer;
    return E.right(undefined);
  };
  return {
    current: () => engine,
    seenAt: () => seenAt,
    ending,
    saw,
    read,
    sawNothing,
    onSeen: (listener) => listeners.push(listener),
  };
};
