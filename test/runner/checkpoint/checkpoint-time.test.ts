import { expect, it } from 'vitest';
import { notAhead } from '../../../src/runner/checkpoint/checkpoint-time.ts';
import { checkpointOf, observing } from '../checkpoints.ts';
import { attemptState, planOf, start } from '../fixtures.ts';

const hour = 3_600_000;
const whole = checkpointOf();

it('a checkpoint of the past stays as it is, and so does one of a clock that is ahead by minutes', () => {
  expect(notAhead(whole, start + 5_000)).toEqual(whole);
  expect(notAhead(whole, start - hour / 2)).toEqual(whole);
});

it('what lies ahead by more than an hour counts as now, so that no deadline is put off by as much', () => {
  const now = start - 10 * hour;
  const { supervisor, attempts } = notAhead(whole, now);
  expect(supervisor.context).toMatchObject({ startedAt: now, progress: { iterationStartedAt: now } });
  expect(attempts[0]?.context).toMatchObject({ launch: { launchedAt: now, validatedAt: now }, startedAt: now });
});

it('a retry comes no later than its backoff from now', () => {
  const retries = { limit: 3, on: ['Fail'], backoffMs: 10_000 } as const;
  const plan = planOf([{ id: 'a', retries }, { id: 'b' }]);
  const { context } = whole.supervisor;
  const retrying = [{ step: 0, outcome: 'Fail', due: 9e15 }] as const;
  const supervisor = {
    ...whole.supervisor,
    context: { ...context, plan, progress: { ...context.progress, retrying } },
  };
  const { progress } = notAhead({ ...whole, supervisor }, start).supervisor.context;
  expect(progress.retrying).toEqual([{ step: 0, outcome: 'Fail', due: start + 10_000 }]);
});

it('what an attempt does not know is not put into it', () => {
  const { launchedAt: _, ...launch } = observing.launch;
  const attempts = [attemptState('Launching.Creating', { launch })];
  expect(notAhead({ ...whole, attempts }, start - 10 * hour).attempts[0]?.context.launch).not.toHaveProperty(
    'launchedAt',
  );
});
