import { describe, expect, it } from 'vitest';
import { leftBehind, leftByAttempt } from '../../src/audit/left-behind.ts';
import type { AttemptView, RunModel } from '../../src/audit/run-model.ts';

const attempt = (more: Partial<AttemptView> = {}): AttemptView => ({
  ...{ id: 'latency', iteration: 1, attempt: 1, state: 'Verdict', intervals: [], startedAt: 0, sequence: 1 },
  ...more,
});

type Ends = Pick<RunModel, 'attempts' | 'left' | 'stayed' | 'aborted' | 'endedAt'>;
const ended = (attempts: readonly AttemptView[], more: Partial<Ends> = {}): Ends => ({ attempts, endedAt: 1, ...more });
const aborted = { by: 'operator' } as const;

describe('what is left behind', () => {
  it('is nothing where every step has taken back and away what it brought', () => {
    expect(leftBehind(ended([attempt({ outcome: 'Pass', injected: [] })]))).toEqual([]);
  });

  it('names the targets that are still marked as injected, also of a step that passed', () => {
    expect(leftBehind(ended([attempt({ outcome: 'Pass', injected: ['pod/a', 'pod/b', '3 more'] })]))).toEqual([
      'When latency had ended, its ChaosResult still marked pod/a, pod/b and 3 more as injected.',
    ]);
  });

  it('says why nobody knows whether a target is still marked', () => {
    expect(leftBehind(ended([attempt({ unread: 'It could not be read: no route.' })]))).toEqual([
      'When latency had ended: It could not be read: no route.',
    ]);
  });

  it('names the pods that a clean-up gave up waiting for', () => {
    expect(leftBehind(ended([attempt({ remaining: ['pod/helper'] })]))).toEqual([
      'When latency was cleaned up, this had not gone: pod/helper.',
    ]);
  });

  it('says of a pod whose node is gone that nobody knows whether its fault was taken back', () => {
    const [sentence] = leftBehind(ended([attempt({ forced: ['pod/helper'] })]));
    expect(sentence).toMatch(/^pod\/helper of latency went with its node: .* is unknown\.$/);
  });

  it('keeps the marks of an earlier iteration, because a later one may have met other targets', () => {
    const attempts = [attempt({ injected: ['pod/a'] }), attempt({ iteration: 2, injected: [] })];
    expect(leftBehind(ended(attempts))).toEqual([
      'When latency had ended, its ChaosResult still marked pod/a as injected.',
    ]);
  });

  it('tells attempts of one step apart', () => {
    const attempts = [attempt({ injected: ['pod/a'] }), attempt({ attempt: 2, injected: ['pod/b'] })];
    expect(leftBehind(ended(attempts))[1]).toMatch(/^When latency \(iteration 1, attempt 2\) had ended/);
  });

  it('names what the last look of an abort has found', () => {
    const left = ['pod/a is still marked as injected', 'It could not be read.'];
    expect(leftBehind(ended([], { aborted, left }))).toEqual([
      'At the last look of the abort: pod/a is still marked as injected.',
      'At the last look of the abort: It could not be read.',
    ]);
  });

  it('believes the last look of an abort more than what the step said before', () => {
    const step = attempt({ injected: ['pod/a'], remaining: ['pod/helper'] });
    expect(leftBehind(ended([step], { aborted, left: [] }))).toEqual([]);
  });

  it('names a target once where the last look of an abort says it again, and at its step all the same', () => {
    const step = attempt({ injected: ['pod/a'] });
    const run = ended([step], { aborted, left: ['pod/a is still marked as injected'] });
    expect(leftBehind(run)).toEqual(['At the last look of the abort: pod/a is still marked as injected.']);
    expect(leftByAttempt(run, step)).toEqual([expect.stringContaining('still marked pod/a as injected')]);
  });

  it('names what had not gone once where the last look of the run says it again, and at its step all the same', () => {
    const step = attempt({ remaining: ['pod/helper'] });
    const run = ended([step], { stayed: ['pod/helper is still there'] });
    expect(leftBehind(run)).toEqual(['At the last look of the run: pod/helper is still there.']);
    expect(leftByAttempt(run, step)).toEqual(['When latency was cleaned up, this had not gone: pod/helper.']);
  });

  it('is nothing where the last look of the run has seen go what had not gone', () => {
    const step = attempt({ remaining: ['pod/helper'] });
    expect([leftBehind(ended([step], { stayed: [] })), leftByAttempt(ended([step], { stayed: [] }), step)]).toEqual([
      [],
      [],
    ]);
  });

  it('has the marks whatever the last look of a run says that was not aborted: it reads no result', () => {
    const step = attempt({ injected: ['pod/a'], unread: 'no route', forced: ['pod/b'] });
    for (const stayed of [[], ['pod/helper is still there']]) {
      const run = ended([step], { stayed });
      expect(leftBehind(run)).toEqual(expect.arrayContaining([...leftByAttempt(run, step)]));
      expect(leftByAttempt(run, step)).toHaveLength(3);
    }
  });

  it('keeps what that look cannot have seen: marks that a later attempt has overwritten, and what was forced', () => {
    const attempts = [attempt({ injected: ['pod/a'] }), attempt({ attempt: 2, forced: ['pod/helper'] })];
    expect(leftBehind(ended(attempts, { aborted, left: [] }))).toEqual([
      expect.stringContaining('still marked pod/a'),
      expect.stringContaining('pod/helper of latency (iteration 1, attempt 2)'),
    ]);
  });

  it('is not known while an abort looks on, nor where the log ends before it does', () => {
    const run: Ends = { attempts: [attempt({ remaining: ['pod/helper'] })], aborted };
    expect(leftBehind(run)).toEqual(['The run is being aborted, and what it has launched has not been seen to end.']);
  });

  it('is said in twenty sentences at most, the rest is counted', () => {
    const attempts = Array.from({ length: 25 }, (_, index) => attempt({ id: `step-${index}`, injected: ['pod/a'] }));
    const sentences = leftBehind(ended(attempts));
    expect(sentences.length).toBe(21);
    expect(sentences.at(-1)).toBe('And 5 more of this kind, which the records name.');
  });

  it('names eight pods of a step at most, the rest is counted', () => {
    const remaining = Array.from({ length: 11 }, (_, index) => `pod/helper-${index}`);
    const [sentence] = leftByAttempt(ended([]), attempt({ remaining }));
    expect(sentence).toMatch(/pod\/helper-7 and 3 more\.$/);
  });
});
