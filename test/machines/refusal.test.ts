import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import type { ExperimentEvent } from '../../machines/experiment/experiment-types.ts';

const input = { step: 0, id: 'a', experiment: 'a', iteration: 1, attempt: 1, cleanUp: 'retain' } as const;

/** What is removed after these events, and after the row has been written. */
const removedAfter = (...events: readonly ExperimentEvent[]): unknown => {
  let [snapshot, actions] = initialTransition(experimentMachine, input);
  for (const event of [...events, { type: 'STATUS_RECORDED', at: 9 } as const])
    [snapshot, actions] = transition(experimentMachine, snapshot, event);
  return actions.find(({ type }) => type === 'cleanUp')?.params;
};

const launching: readonly ExperimentEvent[] = [
  { type: 'START', at: 0 },
  { type: 'VALIDATED', job: 'job', baseline: 'none', startTimeoutMs: 1, warnings: [], at: 1 },
];
const refused = { type: 'JOB_REFUSED', reason: 'There is no ChaosExperiment a any more.', at: 3 } as const;

test('a launch that was refused leaves nothing to remove', () => {
  expect(removedAfter(...launching, refused)).toBeUndefined();
});

test('after a restart a refusal says nothing of the Job that the killed process may have created', () => {
  expect(removedAfter(...launching, { type: 'RESUME', at: 2 }, refused)).toMatchObject({ job: 'job', removeJob: true });
});
