import { describe, expect, it } from 'vitest';
import { printResult, runResult } from '../../src/app/run-result.ts';
import type { RunModel } from '../../src/audit/run-model.ts';
import type { Finish, Finished } from '../../src/runner/run/finish.ts';
import { plan } from '../audit/run-log.ts';
import { fakeTerminal } from '../cli/fake-terminal.ts';
import { modelWith, wholeModel } from '../view/reports/models.ts';

const finish = (more: Partial<Finished> = {}): Finished => ({
  ...{ is: 'Finished', runId: '7d1f0c1e', outcome: 'Pass', aborted: false, sequence: 1, head: '', left: [] },
  ...{ injected: [], plan, facts: [] },
  ...more,
});

const resultOf = (end: Finish, model: RunModel) => runResult('demo/engine', end, model);

const printed = (end: Finish, model: RunModel): string => {
  const terminal = fakeTerminal();
  printResult(resultOf(end, model), model, terminal);
  return terminal.out();
};

const stopped = { outcome: 'Stopped', aborted: true } as const;
const aborted = { aborted: { by: 'user' } } as const;
const marked = 'When pod-delete had ended, its ChaosResult still marked pod/a as injected.';

describe('the last words of a run', () => {
  it('name what a step that passed has left behind, and leave the outcome as it is', () => {
    const text = printed(finish(), modelWith('pod-delete', { injected: ['pod/a'] }));
    expect(text).toMatch(/\ndemo\/engine: Pass after /);
    expect(text).toContain(`A fault may still be on, look after it:\n  ${marked}\n`);
  });

  it('say nothing of the kind where nothing is known to be left', () => {
    expect(printed(finish(), wholeModel())).not.toMatch(/still be on|left/i);
  });

  it('say after an abort that nothing is left, where that was seen', () => {
    expect(printed(finish(stopped), { ...wholeModel(), ...aborted })).toContain(
      '\nNothing is left: two lists in a row',
    );
  });

  it('name after an abort what was not seen to be gone, and make no claim', () => {
    const text = printed(finish({ ...stopped, left: ['pod/a is still marked as injected'] }), wholeModel());
    expect(text).toContain('Left behind, look after it:\n  pod/a is still marked as injected\n');
    expect(text).not.toContain('Nothing is left');
  });

  it('name once what does not go of a step, and say nothing of it where it has gone since', () => {
    const model = modelWith('pod-delete', { remaining: ['pod/helper'] });
    const end = finish({ left: ['pod/helper is still there'] });
    const text = printed(end, { ...model, stayed: end.left });
    expect(text.match(/pod\/helper/g)).toHaveLength(1);
    expect(text).toContain('Left behind, look after it:\n  pod/helper is still there\n');
    expect(printed(finish(), { ...model, stayed: [] })).not.toMatch(/left|pod\/helper/i);
  });

  it('do not say that nothing is left where an earlier attempt left marks that no result has any more', () => {
    const model = { ...wholeModel(), ...aborted };
    const attempts = model.attempts.map((one) =>
      one.id === 'pod-delete' && one.iteration === 1 ? { ...one, injected: ['pod/a'] } : one,
    );
    const text = printed(finish(stopped), { ...model, attempts });
    expect(text).toContain('\nTwo lists in a row found no Job and no pod');
    expect(text).toContain(`look after it:\n  ${marked}\n`);
    expect(text).not.toContain('Nothing is left');
  });

  it('name what is left of a run that could not be brought to its end, and claim nothing where nothing is known', () => {
    const end = {
      is: 'TryAgain',
      reason: 'no longer permitted',
      left: ['job/a was there when it was looked last'],
    } as const;
    expect(printed(end, wholeModel())).toContain('Left behind, look after it:\n  job/a was there');
    expect(printed({ ...end, left: [] }, wholeModel())).not.toMatch(/nothing is left/i);
    expect(resultOf({ ...end, left: [] }, wholeModel()).left).toBeUndefined();
  });

  it('pass nothing on that a terminal would obey', () => {
    const text = printed(finish({ ...stopped, left: ['pod/\u001b[31mred'] }), wholeModel());
    expect(text).not.toContain('\u001b');
  });
});

describe('the last words of a run of 2,000 steps', () => {
  const reason =
    'The ChaosResult says Fail, for a reason that is longer than one line of a terminal of eighty columns.';
  const outcomeOf = (index: number) => (index % 10 === 3 ? 'Fail' : index % 10 === 1 ? 'Skipped' : 'Pass');
  const attempts = Array.from({ length: 2_000 }, (_, index): RunModel['attempts'][number] => ({
    ...{ id: `step-${index}`, iteration: 1, attempt: 1, state: 'Verdict', intervals: [], startedAt: 0, endedAt: 1_000 },
    ...{ outcome: outcomeOf(index), sequence: 1 },
    ...(outcomeOf(index) === 'Pass' ? {} : { reason }),
  }));
  const model: RunModel = { ...wholeModel(), attempts, records: [] };
  const result = resultOf(finish({ outcome: 'Fail' }), model);
  const saidOn = (rows: number | undefined, records?: string): string => {
    const terminal = fakeTerminal({ live: rows !== undefined });
    printResult(result, model, { ...terminal, rows: () => rows ?? 24 }, records);
    return terminal.out();
  };
  const heightOf = (text: string): number =>
    text
      .trimEnd()
      .split('\n')
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 80)), 1);

  it.each([24, 50])('fit a terminal of %i lines, long reasons included', (rows) => {
    const height = heightOf(saidOn(rows, 'demo/engine'));
    expect(height).toBeLessThanOrEqual(rows);
    expect(height).toBeGreaterThan(rows - 6);
  });

  it('begin with what failed, count the others and say where all steps are found', () => {
    const text = saidOn(24, 'demo/engine');
    expect(text).toMatch(/\n✘ {2}step-3 .*\n {5}The ChaosResult says Fail, .*\n✘ {2}step-13 /);
    expect(text).toMatch(
      /\n\d+ more steps: 19\d Fail, 200 Skipped, 1600 Pass\.\nAll steps: chaos-runner report demo\/engine\n/,
    );
    expect(saidOn(24)).toContain('\nAll steps: with --json, or from the records that --audit FILE keeps.\n');
  });

  it('name for a pipe everything that did not pass, what failed before what was skipped', () => {
    const text = saidOn(undefined, 'run.jsonl');
    expect(text.match(/^[✘–] /gm)).toHaveLength(400);
    expect(text.indexOf('step-1993 ')).toBeLessThan(text.indexOf('step-1 '));
    expect(text).toContain('\n1600 more steps: 1600 Pass.\nAll steps: chaos-runner report run.jsonl\n');
  });
});

describe('the result of a run as data', () => {
  it('has what steps have left behind as sentences, and lacks the field where there is nothing', () => {
    expect(resultOf(finish(), modelWith('pod-delete', { injected: ['pod/a'] })).injected).toEqual([
      marked,
      expect.stringContaining('pod-delete (iteration 2, attempt 1)'),
    ]);
    expect('injected' in resultOf(finish(), wholeModel())).toBe(false);
  });

  it('has after an abort what was not seen to be gone, the empty list being the proof', () => {
    expect(resultOf(finish(stopped), { ...wholeModel(), ...aborted }).left).toEqual([]);
    expect(resultOf(finish(), wholeModel()).left).toBeUndefined();
  });
});
