import { describe, expect, it } from 'vitest';
import type { RunModel } from '../../src/audit/run-model.ts';
import { printResult, runResult } from '../../src/cli/run-result.ts';
import type { Finish, Finished } from '../../src/runner/finish.ts';
import { plan } from '../audit/run-log.ts';
import { modelWith, wholeModel } from '../view/reports/models.ts';
import { fakeTerminal } from './fake-terminal.ts';

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
