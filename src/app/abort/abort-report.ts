import { engineSelector } from '../../model/litmus/engine-label.ts';
import type { Swept } from '../../runner/removal/sweep.ts';
import type { Closed } from './abort-rows.ts';

/** The proof with which an abort ends: what was listed, what was seen to go, and that nothing is left. */
export interface AbortReport extends Swept {
  readonly engine: string;
  readonly uid: string;
  /** Steps whose open row was ended here. */
  readonly rows: readonly string[];
}

/** Puts the report together from what the sweep and the rows say. */
export const reportOf = (engine: string, uid: string, swept: Swept, closed: Closed): AbortReport => {
  const problem = swept.problem ?? closed.problem;
  return { engine, uid, ...swept, rows: closed.rows, ...(problem === undefined ? {} : { problem }) };
};

/** Two lists in a row found nothing, and no target is still marked as injected. */
export const isClean = ({ emptyAt, left, injected, problem, forced }: AbortReport): boolean =>
  emptyAt.length >= 2 && left.length === 0 && injected.length === 0 && forced.length === 0 && problem === undefined;

const listOf = (title: string, all: readonly string[]): readonly string[] =>
  all.length === 0 ? [`${title}: nothing`] : [`${title} (${all.length}):`, ...all.map((one) => `  ${one}`)];

/** The report for people. Ends with a line feed. */
export const reportText = (report: AbortReport): string => {
  const { engine, uid, listed, deletionAccepted, gone, forced, left, mayCreateHelpers, emptyAt, injected, problem } =
    report;
  const stays = left.map((one) => (mayCreateHelpers.includes(one) ? `${one} (it may yet start helpers)` : one));
  const times = emptyAt.map((at) => new Date(at).toISOString().slice(11, 23)).join(' and ');
  const lines = [
    ...listOf('Listed', listed),
    ...listOf('Deletion accepted', deletionAccepted),
    ...listOf('Seen to be gone', gone),
    ...(left.length > 0 ? listOf('Still there', stays) : []),
    ...(left.length === 0 && emptyAt.length >= 2
      ? [`Left: 0 Jobs and 0 pods with ${engineSelector(uid)}, in two lists in a row (${times} UTC).`]
      : []),
    ...(forced.length === 0 ? [] : [`Removed by force, their node is gone, revert unknown: ${forced.join(', ')}`]),
    ...(injected.length > 0 ? listOf('Still marked as injected, look after these targets by hand', injected) : []),
    // What could not be read proves nothing.
    ...(problem === undefined
      ? injected.length === 0
        ? ['No target is marked as injected.']
        : []
      : [`Problem: ${problem}`]),
    isClean(report) ? `${engine} is aborted, and nothing of it is left.` : `${engine} is NOT cleaned up.`,
  ];
  return `${lines.join('\n')}\n`;
};
