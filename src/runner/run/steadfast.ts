import * as E from 'fp-ts/Either';
import type { ClusterError } from '../../cluster/error.ts';
import { isUnanswered } from '../../cluster/error-predicates.ts';
import { intercept } from '../../cluster/interceptor.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import type { Retry } from '../../cluster/retry.ts';
import { type Clock, sleep } from '../clock.ts';

export interface Steadfast {
  readonly clock: Clock;
  /** How long a call that is to be tried for ever is tried, in milliseconds; `Infinity`: as long as the process lives. */
  readonly enduranceMs: number;
  /** Told of every failed attempt that is followed by another. */
  readonly onRetry: (retry: Retry) => void;
  /** Told when that long was not enough: the process has to end. The call answers `Cancelled` then. */
  readonly onExhausted: (error: ClusterError) => void;
}

/** Between two calls of which the first did not even try for as long as it was asked to, in milliseconds. */
const pauseMs = 1_000;

/**
 * The cluster as a run uses it that has launched something. A call with endless patience never ends with a failure that may
 * pass: whatever the door takes such a failure for, it is tried again, and nobody can take it for an answer.
 */
export const steadfast = (cluster: Cluster, options: Steadfast): Cluster => {
  const { clock, enduranceMs, onRetry, onExhausted } = options;

  const endure = async <A>(
    ask: (call: Call) => Promise<E.Either<ClusterError, A>>,
    call: Call = {},
  ): Promise<E.Either<ClusterError, A>> => {
    const tell = (retry: Retry): void => {
      call.onRetry?.(retry);
      // What nobody waits for holds nothing up.
      if (call.leisurely !== true) onRetry(retry);
    };
    if (call.patienceMs !== Number.POSITIVE_INFINITY) return ask({ ...call, onRetry: tell });
    const since = clock.elapsed();
    for (let attempt = 1; ; attempt += 1) {
      const elapsedMs = clock.elapsed() - since;
      const answer = await ask({ ...call, onRetry: tell, patienceMs: Math.max(0, enduranceMs - elapsedMs) });
      if (E.isRight(answer) || !isUnanswered(answer.left) || call.noMore?.aborted) return answer;
      const { message } = answer.left;
      if (clock.elapsed() - since + pauseMs >= enduranceMs) {
        onExhausted(answer.left);
        return E.left({ is: 'Cancelled', message });
      }
      tell({ request: message, attempt, elapsedMs: clock.elapsed() - since, waitMs: pauseMs, error: answer.left });
      await sleep(clock, pauseMs, call.signal);
      if (call.noMore?.aborted) return answer;
      if (call.signal?.aborted) return E.left({ is: 'Cancelled', message });
    }
  };

  return intercept(cluster, {
    get: (inner, kind, ref, call) => endure((patient) => inner.get(kind, ref, patient), call),
    getMetadata: (inner, kind, ref, call) => endure((patient) => inner.getMetadata(kind, ref, patient), call),
    list: (inner, kind, namespace, selector, call) =>
      endure((patient) => inner.list(kind, namespace, selector, { ...call, ...patient }), call),
    create: (inner, kind, object, call) =>
      endure((patient) => inner.create(kind, object, { ...call, ...patient }), call),
    patch: (inner, kind, ref, patch, call) =>
      endure((patient) => inner.patch(kind, ref, patch, { ...call, ...patient }), call),
    remove: (inner, kind, ref, wish, call) => endure((patient) => inner.remove(kind, ref, wish, patient), call),
    removeSelected: (inner, kind, namespace, selector, wish, call) =>
      endure((patient) => inner.removeSelected(kind, namespace, selector, wish, patient), call),
    podLog: (inner, ref, wish, call) => endure((patient) => inner.podLog(ref, wish, patient), call),
  });
};
