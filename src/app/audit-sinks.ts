import * as E from 'fp-ts/Either';
import { type AuditLog, createFanOut } from '../audit/sinks/fan-out.ts';
import { openFileSink } from '../audit/sinks/file-sink.ts';
import { createLateSink } from '../audit/sinks/late-sink.ts';
import type { ProblemListener, Sink } from '../audit/sinks/sink.ts';
import { systemClock } from '../cluster/clock.ts';
import type { Access, Cluster } from '../cluster/port.ts';
import type { Log } from '../runner/log.ts';
import { openConfigMapSink } from '../runner/publish/config-map-sink.ts';
import type { RunIdentity } from '../runner/run/run-context.ts';

/** The audit file, if one was named. Left: why it cannot be opened, a sentence. */
export const openAuditFile = async (
  path: string | undefined,
  log: Log,
): Promise<E.Either<string, Sink | undefined>> => {
  if (path === undefined) return E.right(undefined);
  return openFileSink({ path, onProblem: auditProblem(log) });
};

export interface AuditSinks {
  readonly cluster: Cluster;
  /** Waited for at each record. */
  readonly awaited?: readonly Sink[];
  readonly background?: readonly Sink[];
  readonly log: Log;
  readonly identity: RunIdentity;
  readonly segment: number;
  /** Our rights, once the run has asked for them. */
  readonly access: Promise<Access | undefined>;
}

/** The given sinks, and ConfigMaps beside the engine where they may be made, as soon as that is known. */
export const openAuditLog = (sinks: AuditSinks): AuditLog =>
  createFanOut({
    awaited: sinks.awaited ?? [],
    background: [...(sinks.background ?? []), createLateSink('ConfigMaps', storedSink(sinks))],
  });

const storedSink = async ({ cluster, log, identity, segment, access }: AuditSinks): Promise<Sink | undefined> => {
  const rules = await access;
  if (rules === undefined) return undefined;
  const { engineName: name, engineUid: uid, namespace, runId } = identity;
  const opened = openConfigMapSink({
    cluster,
    clock: systemClock,
    access: rules,
    identity: { engine: { name, uid, namespace }, runId, segment },
    onProblem: auditProblem(log),
  });
  return E.isRight(opened) ? opened.right : undefined;
};

/** How a sink's problem is told. */
export const auditProblem =
  (log: Log): ProblemListener =>
  (problem) =>
    log.warn({ sink: problem.sink, cause: problem.message }, 'the audit log has a problem');
