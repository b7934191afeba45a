import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import type { Deadlines, ExperimentEvent } from '../../machines/experiment/experiment-types.ts';

const input = {
  step: 0,
  id: 'pod-delete',
  experiment: 'pod-delete',
  iteration: 1,
  attempt: 1,
  timeoutMs: 300_000,
  cleanUp: 'delete',
} as const;
const validated = {
  type: 'VALIDATED',
  job: 'job',
  baseline: 'none',
  startTimeoutMs: 120_000,
  expectedMs: 60_000,
  warnings: [],
} as const;
const created = { type: 'JOB_CREATED', job: { name: 'job' }, adopted: false } as const;

type Arming = 'observe' | 'awaitLaunch' | 'deferDeletion';

/** The deadlines that an effect of the last of these events arms. */
const armedIn = (effect: Arming, events: readonly ExperimentEvent[]): Deadlines => {
  let [snapshot, actions] = initialTransition(experimentMachine, input);
  for (const event of events) [snapshot, actions] = transition(experimentMachine, snapshot, event);
  const params = actions.find(({ type }) => type === effect)?.params as { readonly deadlines: Deadlines } | undefined;
  return params?.deadlines ?? {};
};
const armedBy = (...events: readonly ExperimentEvent[]): Deadlines => armedIn('observe', events);

const launched: readonly ExperimentEvent[] = [
  { type: 'START', at: 0 },
  { ...validated, at: 500 },
  { ...created, at: 1_000 },
];
const started: ExperimentEvent = { type: 'MAIN_STARTED', pod: 'pod', startedAt: 5_000, at: 6_000 };

test('deadlines count from the launch, that of the injection from the start', () => {
  expect(armedBy(...launched)).toEqual({ start: 121_000, timeout: 301_000 });
  expect(armedBy(...launched, started)).toEqual({ timeout: 301_000, overdue: 665_000 });
});

test('a launch that a quota holds up has the start time-out from its validation, and its Job has it anew', () => {
  const held = { type: 'JOB_HELD', reason: 'quota', at: 700 } as const;
  const before = launched.slice(0, 2);
  expect(armedIn('awaitLaunch', [...before, held])).toEqual({ start: 120_500 });
  expect(armedIn('awaitLaunch', [...before, held, { type: 'RESUME', at: 900_000 }, held])).toEqual({ start: 915_000 });
  expect(armedBy(...before, held, { ...created, at: 50_000 })).toMatchObject({ start: 170_000 });
});

test('after a restart deadlines stay where they were', () => {
  expect(armedBy(...launched, { type: 'RESUME', at: 60_000 })).toEqual({ start: 121_000, timeout: 301_000 });
});

test('a deadline that passed while nobody looked leaves time to see what had happened before it', () => {
  const late = { type: 'RESUME', at: 900_000 } as const;
  const looked = 915_000;
  expect(armedBy(...launched, late)).toEqual({ start: looked, timeout: looked });
  expect(armedBy(...launched, started, late)).toEqual({ timeout: looked, overdue: looked });
  expect(armedBy(...launched, late, { ...started, at: 900_100 })).toEqual({ timeout: looked, overdue: looked });
});

test('so does one of a Job that is adopted long after its creation', () => {
  const adopted = { ...created, adopted: true, at: 1_000 };
  const looked = 915_000;
  expect(armedBy({ type: 'START', at: 900_000 }, { ...validated, at: 900_000 }, adopted)).toEqual({
    start: looked,
    timeout: looked,
  });
  expect(armedBy(...launched.slice(0, 2), { type: 'RESUME', at: 900_000 }, adopted)).toEqual({
    start: looked,
    timeout: looked,
  });
});

test('the Job of a step that has passed stays ten seconds at most, counted from the writing of its row', () => {
  const passed: readonly ExperimentEvent[] = [
    ...[...launched, started],
    { type: 'MAIN_ENDED', pod: 'pod', exitCode: 0, reason: 'Completed', endedAt: 60_000, at: 61_000 },
    { type: 'RESULT_READ', verdict: 'Pass', at: 62_000 },
    { type: 'STATUS_RECORDED', deferrable: true, at: 63_000 },
  ];
  expect(armedIn('deferDeletion', passed)).toEqual({ deferral: 73_000 });
});
