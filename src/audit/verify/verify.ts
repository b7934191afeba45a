import type { RecordData } from '../../model/progress/record.ts';
import { type ParsedLog, parseLog } from '../parse-log.ts';
import { nodesOfRuns } from './verify-nodes.ts';
import type { RunReport, VerifyOptions, VerifyProblem, VerifyReport } from './verify-report.ts';
import { verifyRun } from './verify-run.ts';

/** A process ends with the last state of its runner; in earlier versions by handing over or with the supervisor's last state. */
const ends = ({ machine, to }: RecordData): boolean => {
  if (machine === 'runner') return to.startsWith('Ended.');
  return machine === 'run' ? to === 'HandedOver' || to === 'Closed' : to === 'Completed' || to === 'Aborted';
};

const notesOn = (report: RunReport, log: ParsedLog, headGiven: boolean): string[] => {
  const notes: string[] = [];
  const tail = log.records.find(({ line }) => line === report.chain.at(-1))?.record.data;
  if (!headGiven) {
    notes.push(`run ${report.runId}: no head hash was given, so a cut or altered end cannot be seen`);
  }
  if (tail !== undefined && !ends(tail)) {
    notes.push(
      `run ${report.runId}: the log ends in the middle, with record ${report.last.sequence}: the run still goes on, the runner was killed, or the tail was cut off`,
    );
  }
  return notes;
};

/**
 * Says precisely which records of a log are missing, altered, out of place, duplicated or foreign. The chain is followed by
 * its hashes from the end to the beginning, so each record is vouched for by the one after it and the last one by `head`,
 * if given. What a killed process printed after the checkpoint that the next one continued is listed, not complained about.
 * A log may hold several runs.
 */
export const verify = (log: ParsedLog | string | Uint8Array, options: VerifyOptions = {}): VerifyReport => {
  const parsed = typeof log === 'string' || log instanceof Uint8Array ? parseLog(log) : log;
  const indexes = nodesOfRuns(parsed);
  const headRun = options.runId ?? indexes.at(-1)?.runId;
  const problems: VerifyProblem[] = parsed.problems
    .filter(({ claims }) => claims === undefined)
    .map(({ line, message }) => ({ kind: 'malformed', line, message: `line ${line} is a broken record: ${message}` }));
  const runs: RunReport[] = [];
  const notes: string[] = [];
  for (const index of indexes) {
    const isHeadRun = index.runId === headRun;
    const markers = parsed.markers.filter(({ runId }) => runId === index.runId);
    const verified = verifyRun(index, isHeadRun ? options : {}, markers);
    if (verified === undefined) continue;
    runs.push(verified.report);
    problems.push(...verified.problems);
    notes.push(...notesOn(verified.report, parsed, isHeadRun && options.head !== undefined));
  }
  if (runs.length === 0) problems.push({ kind: 'missing', message: 'the log holds no audit record' });
  else if (!runs.some(({ runId }) => runId === headRun)) {
    problems.push({ kind: 'missing', message: `the log holds no record of run ${headRun}` });
  }
  return { ok: problems.length === 0, runs, problems, notes };
};
