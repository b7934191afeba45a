import { leftBehind } from '../audit/left-behind.ts';
import type { RunModel } from '../audit/run-model.ts';
import { afterText, countsText, manySteps, table } from '../audit/table.ts';
import { durationText } from '../model/text/duration.ts';
import { plainLine } from '../model/text/plain-text.ts';
import { commandLineExitCode, type Finish } from '../runner/run/finish.ts';
import { type StepReport, stepReports } from './progress/step-report.ts';
import { type Line, lineText, lookOf, type Piece } from './progress/style.ts';
import type { View } from './progress/view.ts';
import type { Terminal } from './terminal.ts';

/** The end of a run as data: what `--json` prints as its last line. */
export interface RunResult {
  /** `<namespace>/<name>` */
  readonly engine: string;
  readonly runId: string | null;
  readonly outcome: string;
  readonly steps: readonly StepReport[];
  /** Why nothing was run. */
  readonly reason?: string;
  /** What was not seen to be gone and reverted, in words; empty: it is proven that nothing is left. */
  readonly left?: readonly string[];
  /** What steps have left behind beside that, whatever their outcome: faults that may still be on, as sentences; absent: none is known. */
  readonly injected?: readonly string[];
}

/** The result of a run that this process drove, from its end and from what its records told. */
export const runResult = (engine: string, finish: Finish, model: RunModel | undefined): RunResult => {
  const steps = model === undefined ? [] : stepReports(model);
  if (finish.is !== 'Finished')
    return {
      ...{ engine, runId: model?.runId ?? null, outcome: outcomes[finish.is], steps, reason: finish.reason },
      // Of a run that is not over, an empty list is no proof.
      ...(finish.is === 'TryAgain' && finish.left?.length ? { left: finish.left } : {}),
    };
  const { runId, outcome, left, aborted } = finish;
  const injected = model === undefined ? [] : leftBehind({ ...model, ...leftApart(model, aborted) });
  return {
    ...{ engine, runId, outcome, steps },
    ...(aborted || left.length > 0 ? { left } : {}),
    ...(injected.length === 0 ? {} : { injected }),
  };
};

/** What the last looks have found stands in `left`. */
const leftApart = ({ stayed }: RunModel, aborted: boolean): Pick<RunModel, 'left' | 'stayed'> => ({
  ...(aborted ? { left: [] } : {}),
  ...(stayed === undefined ? {} : { stayed: [] }),
});

const outcomes = { Nothing: 'Stopped', Rejected: 'Error', TryAgain: 'Error', HandedOver: 'Stopped', Taken: 'Error' };

/** How the last words are said. */
export interface LastWords {
  /** For a program. */
  readonly json?: boolean | undefined;
  /** What `chaos-runner report` finds the records of the run by: a file, or the engine; absent: nothing keeps them. */
  readonly records?: string | undefined;
}

/** The last words of a run: for a program one line of JSON, else for people. */
export const sayResult = (
  result: RunResult,
  model: RunModel | undefined,
  { json, records }: LastWords,
  terminal: Terminal,
): void => {
  if (json) terminal.stdout(`${JSON.stringify(result)}\n`);
  else printResult(result, model, terminal, records);
};

/** The last words of a run that this process drove. Gives the exit code. */
export const sayFinish = (
  engine: string,
  finish: Finish,
  view: Pick<View, 'model' | 'close'>,
  how: LastWords,
  terminal: Terminal,
): number => {
  view.close();
  sayResult(runResult(engine, finish, view.model()), view.model(), how, terminal);
  return commandLineExitCode(finish);
};

/** The last words of a run: a table of what was run, the outcome, and what is left to be done by hand. */
export const printResult = (
  result: RunResult,
  model: RunModel | undefined,
  terminal: Terminal,
  records?: string,
): void => {
  const end = endLines(result, model);
  const isLong = result.steps.length > manySteps;
  const table = isLong ? longTable(result, model, terminal, end, records) : stepTable(result.steps, model, terminal);
  terminal.draw({ lines: [...(result.steps.length > 0 ? [[], ...table] : []), ...end] });
};

const endLines = (result: RunResult, model: RunModel | undefined): readonly Line[] => {
  const took = afterText(model ?? {});
  const run = result.runId === null ? '' : ` (run ${result.runId})`;
  const lines: Line[] = [[], [`${result.engine}: `, outcomeOf(result.outcome), `${took}${run}`]];
  const say = (...sentences: readonly string[]): unknown => lines.push(...sentences.map((one) => [one]));
  if (result.reason !== undefined) say(result.reason);
  if (result.left !== undefined) say(...leftLines(result.left, result.injected === undefined));
  if (result.injected !== undefined)
    say('A fault may still be on, look after it:', ...result.injected.map((one) => `  ${plainLine(one)}`));
  return lines;
};

