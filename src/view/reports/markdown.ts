import { leftBehind } from '../../audit/left-behind.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import { afterText, manySteps, processesText } from '../../audit/table.ts';
import { durationText } from '../../model/text/duration.ts';
import { plainLine } from '../../model/text/plain-text.ts';
import { beginOf, type Case, casesOf, countsOf, tookMs, whyOf } from './cases.ts';

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** Text inside a table cell or a list item: one line, nothing that Markdown or HTML would take for its own. */
const plain = (text: string): string =>
  plainLine(text).replace(/[\\`*_[\]<>&|#~]/g, (sign) => entities[sign] ?? `\\${sign}`);

const fenceFor = (text: string, least: number): string =>
  '`'.repeat(Math.max(least - 1, ...(text.match(/`+/g) ?? []).map(({ length }) => length)) + 1);

/** Text between backticks, in one line; more of them than it has itself. */
const code = (text: string): string => {
  const line = plainLine(text);
  const fence = fenceFor(line, 1);
  return fence.length === 1 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
};

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

const row = (model: RunModel, one: Case): string => {
  const { last, earlier, iteration } = one;
  const cells = [
    plain(last.id),
    String(iteration),
    last.outcome ?? `unfinished, in ${plain(last.state)}`,
    last.attempt === 0 ? '0' : String(earlier.length + 1),
    clock(beginOf(one)),
    durationText(tookMs(one, model)),
    last.outcome === 'Pass' ? '' : plain(whyOf(one)),
  ];
  return `| ${cells.join(' | ')} |`;
};

/** Where nobody has read it afterwards: logs of older versions, and of an abort that was cut short. */
const marksUnknown = ({ left }: RunModel, { injected }: AttemptView): string =>
  left === undefined && injected === undefined
    ? ' Targets that its ChaosResult still marks `injected` may need a look: the log does not say.'
    : '';

const advice = (model: RunModel, { last }: Case): string => {
  const result = `kubectl get chaosresult -n ${model.namespace} -o yaml`;
  switch (last.outcome) {
    case 'Fail':
      return `The system did not behave as its hypothesis says. Look at the probes in the step's ChaosResult (${code(result)}).`;
    case 'Stopped':
      return last.by === 'user' || last.by === 'operator'
        ? `It was stopped on purpose; start the engine again to repeat it.${marksUnknown(model, last)}`
        : `Look at why it was stopped: the step's ChaosResult says what its probes saw (${code(result)}).${marksUnknown(model, last)}`;
    case 'Error':
      return last.pod === undefined
        ? 'The tool failed before the fault was injected: put right what the reason names and start the engine again.'
        : `The tool failed, so nothing is known of the system. Look at the pod's log${last.job === undefined ? '' : ` (${code(`kubectl logs -n ${model.namespace} job/${last.job} --all-containers`)})`}, where the Job was retained, and at the runner's log.`;
    default:
      return 'The log ends before the step does: the run still goes on, or the runner was killed. The next runner goes on with it.';
  }
};

/** Lines of a log that are shown. */
const shownLines = 10;

/** The end of a log as a code block inside a list item; its fence is longer than any in the log. */
const logOf = (whose: string, tail: string | undefined): readonly string[] => {
  if (tail === undefined || tail.trim() === '') return [];
  const fence = fenceFor(tail, 3);
  const lines = tail.trimEnd().split(/\r?\n/).slice(-shownLines);
  return [
    `  - The end of ${whose}:`,
    '',
    `    ${fence}text`,
    ...lines.map((line) => `    ${plainLine(line)}`),
    `    ${fence}`,
    '',
  ];
};

const failedItem = (model: RunModel, one: Case): string => {
  const { last, earlier, iteration } = one;
  const heading = `- **${plain(last.id)}**, iteration ${iteration}: **${last.outcome ?? 'unfinished'}**. ${plain(whyOf(one))}`;
  const before = earlier.map(
    ({ attempt, outcome, reason }) => `  - Attempt ${attempt}: ${outcome ?? 'unfinished'}. ${plain(reason ?? '')}`,
  );
  return [
    heading,
    ...before,
    `  - ${advice(model, one)}`,
    ...logOf('its log', last.logTail),
    ...logOf("its helper's log", last.helperLogTail),
  ].join('\n');
};

const headline = (model: RunModel): string => {
  const took = afterText(model);
  if (model.outcome === undefined && model.endedAt !== undefined)
    return `The run has ended${took}, but how some of its steps ended is not known.`;
  if (model.outcome === undefined)
    return `The run has not ended: it is in ${plain(model.supervisor.state || 'Opening')} at the log's last record.`;
  const by =
    model.aborted === undefined
      ? ''
      : `, aborted by ${model.aborted.by}${model.aborted.reason === undefined ? '' : `: ${plain(model.aborted.reason)}`}`;
  return `**${model.outcome}**${took}${by}`;
};

const drawsOf = ({ plan }: RunModel): readonly string[] =>
  plan?.seed === undefined
    ? []
    : ['', `Drawn with seed ${plan.seed}: the same seed gives the same order, picks and intervals.`];

/** Items with what stands above them, where there are any. */
const section = (heading: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : ['', heading, '', ...items];

/** A summary for people: what ran, how it ended, what failed and why, what to do about it; that first where the table is long. */
export const markdownReport = (model: RunModel): string => {
  const cases = [...casesOf(model).values()].flat();
  const counts = Object.entries(countsOf(cases)).filter(([, count]) => count > 0);
  const bad = cases.filter(({ last }) => last.outcome !== 'Pass' && last.outcome !== 'Skipped');
  const skipped = cases.filter(({ last }) => last.outcome === 'Skipped');
  const started = model.startedAt === undefined ? '' : `, started ${new Date(model.startedAt).toISOString()}`;
  const table = [
    '',
    '| Step | Iteration | Outcome | Attempts | Began (UTC) | Took | Why |',
    '|---|---|---|---|---|---|---|',
    ...cases.map((one) => row(model, one)),
  ];
  const reasons = [
    ...section(
      '## What did not pass, and what to do',
      bad.map((one) => failedItem(model, one)),
    ),
    ...section(
      '## What was skipped',
      skipped.map((one) => `- **${plain(one.last.id)}**, iteration ${one.iteration}: ${plain(whyOf(one))}`),
    ),
  ];
  const lines = [
    `# Chaos run of ${plain(model.namespace)}/${plain(model.engine)}`,
    '',
    headline(model),
    // Above everything else: it may hurt somebody now.
    ...section(
      '**A fault may still be on. Look after it by hand:**',
      leftBehind(model).map((sentence) => `- ${plain(sentence)}`),
    ),
    '',
    `Run ${code(model.runId)}${started}: ${counts.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'no step began'}.`,
    ...drawsOf(model),
    ...(cases.length > manySteps ? [...reasons, ...table] : [...table, ...reasons]),
    ...(model.records.length === 0
      ? []
      : ['', `From ${model.records.length} audit records by ${processesText(model)}.`]),
  ];
  return `${lines.join('\n')}\n`;
};
