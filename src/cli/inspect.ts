import { Command } from 'commander';
import * as E from 'fp-ts/Either';
import { type AuditIo, auditExit, processIo, readSource } from '../app/audit-io.ts';
import { runOfHistory } from '../app/ended-history.ts';
import { followFile, pollSource } from '../app/follow-source.ts';
import { inspectServer } from '../app/inspect-server.ts';
import { processTerminal, type Terminal, untilInterrupt } from '../app/terminal.ts';
import { whatHistoryLacks } from '../audit/history.ts';
import { parseLog } from '../audit/parse-log.ts';
import type { RunModel } from '../audit/run-model.ts';
import type { AuditCluster, AuditSource } from '../audit/source.ts';
import type { AuditRecord } from '../model/progress/record.ts';
import { ofSource, shared } from './option-values.ts';

const help = `
Serves one page on 127.0.0.1 that shows a run: the batch as a graph, the machine of each step, a timeline, the records.
The page only shows. A file that is still being written, or an engine whose run goes on, is followed.

Examples:
  chaos-runner inspect run.jsonl
  chaos-runner inspect litmus/engine --port 8080
  kubectl logs engine-runner | chaos-runner inspect -

For a run that this program drives itself: demo --inspect, run FILE --inspect; in the pod RUNNER_INSPECT_PORT, with
kubectl port-forward. A file to send to others: report --format html.`;

const fileEveryMs = 300;
const clusterEveryMs = 5_000;

/** What a source holds, for the page: records, or what is known of the run without them. */
export const recordsOfSource = ({
  text,
  history,
}: AuditSource): {
  readonly records: readonly AuditRecord[];
  readonly model?: RunModel;
  readonly notes: readonly string[];
} => {
  if (text !== undefined) {
    const log = parseLog(text);
    const broken = log.problems.map(({ line, message }) => `Line ${line} is a broken record: ${message}`);
    const more = broken.length > 5 ? [...broken.slice(0, 4), `${broken.length - 4} more lines are broken.`] : broken;
    return { records: log.records.map(({ record }) => record), notes: more };
  }
  if (history === undefined) return { records: [], notes: [] };
  return { records: [], model: runOfHistory(history), notes: whatHistoryLacks(history) };
};

const byteLength = (text: AuditSource['text']): number => (text === undefined ? 0 : Buffer.byteLength(text));

export interface InspectFlags extends AuditCluster {
  /** 0: a free one. */
  readonly port: number;
}

/** Serves a source until the interrupt. Resolves with the exit code. */
export const inspect = async (
  argument: string | undefined,
  { port, ...where }: InspectFlags,
  io: AuditIo,
  terminal: Pick<Terminal, 'onInterrupt' | 'stderr'>,
): Promise<number> => {
  const source = await readSource(argument, io, where);
  if (E.isLeft(source)) {
    terminal.stderr(`${source.left.message}\n`);
    return source.left.code;
  }
  const { origin, text, notes = [] } = source.right;
  const isStdin = argument === undefined || argument === '-';
  const isFile = !isStdin && origin === argument;
  const found = recordsOfSource(source.right);
  if (found.records.length === 0 && found.model === undefined) {
    terminal.stderr(`${origin} holds no audit record${isStdin ? '' : ' yet'}.\n`);
    if (isStdin) return auditExit.problems;
  }
  const served = await inspectServer({
    port,
    origin,
    records: found.records,
    model: found.model,
    notes: [...notes, ...found.notes],
    live: !isStdin,
  });
  if (E.isLeft(served)) {
    terminal.stderr(`${served.left}\n`);
    return auditExit.usage;
  }
  const { url, push, close } = served.right;
  const seen = new Set(found.records.map(({ id }) => id));
  const take = (record: AuditRecord): void => {
    if (seen.has(record.id)) return;
    seen.add(record.id);
    push(record);
  };
  const stop = isStdin
    ? () => undefined
    : isFile
      ? followFile(argument, byteLength(text), fileEveryMs, take)
      : pollSource(() => readSource(argument, io, where), clusterEveryMs, take);
  terminal.stderr(`The inspector is at ${url} (Ctrl-C ends it).\n`);
  await untilInterrupt(terminal);
  stop();
  await close();
  return auditExit.ok;
};

/** `inspect [SOURCE]` */
export const inspectCommand = (io: AuditIo = processIo()): Command =>
  ofSource(
    new Command('inspect')
      .summary('show a run in the browser')
      .description('Serves a page on this machine that shows a run as it goes on, or as it was.')
      .addOption(shared.port()),
  )
    .addHelpText('after', help)
    .action(async (source: string | undefined, flags: InspectFlags) => {
      io.exit(await inspect(source, flags, io, processTerminal()));
    });
