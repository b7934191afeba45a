import { Command, InvalidArgumentError, Option } from 'commander';
import { type AuditIo, auditExit, processIo, withSource } from '../app/audit-io.ts';
import { parseLog } from '../audit/parse-log.ts';
import { type ShowFilter, selectRecords, showHistory, showRecords } from '../audit/show.ts';
import { summarizeLong } from '../audit/show-summary.ts';
import type { AuditCluster, AuditSource } from '../audit/source.ts';
import { verify } from '../audit/verify/verify.ts';
import type { VerifyReport } from '../audit/verify/verify-report.ts';
import { defined } from '../model/json/json-object.ts';
import { outcomes } from '../model/litmus/outcome.ts';
import { type AuditRecord, actors, machines } from '../model/progress/record.ts';
import { counted } from '../model/text/counted.ts';
import { ofSource } from './option-values.ts';

const timeOption = (value: string): number => {
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw new InvalidArgumentError('expected a time such as 2026-01-31T12:00:00Z');
  return at;
};

const digestOption = (value: string): string => {
  if (!/^[0-9a-f]{64}$/i.test(value)) throw new InvalidArgumentError('expected a SHA-256, 64 hexadecimal digits');
  return value.toLowerCase();
};

const countOption = (value: string): number => {
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new InvalidArgumentError('expected a whole number from 1');
  return Number(value);
};

/** Says why there is nothing to do it with. `what`: it cannot be done with a compact history. */
const withoutText = ({ origin, history }: AuditSource, what: string, io: AuditIo): number => {
  io.stderr(
    history === undefined
      ? `No audit log was found in ${origin}.\n`
      : `Only the compact history of this run is left, and it cannot be ${what}: it has neither events nor hashes. ` +
          'Verify the runner’s standard output or its audit file where one of them was kept.\n',
  );
  return auditExit.problems;
};

interface ShowOptions extends ShowFilter, AuditCluster {
  readonly json?: boolean;
  readonly run?: string;
  readonly all?: boolean;
}

const filterOf = ({ step, machine, actor, outcome, since, until, run }: ShowOptions): ShowFilter =>
  defined({ step, machine, actor, outcome, since, until, runId: run });

/** The table; on a terminal, where it would be too long to be read and nothing else is asked for, a screen in its place. */
const recordsText = (records: readonly AuditRecord[], options: ShowOptions, { columns, rows }: AuditIo): string => {
  const filter = filterOf(options);
  const screen = columns === undefined || rows === undefined || options.all ? undefined : { columns, rows };
  return (screen && summarizeLong(records, filter, screen)) ?? showRecords(records, filter, columns);
};

const show = (source: AuditSource, options: ShowOptions, io: AuditIo): number => {
  const filter = filterOf(options);
  if (source.text === undefined) {
    if (source.history === undefined) return withoutText(source, 'shown', io);
    io.stdout(options.json ? `${JSON.stringify(source.history)}\n` : showHistory(source.history, filter, io.columns));
    return auditExit.ok;
  }
  const log = parseLog(source.text);
  const records = log.records.map(({ record }) => record);
  if (options.json) for (const record of selectRecords(records, filter)) io.stdout(`${JSON.stringify(record)}\n`);
  else io.stdout(recordsText(records, options, io));
  for (const { line, message } of log.problems) io.stderr(`Line ${line} is a broken record: ${message}\n`);
  if (records.length === 0) io.stderr(`${source.origin} holds no audit record.\n`);
  return records.length === 0 || log.problems.length > 0 ? auditExit.problems : auditExit.ok;
};

const verifyText = (report: VerifyReport): string => {
  const lines: string[] = [];
  for (const run of report.runs) {
    const head = run.headConfirmed ? 'the head is confirmed' : `its last line has the SHA-256 ${run.last.head}`;
    lines.push(`Run ${run.runId}: ${run.records} records up to ${run.last.sequence}; ${head}.`);
    for (const { segment, from, to, continues } of run.segments) {
      const after =
        continues === undefined
          ? ''
          : `, continues the checkpoint at ${continues.sequence} of segment ${continues.segment}`;
      lines.push(`  segment ${segment}: ${from} to ${to}${after}`);
    }
    for (const { message } of run.afterCheckpoint) lines.push(`  ~ ${message}`);
  }
  for (const note of report.notes) lines.push(`Note: ${note}`);
  for (const { kind, message } of report.problems) lines.push(`PROBLEM (${kind}): ${message}`);
  const count = report.problems.length;
  lines.push(report.ok ? 'The chain is whole.' : `${counted(count, 'problem')}: the log is not whole.`);
  return `${lines.join('\n')}\n`;
};

interface VerifyFlags extends AuditCluster {
  readonly head?: string;
  readonly sequence?: number;
  readonly run?: string;
  readonly json?: boolean;
}

