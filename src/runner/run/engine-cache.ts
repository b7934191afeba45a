import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isNotFound, isUnserved } from '../../cluster/error-predicates.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import { recordAt, textAt } from '../../model/json/json-object.ts';
import { type ChaosEngine, decodeEngine } from '../../model/litmus/engine.ts';
import { type EngineEnd, endOfEngine } from '../../model/litmus/engine-end.ts';
import { keptBy } from '../../model/litmus/finalizers.ts';

/** How the engine says that its run has to end. */
export type Ending = EngineEnd | 'gone';

export interface EngineDoor {
  /** As it was last seen, by a read or in the answer to a write. */
  readonly current: () => ChaosEngine;
  /** When it was last seen, by the clock that the door was given. */
  readonly seenAt: () => number;
  /** Undefined: it goes on. */
  readonly ending: () => Ending | undefined;
  /** It counts as gone because the server does not know its kind any more: nobody has seen that it is. */
  readonly isUnserved: () => boolean;
  /**
   * Takes in what a write or a watch returned. `askedAt`: the version that was the current one when it was asked for; an answer
   * that is older than what has been seen since says nothing.
   */
  readonly saw: (raw: unknown, askedAt?: string) => void;
  /** A fresh read. An engine that is gone, or another one of its name, is no error here: `ending` says so. */
  readonly read: (call?: Call) => Promise<E.Either<ClusterError, void>>;
  /** The engine was not found. */
  readonly sawNothing: () => void;
  /** Is told of every look at the engine. */
  readonly onSeen: (listener: () => void) => void;
}

/**
 * A server that does not know ChaosEngines any more is believed after so long, in milliseconds: with its definition all of
 * them are gone, and nobody could stop the run any more.
 */
const unservedMs = 30_000;

/** The one place that knows what the engine looks like now. `elapsed`: milliseconds of a clock that nobody sets. */
export const createEngineDoor = (
  cluster: Pick<Cluster, 'get'>,
  first: ChaosEngine,
  elapsed: () => number,
): EngineDoor => {
  const { name, namespace, uid } = first.metadata;
  const listeners: (() => void)[] = [];
  let engine = first;
  let seenAt = elapsed();
  let gone = false;
  let unservedSince: number | undefined;
  let unserved = false;

  const tell = (): void => {
    seenAt = elapsed();
    unservedSince = undefined;
    for (const listener of listeners) listener();
  };
  const sawNothing = (): void => {
    gone = true;
    tell();
  };
  const saw = (raw: unknown, askedAt?: string): void => {
    const decoded = decodeEngine(raw);
    const seen = E.isRight(decoded) ? decoded.right : remnantOf(raw, engine);
    if (seen === undefined) return;
    // Only then: where a server was put back to an earlier state, what is asked for next is believed.
    const isOvertaken = askedAt !== undefined && askedAt !== engine.metadata.resourceVersion;
    if (isOvertaken && isOlder(seen, engine)) return;
    if (seen.metadata.uid === uid) engine = seen;
    else gone = true;
    tell();
  };
  const ending = (): Ending | undefined => {
    if (gone) return 'gone';
    return endOfEngine(engine);
  };
  const isUnservedForLong = (error: ClusterError): boolean => {
    if (!isUnserved(error)) return false;
    unservedSince ??= elapsed();
    return elapsed() - unservedSince >= unservedMs;
  };
  const read = async (call?: Call): Promise<E.Either<ClusterError, void>> => {
    const askedAt = engine.metadata.resourceVersion;
    const answer = await cluster.get('ChaosEngine', { name, ...(namespace === undefined ? {} : { namespace }) }, call);
    if (E.isRight(answer)) saw(answer.right, askedAt);
    else if (isNotFound(answer.left)) sawNothing();
    else if (isUnservedForLong(answer.left)) {
      unserved = true;
      sawNothing();
    } else return answer;
    return E.right(undefined);
  };
  return {
    current: () => engine,
    seenAt: () => seenAt,
    ending,
    isUnserved: () => unserved,
    saw,
    read,
    sawNothing,
    onSeen: (listener) => listeners.push(listener),
  };
};

/** Whether one look at an engine shows an earlier state of it than another: versions that are no numbers do not tell. */
const isOlder = (seen: Pick<ChaosEngine, 'metadata'>, known: Pick<ChaosEngine, 'metadata'>): boolean =>
  Number(seen.metadata.resourceVersion) < Number(known.metadata.resourceVersion);

/** What is said of an engine that is ending and of which nothing runs: why there is no run, and what keeps it there. */
export const nothingRuns = ({ metadata }: Pick<ChaosEngine, 'metadata'>): string =>
  metadata.deletionTimestamp === undefined
    ? 'The ChaosEngine is stopped (engineState: stop), and nothing of it runs.'
    : `The ChaosEngine is being deleted, and nothing of it runs.${keptBy(metadata)}`;

/**
 * Of a document that cannot be read any more: its version, without which no write would ever fit, its rows, and whether it
 * is to end. For the rest what was read before still holds. Undefined: not even that much can be read.
 */
const remnantOf = (raw: unknown, known: ChaosEngine): ChaosEngine | undefined => {
  const engineState = textAt(recordAt(raw, 'spec'), 'engineState');
  const spec = engineState === undefined ? {} : { engineState };
  const decoded = decodeEngine({ metadata: recordAt(raw, 'metadata'), status: recordAt(raw, 'status'), spec });
  if (E.isLeft(decoded)) return undefined;
  const { metadata, status } = decoded.right;
  return { ...known, metadata, status, spec: { ...known.spec, ...spec } };
};
