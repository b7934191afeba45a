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

  it('says where a run is that has not ended', () => {
    const text = markdownReport(unfinishedModel());
    expect(text).toContain('The run has not ended: it is in Running');
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
});