/** Steps of a long table, whatever their place on a screen, are so many at least. */
const leastShown = 3;

/** What failed, then what was skipped; on a terminal no more than stands on one screen with the end. Then what the others are. */
const longTable = (
  { steps }: RunResult,
  model: RunModel | undefined,
  terminal: Terminal,
  end: readonly Line[],
  records: string | undefined,
): readonly Line[] => {
  const notPassed = steps.filter(({ outcome }) => outcome !== 'Pass');
  const wanted = [
    ...notPassed.filter(({ outcome }) => outcome !== 'Skipped'),
    ...notPassed.filter(({ outcome }) => outcome === 'Skipped'),
  ];
  const reasons = reasonsOf(model);
  const columns = terminal.columns();
  const heightOf = (lines: readonly Line[]): number =>
    columns === undefined
      ? 0
      : lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(lineText(line, false).length / columns)), 0);
  // Beside them: an empty line, the heading, two lines for the others, and the cursor's.
  let room = terminal.rows() - heightOf(end) - 5;
  const shown = wanted.filter((step, index) => {
    room -= heightOf([[step.id], ...whyLines(step, reasons)]);
    return columns === undefined || index < leastShown || room >= 0;
  });
  const others = [...wanted.slice(shown.length), ...steps.filter(({ outcome }) => outcome === 'Pass')];
  const many = `${others.length} more steps: ${countsText(others.map(({ outcome }) => outcome))}.`;
  const where =
    records === undefined
      ? 'All steps: with --json, or from the records that --audit FILE keeps.'
      : `All steps: chaos-runner report ${plainLine(records)}`;
  return [
    ...(shown.length > 0 ? stepTable(shown, model, terminal) : []),
    ...(others.length > 0 ? [[many], [where]] : []),
  ];
};

/** `isAll`: no step has left anything else behind, on targets that the results do not name any more. */
const leftLines = (left: readonly string[], isAll: boolean): readonly string[] =>
  left.length === 0
    ? [
        `${isAll ? 'Nothing is left: two' : 'Two'} lists in a row found no Job and no pod, and no target is marked as injected.`,
      ]
    : ['Left behind, look after it:', ...left.map((one) => `  ${plainLine(one)}`)];

const outcomeOf = (outcome: string): Piece =>
  outcome in { Pass: 1, Fail: 1, Error: 1, Stopped: 1 }
    ? { text: outcome, paint: lookOf(outcome as 'Pass').paint }
    : outcome;

const reasonsOf = (model: RunModel | undefined): ReadonlyMap<string, string> =>
  new Map(model?.attempts.map(({ id, iteration, attempt, reason }) => [`${id}/${iteration}/${attempt}`, reason ?? '']));

const whyLines = ({ id, iteration, attempt, outcome }: StepReport, reasons: ReturnType<typeof reasonsOf>): Line[] => {
  const why = outcome === 'Pass' ? '' : plainLine(reasons.get(`${id}/${iteration}/${attempt}`) ?? '');
  return why === '' ? [] : [[`     ${why}`]];
};

/** The rows in Litmus' words, and under each that did not pass why: in full, whatever the terminal's width. */
const stepTable = (steps: readonly StepReport[], model: RunModel | undefined, terminal: Terminal): readonly Line[] => {
  const reasons = reasonsOf(model);
  const repeated = steps.some(({ iteration }) => iteration > 1);
  const retried = steps.some(({ attempt }) => attempt > 1);
  const rows = steps.map((step) => [
    lookOf(step.outcome).icon,
    step.id,
    ...(repeated ? [String(step.iteration)] : []),
    ...(retried ? [String(step.attempt)] : []),
    step.outcome,
    step.status,
    step.verdict,
    durationText(step.seconds * 1000),
    step.job ?? '',
  ]);
  const numbers = [...(repeated ? ['ITERATION'] : []), ...(retried ? ['ATTEMPT'] : [])];
  const heading = ['', 'STEP', ...numbers, 'OUTCOME', 'STATUS', 'VERDICT', 'TIME', 'JOB'];
  const [head = '', ...body] = table(heading, rows, terminal.columns(), heading.length - 1).split('\n');
  return [[head], ...steps.flatMap((step, index) => [withIcon(body[index] ?? '', step), ...whyLines(step, reasons)])];
};

const withIcon = (line: string, step: StepReport): Line => {
  const { icon, paint } = lookOf(step.outcome);
  return line.startsWith(icon) ? [{ text: icon, paint }, line.slice(icon.length)] : [line];
};
