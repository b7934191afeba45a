import * as E from 'fp-ts/Either';
import { createQueuedSink, type DeliveryError } from '../../audit/sinks/queued-sink.ts';
import { missingMarker, type ProblemListener, type Sink } from '../../audit/sinks/sink.ts';
import { may } from '../../cluster/access.ts';
import { type Clock, sleep } from '../../cluster/clock.ts';
import type { ClusterError } from '../../cluster/error.ts';
import { isAccessDenied, isAlreadyExists, isForbidden, isNotFound } from '../../cluster/error-predicates.ts';
import type { Access, Call, Cluster, KubeObject } from '../../cluster/port.ts';
import { isRecord } from '../../model/json/json-object.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import {
  chunkBytes,
  chunkName,
  chunkObject,
  fitting,
  joinLines,
  lineKey,
  type SegmentIdentity,
  sizeOf,
} from './audit-chunks.ts';

export interface ConfigMapSinkOptions {
  readonly cluster: Pick<Cluster, 'create' | 'get' | 'patch'>;
  readonly clock: Clock;
  readonly identity: SegmentIdentity;
  /** What our credentials may do in the engine's namespace. */
  readonly access: Access;
  /** Lines wait this long for others, so that a busy run does not make a request for each; default 2,000 ms. */
  readonly gatherMs?: number;
  /** Bytes in one ConfigMap; default 960 KiB. */
  readonly chunkBytes?: number;
  readonly onProblem?: ProblemListener;
}

/** Where the next lines go. */
interface Place {
  readonly chunk: number;
  readonly used: number;
  /** The ConfigMap is known to be there. */
  readonly made: boolean;
}

/** One delivery tries for this long; the queue comes back with the same lines. */
const call: Call = { patienceMs: 5_000 };

/** Without the right to patch every delivery makes a ConfigMap: fewer, larger ones then. */
const gatherWithoutPatchMs = 15_000;

/**
 * Opens the sink that keeps the audit in ConfigMaps beside the engine. Left, a sentence that names the missing rule, where
 * the service account may not create them: no stock role lets it, and the checkpoint's compact history takes their place.
 */
export const openConfigMapSink = (options: ConfigMapSinkOptions): E.Either<string, Sink> => {
  const { namespace } = options.identity.engine;
  if (may(options.access, 'create', '', 'configmaps') === 'no') {
    return E.left(`no audit in ConfigMaps: the rule "create configmaps in namespace ${namespace}" is missing`);
  }
  return E.right(configMapSink(options));
};

const configMapSink = (options: ConfigMapSinkOptions): Sink => {
  const appends = may(options.access, 'patch', '', 'configmaps') !== 'no';
  const deliver = deliverer(options, appends);
  const queue = createQueuedSink({
    name: 'ConfigMaps',
    deliver,
    sleep: (ms, signal) => sleep(options.clock, ms, signal),
    ...(options.onProblem === undefined ? {} : { onProblem: options.onProblem }),
  });
  const gatherMs = Math.max(options.gatherMs ?? 2_000, appends ? 0 : gatherWithoutPatchMs);
  return gathering(queue, options.clock, gatherMs, options.chunkBytes ?? chunkBytes);
};

/** Lets lines wait for others before they go on, and puts a marker in the place of one that fits nowhere. */
const gathering = (queue: Sink, clock: Clock, gatherMs: number, limit: number): Sink => {
  let waiting: { readonly line: string; readonly record: AuditRecord }[] = [];
  let nap: AbortController | undefined;
  const passOn = () => {
    nap?.abort();
    nap = undefined;
    const lines = waiting;
    waiting = [];
    for (const { line, record } of lines) void queue.write(line, record);
  };
  const gather = async () => {
    const own = new AbortController();
    nap = own;
    await sleep(clock, gatherMs, own.signal);
    if (!own.signal.aborted) passOn();
  };
  return {
    ...queue,
    write: (line, record) => {
      waiting.push({ line: fits(line, limit) ? line : tooLong(record), record });
      if (nap === undefined) void gather();
    },
    flush: () => {
      passOn();
      return queue.flush();
    },
    close: () => {
      passOn();
      return queue.close();
    },
  };
};

