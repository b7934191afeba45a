import * as E from 'fp-ts/Either';
import { type AuditLog, createFanOut } from '../audit/sinks/fan-out.ts';
import { openFileSink } from '../audit/sinks/file-sink.ts';
import { createLateSink } from '../audit/sinks/late-sink.ts';
import type { ProblemListener, Sink } from '../audit/sinks/sink.ts';
import { createStdoutSink } from '../audit/sinks/stdout-sink.ts';
import { systemClock } from '../cluster/clock.ts';
import type { Access, Cluster } from '../cluster/port.ts';
import type { Log } from '../runner/log.ts';
import { openConfigMapSink } from '../runner/publish/config-map-sink.ts';
import type { RunIdentity } from '../runner/run/run-context.ts';
import type { RunnerOptions } from '../runner/run/runner-options.ts';

// Every place where an audit log can go: what names it, how it is opened, and how it is closed.

/** The flags that name places. */
export interface AuditFlags {
  /** A file, which every record waits for. */
  readonly audit?: string;
}

/** Places that are open before the run is known. Beside them the cluster has the log, where it lets us. */
export interface AuditPlaces {
  /** Waited for at each record. */
  readonly awaited: readonly Sink[];
  readonly background: readonly Sink[];
}

/** The places that the command line names. Left: why one cannot be opened, a sentence. */
export const placesOfFlags = async ({ audit }: AuditFlags, log: Log): Promise<E.Either<string, AuditPlaces>> => {
  if (audit === undefined) return E.right({ awaited: [], background: [] });
  const file = await openFileSink({ path: audit, onProblem: problemIn(log) });
  return E.map((sink: Sink) => ({ awaited: [sink], background: [] }))(file);
};

/** The places of the pod: what collects the logs of pods has the audit. */
export const placesOfPod = (log: Log): AuditPlaces => ({
  awaited: [],
  background: [createStdoutSink(process.stdout, problemIn(log))],
});

/** The audit log of the one run that a process may drive. `close` waits for its places no longer than `boundMs`. */
export const createAudit = ({ awaited, background }: AuditPlaces, cluster: Cluster, log: Log) => {
  let opened: AuditLog | undefined;
  const open: RunnerOptions['openAudit'] = async (...of) => {
    const stored = createLateSink('ConfigMaps', storedSink(cluster, log, ...of));
    opened = createFanOut({ awaited, background: [...background, stored] });
    return opened;
  };
  return { open, close: async (boundMs: number) => opened?.close(AbortSignal.timeout(boundMs)) };
};

/** ConfigMaps beside the engine, as soon as it is known that they may be made. */
const storedSink = async (
  cluster: Cluster,
  log: Log,
  { engineName: name, engineUid: uid, namespace, runId }: RunIdentity,
  segment: number,
  access: Promise<Access | undefined>,
): Promise<Sink | undefined> => {
  const rules = await access;
  if (rules === undefined) return undefined;
  const opened = openConfigMapSink({
    cluster,
    clock: systemClock,
    access: rules,
    identity: { engine: { name, uid, namespace }, runId, segment },
    onProblem: problemIn(log),
  });
  return E.isRight(opened) ? opened.right : undefined;
};

/** How a sink's problem is told. */
const problemIn =
  (log: Log): ProblemListener =>
  (problem) =>
    log.warn({ sink: problem.sink, cause: problem.message }, 'the audit log has a problem');
