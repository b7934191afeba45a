import * as E from 'fp-ts/Either';
import { type AuditLog, createFanOut } from '../audit/fan-out.ts';
import { openFileSink } from '../audit/file-sink.ts';
import type { Sink } from '../audit/sink.ts';
import { systemClock } from '../cluster/clock.ts';
import { openConfigMapSink } from '../cluster/config-map-sink.ts';
import type { Access, Cluster } from '../cluster/port.ts';
import type { Log } from '../runner/log.ts';
import type { RunIdentity } from '../runner/run-context.ts';

/** The audit file, if one was named. Left: why it cannot be opened, a sentence. */
export const openAuditFile = async (
  path: string | undefined,
  log: Log,
): Promise<E.Either<string, Sink | undefined>> => {
  if (path === undefined) return E.right(undefined);
  return openFileSink({ path, onProblem: (problem) => log.warn({ cause: problem.message }, 'the audit file') });
};

/** The sinks of a run by hand: the file, which is waited for, and ConfigMaps beside the engine where they may be made. */
export const openAuditLog = async (
  cluster: Cluster,
  file: Sink | undefined,
  log: Log,
  identity: RunIdentity,
  segment: number,
  access: () => Promise<Access | undefined>,
): Promise<AuditLog> => {
  const rules = await access();
  const { engineName: name, engineUid: uid, namespace, runId } = identity;
  const chunks =
    rules === undefined
      ? undefined
      : openConfigMapSink({
          cluster,
          clock: systemClock,
          access: rules,
          identity: { engine: { name, uid, namespace }, runId, segment },
          onProblem: (problem) => log.warn({ cause: problem.message }, 'the audit in ConfigMaps'),
        });
  return createFanOut({
    awaited: file === undefined ? [] : [file],
    background: chunks !== undefined && E.isRight(chunks) ? [chunks.right] : [],
  });
};
