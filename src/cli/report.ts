import { Command, Option } from 'commander';
import { type AuditIo, auditExit, processIo, withSource } from '../app/audit-io.ts';
import { writeOutput } from '../app/complain.ts';
import { runOfHistory } from '../app/ended-history.ts';
import { whatHistoryLacks } from '../audit/history.ts';
import { parseLog } from '../audit/parse-log.ts';
import { foldRecords, type RunModel } from '../audit/run-model.ts';
import type { AuditCluster, AuditSource } from '../audit/source.ts';
import { journalReport } from '../view/reports/journal.ts';
import { junitReport } from '../view/reports/junit.ts';
import { markdownReport } from '../view/reports/markdown.ts';
import { ofSource, shared } from './option-values.ts';

/** Makes a report of a run; the file's text. May load what it needs first. */
type ReportFormat = (model: RunModel) => string | Promise<string>;

const formats: Readonly<Record<string, ReportFormat>> = {
  junit: junitReport,
  journal: journalReport,
  markdown: markdownReport,
  // The page is large: only who wants it loads it.
  html: async (model) => (await import('../view/reports/html.ts')).htmlReport(model),
};

interface ReportFlags extends AuditCluster {
  readonly format: string;
  readonly output?: string;
  readonly run?: string;
}

const modelOf = (source: AuditSource, runId: string | undefined, io: AuditIo): RunModel | undefined => {
  if (source.text !== undefined) {
    const log = parseLog(source.text);
    for (const { line, message } of log.problems) io.stderr(`Line ${line} is a broken record: ${message}\n`);
    return foldRecords(
      log.records.map(({ record }) => record),
      runId ?? source.runId,
    );
  }
  if (source.history === undefined) return undefined;
  for (const sentence of whatHistoryLacks(source.history)) io.stderr(`Note: ${sentence}\n`);
  return runOfHistory(source.history);
};

const help = `
Examples:
  chaos-runner report run.jsonl                                   a summary in Markdown
  chaos-runner report --format junit --output chaos.xml run.jsonl
  chaos-runner report --format html --output run.html run.jsonl   the inspector's page in one file
  kubectl logs engine-runner | chaos-runner report --format journal

Exit codes: 0 written, whatever the verdicts; 1 there is no such run, 2 the cluster cannot be read, 64 bad usage.`;

/**
 * `report --format junit|journal|markdown|html`. Exit codes: 0 written (whatever the verdicts),
 * 1 the source holds no such run, 2 the cluster could not be read, 64 bad usage.
 */
export const reportCommand = (io: AuditIo = processIo()): Command =>
  ofSource(
    new Command('report')
      .summary('make a report of a run from its audit log')
      .description('Makes a report of a run from its audit log.')
      .addOption(new Option('--format <format>', 'what to make').choices(Object.keys(formats)).default('markdown'))
      .addOption(shared.output())
      .option('--run <id>', 'which run of the log; default: the last one'),
  )
    .addHelpText('after', help)
    .action((argument: string | undefined, flags: ReportFlags) =>
      withSource(argument, io, flags, async (source) => {
        const { format, output, run } = flags;
        const model = modelOf(source, run, io);
        const make = formats[format];
        if (model !== undefined && make !== undefined) return writeOutput(await make(model), output, io);
        io.stderr(`${source.origin} holds no audit record of ${run === undefined ? 'a run' : `run ${run}`}.\n`);
        return auditExit.problems;
      }),
    );
