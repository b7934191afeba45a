import * as E from 'fp-ts/Either';
import type { Kind } from '../model/kube/kinds.ts';
import { type Clock, sleep } from './clock.ts';
import type { ClusterError } from './error.ts';
import { endsWatch, isCancelled, losesPlace } from './error-predicates.ts';
import type { Cluster, KubeObject, ListCall, Selector } from './port.ts';
import { type Backoff, fullJitter } from './retry.ts';
import { linkSignals } from './transport/linked-signal.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export interface ReflectorOptions {
  readonly cluster: Pick<Cluster, 'list' | 'watch'>;
  readonly kind: Kind;
  readonly namespace: string;
  readonly selector: Selector;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What is kept of an object that is there, by lists and by changes, and told; undefined: nothing. All of it by default. */
  readonly pick?: NonNullable<ListCall['pick']>;
  /** Everything that there is: after the first list, and after each time when changes may have been missed. */
  readonly onSync: (objects: readonly KubeObject[]) => void;
  readonly onChange: (change: Change) => void;
  /** Told of every interruption that is followed by another attempt. */
  readonly onInterruption?: (error: ClusterError, waitMs: number) => void;
  /** A stream that says nothing for this long is taken for dead; servers send a bookmark every minute. */
  readonly silenceMs?: number;
}

const backoff: Backoff = { baseMs: 250, capMs: 10_000 };
const defaultSilenceMs = 75_000;
/** A server that ends streams sooner than this is asked again only after a pause. */
const shortestWatchMs = 1_000;

/** After so many attempts in a row that brought nothing each further one begins with a list: watches may never work. */
const vainAttempts = 3;

/**
 * Follows the objects of one selector: list, then watch from there, over and over. Resolves with Right when the signal
 * fires, and with Left at once when list or watch is refused for good, so that the caller can poll instead; nothing is
 * logged on that path. Everything else (no connection, 410, a stream that fell silent, a proxy that holds streams back) it
 * overcomes by itself.
 */
export const reflect = async (options: ReflectorOptions): Promise<E.Either<ClusterError, void>> => {
  const { cluster, kind, namespace, selector, clock, signal, pick = (object: KubeObject) => object } = options;
  let failures = 0;
  let resourceVersion: string | undefined;

  const pause = async (error: ClusterError) => {
    const waitMs = fullJitter(backoff, failures, options.random());
    failures += 1;
    if (failures >= vainAttempts) resourceVersion = undefined;
    options.onInterruption?.(error, waitMs);
    await sleep(clock, waitMs, signal);
  };

  const list = async (): Promise<E.Either<ClusterError, void>> => {
    const listed = await cluster.list(kind, namespace, selector, { signal, pick });
    if (E.isLeft(listed)) return listed;
    if (signal.aborted) return E.right(undefined);
    resourceVersion = listed.right.resourceVersion;
    options.onSync(listed.right.items);
    return E.right(undefined);
  };

  /** One stream; it moves `resourceVersion` on. */
  const follow = async (from: string): Promise<E.Either<ClusterError, void>> => {
    const stream = linkSignals(signal);
    const silence = watchdog(clock, options.silenceMs ?? defaultSilenceMs, stream.abort);
    let spoke = false;
    const ended = await cluster.watch(
      kind,
      namespace,
      selector,
      from,
      (event) => {
        silence.heard();
        spoke = true;
        failures = 0;
        if (event.type === 'BOOKMARK') {
          resourceVersion = event.resourceVersion;
          return;
        }
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
        const object = pick(event.object);
        if (object !== undefined) options.onChange({ ...event, object });
      },
      stream.signal,
    );
    silence.stop();
    stream.unlink();
    // Something between us and the server holds streams back: what it holds back, only a list can tell.
    if (silence.barked() && !spoke) resourceVersion = undefined;
    // A stream that we cut ourselves for its silence ended as any other does.
    return E.isLeft(ended) && isCancelled(ended.left) && silence.barked() ? E.right(undefined) : ended;
  };

  for (;;) {
    if (signal.aborted) return E.right(undefined);
    const from = resourceVersion;
    const began = clock.elapsed();
    const ended = from === undefined ? await list() : await follow(from);
    if (signal.aborted) return E.right(undefined);
    if (E.isLeft(ended)) {
      if (endsWatch(ended.left)) return ended;
      if (losesPlace(ended.left)) resourceVersion = undefined;
      await pause(ended.left);
    } else if (from !== undefined && clock.elapsed() - began < shortestWatchMs) {
      await pause({ is: 'Unavailable', message: `the watch of ${kind}s ended as soon as it began` });
    }
  }
};

/** Calls `bark` when nothing was heard for `silenceMs`. */
const watchdog = (clock: Clock, silenceMs: number, bark: () => void) => {
  let barked = false;
  let stop = (): void => undefined;
  const heard = (): void => {
    stop();
    stop = clock.setTimer(clock.now() + silenceMs, () => {
      barked = true;
      bark();
    });
  };
  heard();
  return { heard, barked: () => barked, stop: () => stop() };
};
