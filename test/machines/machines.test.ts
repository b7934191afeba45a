import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import { experimentProblems, type Problems, runnerProblems, supervisorProblems } from './suite.ts';

describe.each([
  ['experiment', () => experimentProblems(experimentMachine)],
  ['supervisor', () => supervisorProblems(supervisorMachine)],
  ['runner', () => runnerProblems(runnerMachine)],
] as const)('the %s machine', (_, explored) => {
  let found: Problems | undefined;
  /** Explores the machine once, when the first test asks. */
  const problems = (): Problems => {
    found ??= explored();
    return found;
  };

  it('names no effect or guard that does not exist, has a way out of every state, and hears in each what may come at any time', () => {
    expect(problems().walk()).toEqual([]);
  });

  it('takes every one of its transitions on some path', () => {
    expect(problems().paths()).toEqual([]);
  });

  it('does in every state what the table says, and nothing else', () => {
    expect(problems().table()).toEqual([]);
  });

  it('goes on in the same way when it has been through JSON', () => {
    expect(problems().json()).toEqual([]);
  });
});
