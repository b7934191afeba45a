import { innermost } from '../../../machines/state-path.ts';
import type { Phase } from '../../audit/phases.ts';
import { countsText } from '../../audit/table.ts';
import { plainLine } from '../../model/text/plain-text.ts';
import type { Board, BoardRow } from './board.ts';
import { clockText, fitted, type Line, lookOf } from './style.ts';

/** What is worth a line first when there are more steps than lines. */
const rank: Readonly<Record<Phase, number>> = {
  Injecting: 0,
  Reading: 0,
  Starting: 0,
  Preparing: 0,
  Cleaning: 1,
  Retrying: 2,
  Stopped: 3,
  Error: 3,
  Fail: 3,
  Waiting: 4,
  Pass: 5,
  Skipped: 6,
};

/** The rows that fit, in the order of the plan, and the others, those first of which one wants to know. */
const chosen = (rows: readonly BoardRow[], room: number): Readonly<Record<'shown' | 'hidden', readonly BoardRow[]>> => {
  if (rows.length <= room) return { shown: rows, hidden: [] };
  const ranked = [...rows].sort((left, right) => rank[left.phase] - rank[right.phase]);
  const kept = new Set(ranked.slice(0, room));
  return { shown: rows.filter((row) => kept.has(row)), hidden: ranked.slice(room) };
};

const hiddenLine = (hidden: readonly BoardRow[], columns: number): string =>
  fitted(`  … ${hidden.length} more steps: ${countsText(hidden.map(({ phase }) => phase))}`, columns);

const rowLine = (row: BoardRow, width: number, columns: number): Line => {
  const { icon, paint } = lookOf(row.phase);
  const elapsed = row.elapsedMs === undefined || row.attempt === 0 ? '' : clockText(row.elapsedMs);
  const attempt = row.attempt > 1 ? `attempt ${row.attempt}  ` : '';
  const head = `${fitted(plainLine(row.id), width).padEnd(width)}  `;
  const phase = row.phase.padEnd(14);
  const rest = `${elapsed.padStart(7)}  ${attempt}${plainLine(row.detail)}`;
  const room = columns - 4 - head.length - phase.length;
  return [
    '  ',
    { text: icon, paint },
    ` ${head}`,
    { text: phase, paint },
    { text: fitted(rest, room).trimEnd(), paint: 'dim' },
  ];
};

const summary = (board: Board): string => {
  const chain = board.chain.length > 8 ? [...board.chain.slice(0, 7), '…'] : board.chain;
  const left = chain.length === 0 ? '' : `; longest chain left, ${board.chain.length} steps: ${chain.join(' → ')}`;
  return `${board.waiting} waiting, ${board.running} running, ${board.done} done${left}`;
};

/** `CuttingShort` is `cutting short`. */
const words = (name: string): string => name.replaceAll(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();

/**
 * The lines of a live view: the run, its steps as far as there is room, the counts. Fewer than `rows`, because the cursor
 * stands below them: what has left the screen cannot be drawn again.
 */
export const boardLines = (
  board: Board,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly Line[] => {
  const iteration = board.iterations > 1 ? `  iteration ${board.iteration} of ${board.iterations}` : '';
  const state = board.state === 'Iterating.Running' ? '' : `  ${words(innermost(board.state))}`;
  const title = fitted(
    plainLine(`${board.engine}  run ${board.runId}${iteration}  ${clockText(board.elapsedMs)}${state}`),
    columns,
  );
  const { shown, hidden } = chosen(board.rows, Math.max(0, rows - 5));
  const width = Math.min(40, Math.floor(columns / 2), Math.max(...shown.map(({ id }) => [...id].length), 4));
  const lines: readonly Line[] = [
    [{ text: title, paint: 'bold' }],
    ...shown.map((row) => rowLine(row, width, columns)),
    ...(hidden.length > 0 ? [[hiddenLine(hidden, columns)]] : []),
    [fitted(`  ${plainLine(summary(board))}`, columns)],
  ];
  return lines.slice(0, Math.max(1, rows - 1));
};
