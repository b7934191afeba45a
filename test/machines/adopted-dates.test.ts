import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';

const input = { step: 0, id: 'a', experiment: 'a', iteration: 1, attempt: 1, cleanUp: 'retain' } as const;

test('the validation of a Job whose checkpoint is lost is dated by the creation of the Job: nobody knows more of it', () => {
  const [pending] = initialTransition(experimentMachine, input);
  const adopt = { type: 'ADOPT', job: { name: 'job' }, baseline: 'unknown', at: 90_000 } as const;
  const [adopting] = transition(experimentMachine, pending, adopt);
  const created = { type: 'JOB_CREATED', job: { name: 'job', uid: 'u' }, adopted: true, at: 60_000 } as const;
  const [, effects] = transition(experimentMachine, adopting, created);
  expect(effects.map(({ params }) => params)).toContainEqual(
    expect.objectContaining({ reason: 'ExperimentDependencyCheck', at: 60_000 }),
  );
});
