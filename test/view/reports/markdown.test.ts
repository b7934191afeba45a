import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/view/reports/markdown.ts';
import { modelWith, unfinishedModel, wholeModel } from './models.ts';

const report = markdownReport(wholeModel());
const rows = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Step'));

describe('the Markdown summary', () => {
  it('begins with how the run ended and how long it took', () => {
    expect(report).toMatch(/^# Chaos run of demo\/engine\n\n\*\*Fail\*\* after 3 min \d+ s\n/);
  });

  it('has one row per step and iteration with its outcome and attempts', () => {
    expect(rows(report)).toHaveLength(8);
    expect(rows(report).find((row) => row.includes('node-drain'))).toMatch(
      /^\| node-drain \| 1 \| Pass \| 2 \| 12:00:\d\d \|/,
    );
  });

  it('says what failed, why and what to do, and only of that', () => {
    expect(report).toContain('- **pod-cpu-hog**, iteration 1: **Fail**. The ChaosResult says Fail.');
    expect(report).toContain('kubectl get chaosresult -n demo -o yaml');
    expect(report).not.toContain('- **pod-delete**,');
  });

  it('says what was skipped and why', () => {
    expect(report).toContain('- **pod-delete-2**, iteration 1: needs pod-delete.Fail, and pod-delete ended Pass');
  });

  it('says what failed before the table where that is long', () => {
    const { attempts, ...model } = wholeModel();
    const steps = Array.from({ length: 2_000 }, (_, index) => `step-${index}`);
    const [one] = attempts;
    if (one === undefined) throw new Error('no attempt');
    const text = markdownReport({
      ...model,
      attempts: steps.map((id, index) => ({ ...one, id, outcome: index === 1_999 ? 'Fail' : 'Pass' })),
    });
    expect(rows(text)).toHaveLength(2_000);
    expect(text.indexOf('- **step-1999**, iteration 1: **Fail**')).toBeLessThan(text.indexOf('| step-0 |'));
    expect(report.indexOf('- **pod-cpu-hog**')).toBeGreaterThan(report.indexOf('| pod-cpu-hog |'));
  });

  it('names the seed, which gives the same draws again', () => {
    expect(report).toContain('seed 42');
  });

  it('names the log to look at when the tool failed', () => {
    const text = markdownReport(modelWith('pod-delete', { outcome: 'Error', reason: 'exit code 1' }));
    expect(text).toContain('kubectl logs -n demo job/pod-delete-11 --all-containers');
  });

  it('does not say that a run goes on whose end is known and whose outcome is not', () => {
    const { outcome: _, ...model } = wholeModel();
    expect(markdownReport(model)).toMatch(/The run has ended after 3 min \d+ s, but how some of its steps ended/);
  });

  it('says who aborted the run and why', () => {
    const text = markdownReport({
      ...wholeModel(),
      outcome: 'Stopped',
      aborted: { by: 'user', reason: 'the engine was stopped' },
    });
    expect(text).toContain('**Stopped** after');
    expect(text).toContain(', aborted by user: the engine was stopped');
  });

  it('names above all else what a step that passed has left behind', () => {
    const text = markdownReport(modelWith('pod-delete', { injected: ['pod/a_b', '3 more'] }));
    expect(text).toMatch(
      /^# .*\n\n\*\*Fail\*\* after [^\n]*\n\n\*\*A fault may still be on\. Look after it by hand:\*\*\n\n- When pod-delete had ended, its ChaosResult still marked pod\/a\\_b and 3 more as injected\.\n/,
    );
  });

  it('says nothing of the kind where nothing is known to be left', () => {
    expect(report).not.toContain('may still be on');
  });

  it('shows the end of the log of a helper that has failed', () => {
    const text = markdownReport(modelWith('pod-cpu-hog', { helperLogTail: 'no `tc` here' }));
    expect(text).toContain("  - The end of its helper's log:\n\n    ```text\n    no `tc` here\n    ```\n");
  });

  it.each([
    ['where nobody has read them', {}, {}, true],
    ['but not where they were read', { injected: [] }, {}, false],
    ['but not where the abort has read them', {}, { left: [] }, false],
    ['also where the end of the run has looked at pods only', {}, { stayed: [] }, true],
  ])('sends to the marks of a stopped step %s', (_, attempt, run, sends) => {
    const text = markdownReport(modelWith('pod-delete', { outcome: 'Stopped', by: 'user', ...attempt }, run));
    expect(text.includes('may need a look')).toBe(sends);
  });

  it('does not call an abort ended of which the log has not seen the end', () => {
    const text = markdownReport({ ...unfinishedModel(), aborted: { by: 'operator' } });
    expect(text).toContain('- The run is being aborted, and what it has launched has not been seen to end.');
  });

  it('says where a run is that has not ended', () => {
    const text = markdownReport(unfinishedModel());
    expect(text).toContain('The run has not ended: it is in Iterating.Running');
    expect(text).toContain('unfinished, in CleaningUp.Deleting');
  });

  it('shows the end of the log of a step that failed, whatever is in it', () => {
    const logTail = `first\n${'line\n'.repeat(9)}\`\`\` \u001b[31mlast\n`;
    const text = markdownReport(modelWith('pod-delete', { outcome: 'Error', reason: 'exit code 1', logTail }));
    expect(text).toContain('    ````text\n    line\n');
    expect(text).toContain('    ```  [31mlast\n    ````');
    expect(text).not.toContain('first');
  });

  it('lets no reason break the table or become markup', () => {
    const text = markdownReport(modelWith('pod-cpu-hog', { reason: 'a | b\n<script>x</script> [link](x)' }));
    expect(rows(text)).toHaveLength(8);
    expect(text).toContain('a \\| b &lt;script&gt;x&lt;/script&gt; \\[link\\](x)');
  });

  it('escapes what HTML reads, and keeps code in backticks whatever it is', () => {
    const model = { ...modelWith('pod-cpu-hog', { reason: '&lt;b&gt; <b>\u202e' }), runId: 'r`<b>' };
    const text = markdownReport(model);
    expect(text).toContain('&amp;lt;b&amp;gt; &lt;b&gt;');
    expect(text).toContain('Run `` r`<b> ``,');
    expect(text).not.toContain('\u202e');
  });
});
