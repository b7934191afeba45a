import { randomBytes, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import * as E from 'fp-ts/Either';
import type { AuditLog } from '../audit/sinks/fan-out.ts';
import type { Sink } from '../audit/sinks/sink.ts';
import type { Clock } from '../cluster/clock.ts';
import type { Cluster } from '../cluster/port.ts';
import { showProblem } from '../model/json/problem.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import {
  decodeEnvironment,
  type EnvironmentRecord,
  environmentFromEngine,
} from '../model/litmus/runner-environment.ts';
import type { Plan } from '../model/plan/plan.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import type { Finish } from '../runner/run/finish.ts';
import { commandLineHolder } from '../runner/run/holder.ts';
import { createRunner } from '../runner/run/runner.ts';
import { openAuditLog } from './audit-sinks.ts';
import { newRunId } from './pod.ts';
import { isAlive } from './process.ts';
import type { View } from './progress/view.ts';
import type { Terminal } from './terminal.ts';
import { viewLog } from './view-log.ts';

export interface DriveByHand {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** As it stands in the cluster. */
  readonly engine: ChaosEngine;
  readonly terminal: Terminal;
  readonly view: View;
  /** The audit file, which every record waits for. */
  readonly auditFile?: Sink;
  readonly batchText?: string;
  readonly plan?: Plan;
  readonly onRecord?: (record: AuditRecord) => void;
  /** What to say of the second Ctrl-C, beside what is left running. */
  readonly whenLeaving: string;
}

/**
 * Drives an engine without an operator and shows its progress. The first Ctrl-C aborts the run; the second one leaves at
 * once and says what remains.
 */
export const driveByHand = async (options: DriveByHand): Promise<Finish> => {
  const { cluster, clock, engine, view } = options;
  const { namespace = 'default' } = engine.metadata;
  const { RUNNER_UNCOPIED_LABELS } = process.env;
  const environment = E.chain((variables: EnvironmentRecord) =>
    decodeEnvironment({ ...variables, RUNNER_UNCOPIED_LABELS }),
  )(environmentFromEngine(engine, namespace));
  if (E.isLeft(environment))
    return { is: 'Rejected', reason: environment.left.map(showProblem).join('\n'), experiments: [] };
  const log = viewLog(view);
  for (const warning of environment.right.warnings) view.note(`warning: ${warning}`);
  const audits: AuditLog[] = [];
  const runner = createRunner({
    cluster,
    clock,
    random: Math.random,
    newRunId,
    seed: () => randomInt(2 ** 47),
    log,
    environment: environment.right,
    mode: 'commandLine',
    holder: async () => commandLineHolder(hostname(), process.pid, randomBytes(4).toString('hex')),
    host: hostname(),
    isAlive,
    openAudit: async (identity, segment, access) => {
      const awaited = options.auditFile === undefined ? [] : [options.auditFile];
      const audit = openAuditLog({ cluster, awaited, log, identity, segment, access });
      audits.push(audit);
      return audit;
    },
    ...(options.batchText === undefined ? {} : { batchText: options.batchText }),
    ...(options.plan === undefined ? {} : { plan: options.plan }),
    onRecord: (record) => {
      view.record(record);
      options.onRecord?.(record);
    },
  });
  const restore = onCtrlC(options, (reason) => runner.abort('user', reason));
  const finish = await runner.finish;
  for (const audit of audits) await audit.close(AbortSignal.timeout(5_000));
  restore();
  return finish;
};

const onCtrlC = (
  { terminal, view, whenLeaving }: Pick<DriveByHand, 'terminal' | 'view' | 'whenLeaving'>,
  abort: (reason: string) => void,
): (() => void) => {
  let count = 0;
  return terminal.onInterrupt(() => {
    count += 1;
    if (count === 1) {
      view.note('Aborting the run: waiting until its Jobs and pods are gone. Press Ctrl-C again to leave at once.');
      abort('Interrupted on the command line (Ctrl-C).');
      return;
    }
    view.close();
    const open = (view.model()?.attempts ?? []).filter(
      ({ endedAt, job }) => endedAt === undefined && job !== undefined,
    );
    const jobs = open.map(({ job }) => `job/${job}`).join(', ');
    terminal.stderr(`Left before the end. Still there as far as is known: ${jobs === '' ? 'nothing' : jobs}.\n`);
    terminal.stderr(`${whenLeaving}\n`);
    terminal.leave(3);
  });
};
