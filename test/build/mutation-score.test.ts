import { describe, expect, it } from 'vitest';
import { percentOf, scoreOf } from '../mutation/score.ts';

const mutant = (status: string, line: number) => ({
  status,
  mutatorName: 'ConditionalExpression',
  replacement: 'if (\n  true\n)',
  location: { start: { line } },
});

describe('the score of the mutants', () => {
  it('counts what was noticed, leaves out what could not be tried, and names the rest by its place', () => {
    const score = scoreOf({
      files: {
        'src/b.ts': { mutants: [mutant('Survived', 9), mutant('Killed', 1), mutant('NoCoverage', 2)] },
        'src/a.ts': { mutants: [mutant('Timeout', 1), mutant('CompileError', 2), mutant('Ignored', 3)] },
      },
    });
    expect(score).toEqual({
      noticed: 2,
      all: 4,
      survivors: ['src/b.ts:2 ConditionalExpression: if ( true )', 'src/b.ts:9 ConditionalExpression: if ( true )'],
    });
    expect(percentOf(score)).toBe('50.0 %');
  });

  it('is none where there are no mutants', () => {
    expect(percentOf(scoreOf({ files: {} }))).toBe('none');
  });
});
