import { leftBehind } from '../audit/left-behind.ts';
import type { RunModel } from '../audit/run-model.ts';
import { afterText, table } from '../audit/table.ts';
import { durationText } from '../model/text/duration.ts';
import { plainLine } from '../model/text/plain-text.ts';
import { commandLineExitCode, type Finish } from '../runner/run/finish.ts';
import { type StepReport, stepReports } from './progress/step-report.ts';
import { type Line, lookOf, type Piece } from './progress/style.ts';
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

/** The last words of a run: for a program one line of JSON, else for people. */
export const sayResult = (
  result: RunResult,
  model: RunModel | undefined,
  json: boolean | undefined,
  terminal: Terminal,
): void => {
  if (json) terminal.stdout(`${JSON.stringify(result)}\n`);
  else printResult(result, model, terminal);
};

/** The last words of a run that this process drove. Gives the exit code. */
export const sayFinish = (
  engine: string,
  finish: Finish,
  view: Pick<View, 'model' | 'close'>,
  json: boolean | undefined,
  terminal: Terminal,
): number => {
  view.close();
  sayResult(runResult(engine, finish, view.model()), view.model(), json, terminal);
  return commandLineExitCode(finish);
};

/** More lines than this nobody reads: then only what did not pass. */
const longestTable = 200;

/** The last words of a run: a table of what was run, the outcome, and what is left to be done by hand. */
export const printResult = (result: RunResult, model: RunModel | undefined, terminal: Terminal): void => {
  const many = result.steps.length > longestTable;
  const shown = result.steps.filter(({ outcome }) => !many || outcome !== 'Pass');
  const lines: Line[] = [];
  const say = (...sentences: readonly string[]): unknown => lines.push(...sentences.map((one) => [one]));
  if (shown.length > 0) lines.push([], ...stepTable(shown, model, terminal));
  if (many) say(`${result.steps.length - shown.length} more steps passed.`);
  const took = afterText(model ?? {});
  const run = result.runId === null ? '' : ` (run ${result.runId})`;
  lines.push([], [`${result.engine}: `, outcomeOf(result.outcome), `${took}${run}`]);
  if (result.reason !== undefined) say(result.reason);
  if (result.left !== undefined) say(...leftLines(result.left, result.injected === undefined));
  if (result.injected !== undefined)
    say('A fault may still be on, look after it:', ...result.injected.map((one) => `  ${plainLine(one)}`));
  terminal.draw({ lines });
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

/** The rows in Litmus' words, and under each that did not pass why: in full, whatever the terminal's width. */
const stepTable = (steps: readonly StepReport[], model: RunModel | undefined, terminal: Terminal): readonly Line[] => {
  const reasons = new Map(
    model?.attempts.map(({ id, iteration, attempt, reason }) => [`${id}/${iteration}/${attempt}`, reason ?? '']),
  );
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
  return [
    [head],
    ...steps.flatMap((step, index) => {
      const { id, iteration, attempt, outcome } = step;
      const why = outcome === 'Pass' ? '' : plainLine(reasons.get(`${id}/${iteration}/${attempt}`) ?? '');
      const line = body[index] ?? '';
      return [withIcon(line, step), ...(why === '' ? [] : [[`     ${why}`]])];
    }),
  ];
};

const withIcon = (line: string, step: StepReport): Line => {
  const { icon, paint } = lookOf(step.outcome);
  return line.startsWith(icon) ? [{ text: icon, paint }, line.slice(icon.length)] : [line];
};
