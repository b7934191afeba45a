import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { RunModel } from '../../../src/audit/run-model.ts';
import { junitReport } from '../../../src/view/reports/junit.ts';
import { modelWith, unfinishedModel, wholeModel } from './models.ts';

const schema = await readFile(new URL('./junit.xsd', import.meta.url), 'utf8');

/** What libxml2 has against the report; empty: nothing. */
const faults = async (model: RunModel): Promise<readonly string[]> => {
  const { errors } = await validateXML({
    xml: [{ fileName: 'report.xml', contents: junitReport(model) }],
    schema: [schema],
  });
  return errors.map(({ message }) => message);
};

const report = junitReport(wholeModel());
const cases = (text: string, id: string): string[] =>
  text.match(new RegExp(`<testcase name="${id}".*?</testcase>`, 'gs')) ?? [];

describe('the JUnit report', () => {
  it('is valid to a parser that is not ours', async () => {
    expect(await faults(wholeModel())).toEqual([]);
  });

  it('is valid for a log that ends in the middle', async () => {
    expect(await faults(unfinishedModel())).toEqual([]);
  });

  it('is valid for a run without any step', async () => {
    expect(await faults({ ...wholeModel(), attempts: [] })).toEqual([]);
  });

  it('is refused by the schema when its order is wrong, so that the schema says something', async () => {
    const contents = report.replace(/(<testcase[^>]*>)/, '$1<system-err/>');
    const { valid } = await validateXML({ xml: [{ fileName: 'report.xml', contents }], schema: [schema] });
    expect(valid).toBe(false);
  });

  it('stays valid whatever a reason says', async () => {
    const reason = `<&>"' ]]> \u0000\u0007\uD800 \uFFFE \u{1F4A5}\n\ttab`;
    expect(await faults(modelWith('pod-cpu-hog', { reason }))).toEqual([]);
  });

  it('keeps a reason as it is where XML can hold it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 40 }), async (reason) => {
        expect(await faults(modelWith('pod-cpu-hog', { reason }))).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  it('counts one case per step and iteration, retries included in it', () => {
    expect(report).toContain('<testsuites name="demo/engine" tests="8" failures="2" errors="0" skipped="2"');
    expect(
      report.match(/<testsuite name="demo\/engine iteration \d" tests="4" failures="1" errors="0" skipped="1"/g),
    ).toHaveLength(2);
  });

  it('has the failed hypothesis as a failure with its reason', () => {
    expect(cases(report, 'pod-cpu-hog')[0]).toContain('<failure message="The ChaosResult says Fail." type="Fail">');
  });

  it('has the skipped step as skipped, and why', () => {
    expect(cases(report, 'pod-delete-2')[0]).toContain(
      '<skipped message="needs pod-delete.Fail, and pod-delete ended Pass"/>',
    );
  });

  it('has nothing but its output in a case that passed, and the attempts before', () => {
    const [passed = ''] = cases(report, 'node-drain');
    expect(passed).not.toMatch(/<(failure|error|skipped)/);
    expect(passed).toContain('attempt 1: Error. The ChaosResult says Error.');
  });

  it.each(['Error', 'Stopped'] as const)('has %s as an error of that type', (outcome) => {
    const text = junitReport(modelWith('pod-delete', { outcome, reason: 'because' }));
    expect(cases(text, 'pod-delete')[0]).toContain(`<error message="because" type="${outcome}">because</error>`);
    expect(text).toContain('tests="8" failures="2" errors="2" skipped="2"');
  });

  it('has a step that the log ends before as an error that says so', () => {
    const text = junitReport(unfinishedModel());
    expect(cases(text, 'pod-cpu-hog')[0]).toContain(
      'type="Unfinished">The log ends while the step is in CleaningUp.Deleting.',
    );
  });

  it('has the end of a container’s log as error output, and stays valid', async () => {
    const model = modelWith('pod-delete', { outcome: 'Error', reason: 'exit code 1', logTail: 'panic: <nil>\u0000' });
    expect(cases(junitReport(model), 'pod-delete')[0]).toContain('<system-err>panic: &lt;nil&gt;\uFFFD</system-err>');
    expect(await faults(model)).toEqual([]);
  });

  it('has the end of a failed helper’s log behind it, and stays valid', async () => {
    const model = modelWith('pod-delete', { logTail: 'gave up', helperLogTail: 'no <tc>' });
    expect(cases(junitReport(model), 'pod-delete')[0]).toContain('<system-err>gave up\nno &lt;tc&gt;</system-err>');
    expect(await faults(model)).toEqual([]);
  });

  it('names in a case that passed which targets are still marked as injected, and stays valid', async () => {
    const model = modelWith('pod-delete', { injected: ['pod/a'] });
    const [passed = ''] = cases(junitReport(model), 'pod-delete');
    expect(passed).toContain('left behind: When pod-delete had ended, its ChaosResult still marked pod/a as injected.');
    expect(passed).not.toMatch(/<(failure|error)/);
    expect(await faults(model)).toEqual([]);
  });

  it('has what a run left behind as a property', () => {
    const model = { ...wholeModel(), aborted: { by: 'user' }, left: ['job/a is still there'] } as const;
    expect(junitReport(model)).toContain(
      '<property name="leftBehind" value="At the last look of the abort: job/a is still there."/>',
    );
    expect(report).not.toContain('leftBehind');
  });

  it('has run id, seed and outcome as properties and times in seconds', () => {
    expect(report).toContain('<property name="runId" value="7d1f0c1e"/>');
    expect(report).toContain('<property name="seed" value="42"/>');
    expect(report).toMatch(/timestamp="2026-01-31T12:00:\d\d"/);
    expect(cases(report, 'pod-delete')[0]).toMatch(/time="\d+\.000"/);
  });
});
