import { describe, expect, it } from 'vitest';
import { bodyFrom, endedWell, figuresIn, type LargeFigures, target, troubleOf } from '../../bench/large/large-run.ts';
import { median } from '../../bench/measurement.ts';

const figures: LargeFigures = {
  exitCode: 0,
  passed: 20,
  jobToLastVerdict: 4,
  startToExit: 5,
  requests: [],
  processorSeconds: 1,
  peakMiB: 40,
  inGroup: true,
  wasKilled: false,
  job: undefined,
  said: 'the last words',
};

describe('a run of a large batch', () => {
  it.each([
    { name: 'every step has passed', exitCode: 0, passed: 20, well: true },
    { name: 'a step has not', exitCode: 0, passed: 19, well: false },
    { name: 'the runner has failed', exitCode: 1, passed: 20, well: false },
    { name: 'the runner was killed', exitCode: null, passed: 20, well: false },
  ])('has ended well: $well, where $name', ({ exitCode, passed, well }) => {
    expect(endedWell({ exitCode, passed }, 20)).toBe(well);
  });

  it('has its number where all of its kind have ended well', () => {
    const runs = [figures, { ...figures, startToExit: 7 }];
    expect(figuresIn(runs, 20, (run) => run.startToExit)).toEqual([5, 7]);
  });

  it('that has not ended well leaves no number to the others of its kind', () => {
    const runs = [figures, { ...figures, passed: 3 }, figures];
    expect(median(figuresIn(runs, 20, (run) => run.startToExit))).toBeNaN();
  });

  const wish = { steps: 20, parallelism: 5, account: 'polling', cleanUp: 'delete' } as const;

  it('that has not ended well is told with its last words', () => {
    expect(troubleOf({ ...figures, exitCode: 1, passed: 3 }, wish)).toBe(
      '# 20 steps, no watch: the runner ended with 1, 3 passed\nthe last words',
    );
  });

  it('that the kernel has ended for its memory is told as such', () => {
    expect(troubleOf({ ...figures, exitCode: 137, wasKilled: true }, wish)).toContain(
      '20 passed, killed by the kernel at the limit of its memory\n',
    );
  });

  it('that has made no Job gives no body, and its last words', () => {
    expect(() => bodyFrom([figures])).toThrow('no Job of the runner was seen:\nthe last words');
  });
});

describe('a target of a size', () => {
  it('is there with whether it binds', () => {
    expect(target(4, true)).toEqual({ target: 4, binding: true });
  });

  it('is absent where there is none', () => {
    expect(target(undefined, true)).toEqual({});
  });
});
