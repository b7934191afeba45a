import { expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import type { ExperimentEvent } from '../../machines/experiment/experiment-types.ts';

const input = { step: 0, id: 'a', experiment: 'a', iteration: 1, attempt: 1, cleanUp: 'retain' } as const;
const validated = { type: 'VALIDATED', job: 'a-1', baseline: 'none', startTimeoutMs: 1, warnings: [], at: 2 } as const;
const created = { type: 'JOB_CREATED', job: { name: 'a-1' }, adopted: false, at: 3 } as const;

const after = (...events: readonly ExperimentEvent[]) =>
  events.reduce(
    (state, event) => transition(experimentMachine, state, event)[0],
    initialTransition(experimentMachine, input)[0],
  );

it('a launch that may have succeeded unseen is removed', () => {
  const ended = after(
    { type: 'START', at: 1 },
    validated,
    { type: 'JOB_REFUSED', reason: 'no answer', unsure: true, at: 3 },
    { type: 'STATUS_RECORDED', at: 4 },
  );
  expect(ended.value).toEqual({ CleaningUp: 'Deleting' });
});

it('a pod that was seen is not forgotten when its Job is complete and the pod gone', () => {
  const ended = after(
    { type: 'START', at: 1 },
    validated,
    created,
    { type: 'MAIN_STARTED', pod: 'a-1-x', startedAt: 4, at: 4 },
    { type: 'MAIN_ENDED', pod: '', exitCode: 0, endedAt: 5, reason: '', at: 5 },
  );
  expect(ended.context.pod).toBe('a-1-x');
});
