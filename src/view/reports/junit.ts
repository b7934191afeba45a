import { leftBehind, leftByAttempt } from '../../audit/left-behind.ts';
import type { RunModel } from '../../audit/run-model.ts';
import { xmlText } from '../xml.ts';
import { beginOf, type Case, casesOf, countsOf, endOf, tookMs, whyOf } from './cases.ts';

/** Text for XML 1.0: characters that it cannot hold at all become U+FFFD. */
const escaped = (text: string): string =>
  xmlText(text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD'));

/** Attribute values lose line ends when they are read unless these are written as references. */
const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;')}"`,
    )
    .join('');

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
/** The schema's time stamps have neither fractions nor a zone. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

const notPassed = (one: Case): string => {
  const { outcome } = one.last;
  const message = whyOf(one);
  const body = `>${escaped(message)}</`;
  switch (outcome) {
    case 'Pass':
      return '';
    case 'Fail':
      return `      <failure${attributes({ message, type: outcome })}${body}failure>\n`;
    case 'Skipped':
      return `      <skipped${attributes({ message })}/>\n`;
    default:
      return `      <error${attributes({ message, type: outcome ?? 'Unfinished' })}${body}error>\n`;
  }
};

const details = (model: RunModel, { last, earlier }: Case): string => {
  const lines = [
    ...earlier.map(({ attempt, outcome, reason }) =>
      `attempt ${attempt}: ${outcome ?? 'unfinished'}. ${reason ?? ''}`.trim(),
    ),
    ...(earlier.length > 0 ? [`attempt ${last.attempt}: ${last.outcome ?? 'unfinished'}`] : []),
    ...(last.experiment === undefined ? [] : [`experiment: ${last.experiment}`]),
    ...(last.job === undefined ? [] : [`job: ${last.job}`]),
    ...(last.pod === undefined ? [] : [`pod: ${last.pod}`]),
    ...(last.verdict === undefined ? [] : [`verdict of the ChaosResult: ${last.verdict}`]),
    ...(last.by === undefined ? [] : [`ended by: ${last.by}`]),
    ...[...earlier, last].flatMap((attempt) => leftByAttempt(model, attempt)).map((left) => `left behind: ${left}`),
    ...last.intervals.map(
      ({ state, from, to }) =>
        `${state}: ${new Date(from).toISOString()}${to === undefined ? '' : `, ${seconds(to - from)} s`}`,
    ),
  ];
  const tails = [last.logTail, last.helperLogTail].filter((tail) => tail !== undefined).join('\n');
  const log = tails === '' ? '' : `      <system-err>${escaped(tails)}</system-err>\n`;
  return `      <system-out>${escaped(lines.join('\n'))}</system-out>\n${log}`;
};

const testcase = (model: RunModel, one: Case): string => {
  const classname = `${model.namespace}.${model.engine}`;
  const head = attributes({ name: one.last.id, classname, time: seconds(tookMs(one, model)) });
  return `    <testcase${head}>\n${notPassed(one)}${details(model, one)}    </testcase>\n`;
};

const totalsOf = (cases: readonly Case[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> => {
  const { Pass, Fail: failures, Skipped: skipped } = countsOf(cases);
  return { tests: cases.length, failures, errors: cases.length - Pass - failures - skipped, skipped };
};

const propertiesOf = (model: RunModel, iteration: number): string => {
  const { plan } = model;
  const properties: Record<string, string | number> = {
    runId: model.runId,
    engine: `${model.namespace}/${model.engine}`,
    iteration,
    ...(plan === undefined ? {} : { iterationsPlanned: plan.iterations.length, parallelism: plan.parallelism }),
    ...(plan?.seed === undefined ? {} : { seed: plan.seed }),
    outcome: model.outcome ?? 'Unfinished',
    ...(model.aborted === undefined ? {} : { abortedBy: model.aborted.by, abortReason: model.aborted.reason ?? '' }),
    ...(leftBehind(model).length === 0 ? {} : { leftBehind: leftBehind(model).join(' ') }),
    auditRecords: model.records.length,
  };
  const lines = Object.entries(properties).map(([name, value]) => `      <property${attributes({ name, value })}/>\n`);
  return `    <properties>\n${lines.join('')}    </properties>\n`;
};

const suite = (model: RunModel, iteration: number, cases: readonly Case[], id: number): string => {
  const start = Math.min(...cases.map(beginOf));
  const end = Math.max(...cases.map((one) => endOf(one, model)));
  const head = attributes({
    name: `${model.namespace}/${model.engine} iteration ${iteration}`,
    ...totalsOf(cases),
    time: seconds(end - start),
    timestamp: stamp(start),
    id,
  });
  return `  <testsuite${head}>\n${propertiesOf(model, iteration)}${cases.map((one) => testcase(model, one)).join('')}  </testsuite>\n`;
};

/**
 * The run as JUnit XML, one test suite per iteration, one test case per step. `Fail` is a failure, `Error` and `Stopped`
 * are errors of that type, a step that the log ends before is an error of type `Unfinished`, `Skipped` is skipped.
 */
export const junitReport = (model: RunModel): string => {
  const iterations = [...casesOf(model)];
  const all = iterations.flatMap(([, cases]) => cases);
  const took = Math.max(0, (model.endedAt ?? model.lastAt ?? 0) - (model.startedAt ?? model.lastAt ?? 0));
  const head = attributes({ name: `${model.namespace}/${model.engine}`, ...totalsOf(all), time: seconds(took) });
  const suites = iterations.map(([iteration, cases], id) => suite(model, iteration, cases, id)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites}</testsuites>\n`;
};
