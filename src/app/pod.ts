import * as E from 'fp-ts/Either';
import type { Logger } from 'pino';
import { systemClock } from '../cluster/clock.ts';
import type { Retry } from '../cluster/retry.ts';
import { showProblem } from '../model/json/problem.ts';
import { runnerName } from '../model/litmus/row.ts';
import { decodeEnvironment, engineNamed } from '../model/litmus/runner-environment.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import { plainText } from '../model/text/plain-text.ts';
import { proven } from '../runner/run/final-test.ts';
import { podExitCode } from '../runner/run/finish.ts';
import { rejectEnvironment } from '../runner/run/reject-run.ts';
import { createRunner } from '../runner/run/runner.ts';
import { createAudit, placesOfPod } from './audit-sinks.ts';
import { createLog } from './log.ts';
import { type ClusterFlags, openCluster } from './open-cluster.ts';
import { createOutput } from './output.ts';
import { ownPodGraceSeconds, ownPodStartedAt, ownPodUid, retireOwnPod } from './pod-identity.ts';
import { podInspector } from './pod-inspector.ts';
import { ofProcess } from './process.ts';
import { logWarnings } from './server-warnings.ts';

/** The log tells, as the events on the engine do, which step has failed and why. */
const sayWarnings = (log: Logger, { subject, data }: AuditRecord): void => {
  for (const { type, params } of data.effects)
    if (type === 'publishEvent' && params.warning === true)
      log.warn({ step: subject, event: params.reason, cause: params.message }, 'a step has something to report');
};

/** What may wait in this process for somebody who reads standard error, in bytes. */
const logBytes = 1_048_576;

/** Lines that standard error loses are said on standard output, between the records, as a line of the same kind. */
const podLog = (level: string | undefined): Logger => {
  // Its own losses are the audit's to tell of; before there is one, nobody is to be ended by them.
  process.stdout.on('error', () => undefined);
  const tell = (sentence: string): void =>
    createLog(level, { write: (line) => void process.stdout.write(plainText(line)) }).warn({}, sentence);
  return createLog(level, createOutput(process.stderr, { name: 'standard error', limitBytes: () => logBytes, tell }));
};

/**
 * The pod's contract: drives the engine that the operator's environment names. Resolves with the exit code. `flags`:
 * `-kubeconfig PATH`, as the Go runner took it.
 */
export const runInPod = async (flags: Pick<ClusterFlags, 'kubeconfig'>): Promise<number> => {
  const { env } = process;
  const log = podLog(env.LOG_LEVEL);
  const environment = decodeEnvironment(env);
  const named = engineNamed(env);
  if (E.isLeft(environment)) {
    for (const problem of environment.left) log.error({ variable: problem.path.join('.') }, showProblem(problem));
    if (named === undefined) return 64;
  }
  const sayRetry = (retry: Retry): void => log.debug({ ...retry }, 'a request is tried again');
  const open = await openCluster(flags, logWarnings(log), sayRetry);
  if (E.isLeft(open)) {
    log.error({}, open.left);
    return 1;
  }
  const { cluster } = open.right;
  if (E.isLeft(environment)) {
    const place = named ?? { engine: '', namespace: '' };
    const rejected = await rejectEnvironment(
      { cluster, clock: systemClock, log, named: place },
      environment.left.map(showProblem),
    );
    const finish = await proven(rejected, { cluster, ...place, seen: undefined });
    await cluster.close();
    if (finish.is === 'TryAgain') log.error({}, finish.reason);
    return podExitCode(finish);
  }
  const { namespace, engine } = environment.right;
  for (const warning of environment.right.warnings) log.warn({}, warning);
  const audit = createAudit(placesOfPod(log), cluster, log);
  const inspector = await podInspector(env.RUNNER_INSPECT_PORT, `${namespace}/${engine}`, log);
  const ownPod = { namespace, name: runnerName(engine) };
  const runner = createRunner({
    ...ofProcess,
    cluster,
    clock: systemClock,
    log,
    environment: environment.right,
    mode: 'pod',
    holder: () => ownPodUid(cluster, ownPod),
    podGraceSeconds: () => ownPodGraceSeconds(cluster, ownPod),
    podStartedAt: () => ownPodStartedAt(cluster, ownPod),
    isAlive: () => false,
    openAudit: audit.open,
    onRecord: (record) => {
      sayWarnings(log, record);
      inspector?.push(record);
    },
  });
  process.on('SIGTERM', runner.terminate);
  process.on('SIGINT', runner.terminate);
  const finish = await runner.finish;
  await audit.close(1_000);
  await inspector?.close();
  if (finish.is === 'HandedOver') await retireOwnPod(cluster, ownPod);
  await cluster.close();
  const { is, ...rest } = finish;
  if (finish.is === 'Finished') {
    const { runId, outcome, aborted, sequence, head, left, injected } = finish;
    log.info({ runId, outcome, aborted, sequence, head, left, injected }, 'the run has ended');
  } else
    log[finish.is === 'Nothing' || finish.is === 'HandedOver' ? 'info' : 'error'](
      { how: is, ...rest },
      'the runner ends',
    );
  return podExitCode(finish);
};
