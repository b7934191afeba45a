import { applyRecord, type RunModel, startModel } from '../../audit/run-model.ts';
import type { AuditRecord } from '../../model/progress/record.ts';
import { plainLine } from '../../model/text/plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { boardOf } from './board.ts';
import { boardLines } from './live-lines.ts';
import { lineOf } from './plain-lines.ts';
import { clockText } from './style.ts';

/** Shows a run while it goes on: drawn in place on a terminal, line by line elsewhere. */
export interface View {
  readonly record: (record: AuditRecord) => void;
  /** A sentence beside the progress. */
  readonly note: (text: string) => void;
  /** What is known of the run so far. */
  readonly model: () => RunModel | undefined;
  /** The last look stays; nothing is drawn any more. */
  readonly close: () => void;
}

export interface ViewOptions {
  readonly terminal: Terminal;
  /** Milliseconds since the epoch, by the clock that the records follow. */
  readonly now: () => number;
  /** Standard output is for a program: progress goes to standard error, as plain lines. */
  readonly json?: boolean | undefined;
}

const redrawMs = 100;

/** The view that suits the terminal: live where lines can be drawn again. */
export const createView = (options: ViewOptions): View =>
  options.terminal.live && !options.json ? liveView(options) : plainView(options);

/** Takes records into the model of the run that they belong to. */
const createFold = () => {
  let model: RunModel | undefined;
  return {
    take: (record: AuditRecord): RunModel => {
      model = applyRecord(model ?? startModel(record), record);
      return model;
    },
    model: () => model,
  };
};

const plainView = ({ terminal, now, json }: ViewOptions): View => {
  const fold = createFold();
  const began = now();
  const write = json ? terminal.stderr : terminal.stdout;
  const say = (text: string, at: number): void => write(`${clockText(Math.max(0, at - began)).padStart(7)}  ${text}\n`);
  return {
    record: (record) => {
      const line = lineOf(record, fold.take(record));
      if (line !== undefined) say(line, Date.parse(record.time));
    },
    note: (text) => say(plainLine(text), now()),
    model: fold.model,
    close: () => undefined,
  };
};

const liveView = ({ terminal, now }: ViewOptions): View => {
  const fold = createFold();
  let drawn = 0;
  let closed = false;
  let due: NodeJS.Timeout | undefined;

  const draw = (): void => {
    const model = fold.model();
    const board = model && boardOf(model, now());
    if (board === undefined) return;
    const size = { columns: terminal.columns() ?? 80, rows: terminal.rows() };
    const lines = boardLines(board, size);
    terminal.draw({ inPlaceOf: drawn, lines });
    drawn = lines.length;
  };
  const drawSoon = (): void => {
    if (due !== undefined || closed) return;
    due = setTimeout(() => {
      due = undefined;
      draw();
    }, redrawMs);
  };
  // Seconds pass without records.
  const tick = setInterval(drawSoon, 1_000);
  tick.unref();

  return {
    record: (record) => {
      fold.take(record);
      drawSoon();
    },
    note: (text) => {
      terminal.draw({ inPlaceOf: drawn, lines: [[plainLine(text)]] });
      drawn = 0;
      draw();
    },
    model: fold.model,
    close: () => {
      if (closed) return;
      closed = true;
      clearInterval(tick);
      clearTimeout(due);
      draw();
    },
  };
};
