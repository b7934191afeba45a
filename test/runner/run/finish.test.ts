import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import { commandLineExitCode, type Finish, podExitCode } from '../../../src/runner/run/finish.ts';
import { planOf } from '../fixtures.ts';

const finished = (outcome: Outcome, left: readonly string[] = []): Finish => ({
  ...{ is: 'Finished', runId: 'r', outcome, aborted: false, plan: planOf([]), facts: [], sequence: 1, head: '', left },
  injected: [],
});
const because = (is: 'Nothing' | 'Rejected' | 'TryAgain' | 'HandedOver' | 'Taken'): Finish =>
  is === 'Rejected' ? { is, reason: '', experiments: [] } : { is, reason: '' };

describe('the exit code', () => {
  it.each([
    ['a run that passed', finished('Pass'), 0, 0],
    ['a run with a failed step', finished('Fail'), 0, 1],
    ['a run with an error', finished('Error'), 0, 2],
    ['a run that was stopped', finished('Stopped'), 0, 3],
    ['a run that left something behind', finished('Pass', ['pod/x']), 0, 2],
    ['an engine that is being stopped', because('Nothing'), 0, 3],
    ['an engine that cannot be used', because('Rejected'), 0, 64],
    ['a failure that another process may not meet', because('TryAgain'), 1, 2],
    ['a run that goes on with the next process', because('HandedOver'), 143, 3],
    ['a run that another runner holds', because('Taken'), 1, 2],
  ])('of %s', (_, finish, pod, commandLine) => {
    expect([podExitCode(finish), commandLineExitCode(finish)]).toEqual([pod, commandLine]);
  });
});
