import { describe, expect, it } from 'vitest';
import { isLastIteration, runEnd } from '../../machines/supervisor/run-end.ts';
import type { SupervisorContext } from '../../machines/supervisor/supervisor-types.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { noProgress } from '../../src/model/progress/progress.ts';
import { planOf } from '../runner/fixtures.ts';
import { supervisorTable } from './supervisor-table.ts';

const endOf = (worst: Outcome, aborted?: SupervisorContext['aborted']) =>
  runEnd({ progress: { ...noProgress(planOf([{ id: 'a' }])), worst }, ...(aborted === undefined ? {} : { aborted }) });

describe('the end of a run', () => {
  it.each<readonly [Outcome, Outcome]>([
    ['Pass', 'Pass'],
    ['Fail', 'Fail'],
    ['Error', 'Error'],
    ['Stopped', 'Stopped'],
    ['Skipped', 'Pass'],
  ])('of which the worst step was %s is %s', (worst, outcome) => {
    expect(endOf(worst)).toEqual({ outcome, aborted: false });
  });

  it('that somebody has aborted is Stopped, whatever came of its steps', () => {
    for (const worst of ['Pass', 'Fail', 'Error', 'Skipped'] as const)
      expect(endOf(worst, { by: 'user', reason: 'stopped' })).toEqual({ outcome: 'Stopped', aborted: true });
  });
});

describe('the states after which no iteration follows', () => {
  const transitions = supervisorTable.flatMap((line) => {
    const found = /^(\S+) .* -> (\S+): (.*)$/.exec(line);
    return found === null ? [] : [{ from: found[1] ?? '', to: found[2] ?? '', effects: found[3] ?? '', line }];
  });
  const wrong = (isLast: (state: string) => boolean) =>
    transitions.filter(
      ({ from, to, effects }) => isLast(from) && (!isLast(to) || /arm\(next\)|startSteps/.test(effects)),
    );

  it('lead to one another only, and from none of them a step or an iteration begins', () => {
    expect(transitions.filter(({ from }) => isLastIteration(from)).length).toBeGreaterThan(10);
    expect(wrong(isLastIteration).map(({ line }) => line)).toEqual([]);
  });

  it('are all that there are of the kind', () => {
    const others = [...new Set(transitions.map(({ from }) => from))].filter((state) => !isLastIteration(state));
    for (const other of others) expect(wrong((state) => state === other || isLastIteration(state))).not.toEqual([]);
  });
});