const verifySource = (source: AuditSource, flags: VerifyFlags, io: AuditIo): number => {
  if (source.text === undefined) return withoutText(source, 'verified', io);
  // A head on the command line goes with the sequence given there, not with the one found beside the log.
  const sequence = flags.sequence ?? (flags.head === undefined ? source.sequence : undefined);
  const head = flags.head ?? source.head;
  const report = verify(source.text, { head, sequence, runId: flags.run ?? source.runId });
  const plain = { ...report, runs: report.runs.map(({ chain: _, ...run }) => run) };
  io.stdout(flags.json ? `${JSON.stringify(plain, null, 2)}\n` : verifyText(report));
  return report.ok ? auditExit.ok : auditExit.problems;
};

const replaySource = async (source: AuditSource, json: boolean, io: AuditIo): Promise<number> => {
  if (source.text === undefined) return withoutText(source, 'replayed', io);
  const { replay } = await import('../audit/verify/replay.ts');
  const { experimentMachine } = await import('../../machines/experiment/experiment.ts');
  const { runnerMachine } = await import('../../machines/runner/runner.ts');
  const { supervisorMachine } = await import('../../machines/supervisor/supervisor.ts');
  const log = parseLog(source.text);
  const report = replay(log, { experiment: experimentMachine, supervisor: supervisorMachine, runner: runnerMachine });
  if (json) io.stdout(`${JSON.stringify(report, null, 2)}\n`);
  else {
    for (const { message, line } of report.problems) io.stdout(`PROBLEM: ${message} (line ${line})\n`);
    const running = report.machines.filter(({ done }) => !done);
    for (const { name, state } of running) io.stdout(`Note: ${name} has not ended: it is in ${state}.\n`);
    const agrees =
      report.problems.length === 0 ? 'agree with the log' : `disagree with the log ${report.problems.length} times`;
    io.stdout(`${report.transitions} transitions of ${report.machines.length} machines ${agrees}.\n`);
  }
  if (log.records.length === 0) io.stderr(`${source.origin} holds no audit record.\n`);
  return report.ok && log.records.length > 0 ? auditExit.ok : auditExit.problems;
};

const help = `
The log is what a run wrote with --audit FILE, or what its pod printed. NAMESPACE/NAME reads what the cluster has of it: the
ConfigMaps, else the log of the runner's pod, else the compact history in the engine's checkpoint.

Examples:
  chaos-runner audit show run.jsonl --step pod-delete
  kubectl logs engine-runner | chaos-runner audit verify
  chaos-runner audit show litmus/engine --outcome Error --json
  chaos-runner audit replay run.jsonl

Exit codes: 0 fine, 1 problems were found or there is nothing to read, 2 the cluster cannot be read, 64 bad usage.`;

/**
 * `audit show|verify|replay`. Exit codes: 0 ok, 1 problems were found, 2 the cluster could not be read, 64 bad usage.
 */
export const auditCommand = (io: AuditIo = processIo()): Command => {
  const audit = new Command('audit')
    .summary('read, verify and replay the audit log of a run')
    .description('Reads, verifies and replays the audit log of a run.')
    .addHelpText('after', help);
  ofSource(
    audit
      .command('show')
      .summary('show the records as a table: when, step, from → to, why, by whom')
      .description('Shows the records as a table: when, step, from → to, why, by whom.')
      .option('--step <id>', 'only records of this step')
      .addOption(new Option('--machine <machine>', 'only records of this machine').choices(machines))
      .addOption(new Option('--actor <actor>', 'only what was caused by').choices(actors))
      .addOption(new Option('--outcome <outcome>', 'only steps that ended so').choices(outcomes))
      .option('--since <time>', 'only from this time on, RFC 3339', timeOption)
      .option('--until <time>', 'only up to this time, RFC 3339', timeOption)
      .option('--run <id>', 'only this run')
      .option('--all', 'every record; by default a terminal gets one screen of a run of more than 200 steps')
      .option('--json', 'the records as JSON, one a line'),
  ).action((source: string | undefined, options: ShowOptions) =>
    withSource(source, io, options, (found) => show(found, options, io)),
  );
  ofSource(
    audit
      .command('verify')
      .summary('say which record is missing, altered, out of place, repeated or foreign')
      .description('Says which record is missing, altered, out of place, repeated or foreign.')
      .option('--head <sha256>', 'what the checkpoint or the summary keeps as the hash of the last line', digestOption)
      .option('--sequence <number>', 'the sequence that goes with the head', countOption)
      .option('--run <id>', 'the run that the head belongs to; default: the last one in the log')
      .option('--json', 'the report as JSON'),
  ).action((source: string | undefined, flags: VerifyFlags) =>
    withSource(source, io, flags, (found) => verifySource(found, flags, io)),
  );
  ofSource(
    audit
      .command('replay')
      .summary('drive the machines by the events of the log and compare every transition with its record')
      .description('Drives the machines by the events of the log and compares every transition with its record.')
      .option('--json', 'the report as JSON'),
  ).action((source: string | undefined, flags: AuditCluster & { json?: boolean }) =>
    withSource(source, io, flags, (found) => replaySource(found, flags.json === true, io)),
  );
  return audit;
};