const fits = (line: string, limit: number): boolean => sizeOf([line]) <= limit;

const tooLong = ({ id, data }: AuditRecord): string =>
  missingMarker(id.split('/')[0] ?? '', data.sequence, data.sequence, 'the record is too long for a ConfigMap');

const deliverer = (
  options: ConfigMapSinkOptions,
  appends: boolean,
): ((lines: readonly string[]) => Promise<E.Either<DeliveryError, void>>) => {
  const { cluster, identity } = options;
  const limit = options.chunkBytes ?? chunkBytes;
  const { namespace } = identity.engine;
  let place: Place = { chunk: 1, used: 0, made: false };
  /** Lines of this segment that have arrived. */
  let position = 0;
  /**
   * Of the delivery that failed half way: its first line, how many of its lines have arrived, and how many were in the
   * request that failed. That one is repeated exactly, because it may have arrived without our knowing.
   */
  let failed = { first: '', arrived: 0, tried: 0 };

  const next = (): Place => ({ chunk: place.chunk + 1, used: 0, made: false });

  const append = async (key: string, value: string): Promise<E.Either<ClusterError, unknown>> =>
    cluster.patch('ConfigMap', { namespace, name: chunkName(identity, place.chunk) }, { data: { [key]: value } }, call);

  /** Makes the chunk; one that is there with the same lines was made by an attempt whose answer was lost. */
  const make = async (key: string, value: string): Promise<E.Either<ClusterError, unknown>> => {
    for (;;) {
      const created = await cluster.create('ConfigMap', chunkObject(identity, place.chunk, { [key]: value }), call);
      if (E.isRight(created) || !isAlreadyExists(created.left)) return created;
      const name = chunkName(identity, place.chunk);
      const found = await cluster.get('ConfigMap', { namespace, name }, call);
      if (E.isLeft(found) && !isForbidden(found.left)) return found;
      if (E.isRight(found) && dataAt(found.right, key) === value) return found;
      // A killed process that counted itself as the same segment was here: its lines are not touched.
      place = next();
    }
  };

  const send = async (lines: readonly string[]): Promise<E.Either<ClusterError, unknown>> => {
    const [key, value] = [lineKey(position + 1), joinLines(lines)];
    const sent = await (place.made ? append(key, value) : make(key, value));
    if (E.isRight(sent)) {
      position += lines.length;
      place = { chunk: place.chunk, used: place.used + sizeOf(lines), made: true };
      if (!appends) place = next();
    } else if (place.made && isNotFound(sent.left)) {
      // Somebody deleted the chunk: what was in it is gone, what comes gets a new one.
      place = next();
    }
    return sent;
  };

  return async (lines) => {
    const [first = ''] = lines;
    let { arrived, tried } = failed.first === first ? failed : { arrived: 0, tried: 0 };
    while (arrived < lines.length) {
      const rest = lines.slice(arrived);
      const count = tried > 0 ? tried : fitting(rest, limit - place.used);
      if (count === 0) {
        place = next();
        continue;
      }
      const sent = await send(rest.slice(0, count));
      if (E.isLeft(sent)) {
        failed = { first, arrived, tried: count };
        return E.left(deliveryError(sent.left));
      }
      arrived += count;
      tried = 0;
    }
    failed = { first: '', arrived: 0, tried: 0 };
    return E.right(undefined);
  };
};

const deliveryError = (error: ClusterError): DeliveryError => ({
  message: error.message,
  permanent: isAccessDenied(error),
});

const dataAt = (object: KubeObject, key: string): unknown => (isRecord(object.data) ? object.data[key] : undefined);
