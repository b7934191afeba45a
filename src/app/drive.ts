import { randomBytes } from 'node:crypto';
import * as E from 'fp-ts/Either';
import type { Clock } from '../cluster/clock.ts';
import type { Cluster } from '../cluster/port.ts';
import { defined } from '../model/json/json-object.ts';
import { showProblem } from '../model/json/problem.ts';
import type { ChaosEngine } from '../model/litmus/engine.ts';
import {
  decodeEnvironment,
  type EnvironmentRecord,
  environmentFromEngine,
  type RunSettings,
} from '../model/litmus/runner-environment.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import type { Finish } from '../runner/run/finish.ts';
import { commandLineHolder } from '../runner/run/holder.ts';
import { createRunner } from '../runner/run/runner.ts';
import { type AuditFlags, type AuditPlaces, createAudit } from './audit-sinks.ts';
import type { PlanChoice } from './plan-choice.ts';
import { isAlive, ofProcess } from './process.ts';
import type { View } from './progress/view.ts';
import { onInterrupts, type Terminal } from './terminal.ts';
import { viewLog } from './view-log.ts';

/** What is said to each command that drives a run: flags, and who is told of its records. */
export interface DriveOptions extends AuditFlags, RunSettings {
  readonly files: readonly string[];
  readonly json?: boolean;
  readonly onRecord?: (record: AuditRecord) => void;
}

export interface DriveByHand extends PlanChoice {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** As it stands in the cluster. */
  readonly engine: ChaosEngine;
  readonly terminal: Terminal;
  readonly view: View;
  readonly places: AuditPlaces;
  readonly options: DriveOptions;
  /** What to say of the second Ctrl-C, beside what is left running. */
  readonly whenLeaving: string;
}

/**
 * Drives an engine without an operator and shows its progress. The first Ctrl-C aborts the run; the second one leaves at
 * once and says what remains.
 */
export const driveByHand = async (drive: DriveByHand): Promise<Finish> => {
  const { cluster, clock, engine, view, options, batchText, plan } = drive;
  const { namespace = 'default' } = engine.metadata;
  const { RUNNER_UNCOPIED_LABELS, RUNNER_REQUESTS_PER_SECOND } = process.env;
  const environment = E.chain((variables: EnvironmentRecord) =>
    decodeEnvironment({ ...variables, RUNNER_UNCOPIED_LABELS, RUNNER_REQUESTS_PER_SECOND }, options),
  )(environmentFromEngine(engine, namespace));
  if (E.isLeft(environment))
    return { is: 'Rejected', reason: environment.left.map(showProblem).join('\n'), experiments: [] };
  const log = viewLog(view);
  for (const warning of environment.right.warnings) view.note(`warning: ${warning}`);
  const audit = createAudit(drive.places, cluster, log);
  const runner = createRunner({
    ...ofProcess,
    ...defined({ batchText, plan }),
    cluster,
    clock,
    log,
    environment: environment.right,
    mode: 'commandLine',
    holder: async () => commandLineHolder(ofProcess.host, process.pid, randomBytes(4).toString('hex')),
    isAlive,
    openAudit: audit.open,
    onRecord: (record) => {
      view.record(record);
      options.onRecord?.(record);
    },
  });
  const restore = onCtrlC(drive, (reason) => runner.abort('user', reason));
  const finish = await runner.finish;
  await audit.close(5_000);
  restore();
  return finish;
};

const onCtrlC = ({ terminal, view, whenLeaving }: DriveByHand, abort: (reason: string) => void): (() => void) => {
  const stop = (): void => {
    view.note('Aborting the run: waiting until its Jobs and pods are gone. Press Ctrl-C again to leave at once.');
    abort('Interrupted on the command line (Ctrl-C).');
  };
  const leave = (): void => {
    view.close();
    const open = (view.model()?.attempts ?? []).filter(
      ({ endedAt, job }) => endedAt === undefined && job !== undefined,
    );
    const jobs = open.map(({ job }) => `job/${job}`).join(', ');
    terminal.stderr(`Left before the end. Still there as far as is known: ${jobs === '' ? 'nothing' : jobs}.\n`);
    terminal.stderr(`${whenLeaving}\n`);
    terminal.leave(3);
  };
  return onInterrupts(terminal, stop, leave);
};
