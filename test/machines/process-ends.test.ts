import { describe, expect, it } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { effectsOf } from '../../machines/effects-of.ts';
import { runnerMachine } from '../../machines/runner/runner.ts';
import type { ProcessEnd, RunnerEvent } from '../../machines/runner/runner-types.ts';
import { statePath } from '../../machines/state-path.ts';

/** The machine behind these events, and what the last of them asks for. */
const behind = (events: readonly RunnerEvent[]) => {
  let [snapshot, actions] = initialTransition(runnerMachine, { mode: 'pod' });
  for (const event of events) [snapshot, actions] = transition(runnerMachine, snapshot, event);
  return { state: statePath(snapshot.value), asked: effectsOf(actions) };
};
const exit = (params: ProcessEnd) => ({ type: 'exit', params });
const minutes = 60_000;

const read: RunnerEvent = { type: 'READ', jobs: 0, rows: 0, at: 1_000 };
const identified = (run: 'New' | 'Resume' | 'Adopt', more: object = {}): RunnerEvent => ({
  ...{ type: 'IDENTIFIED', run, notes: [], at: 2_000 },
  ...more,
});
const claimed: RunnerEvent = { type: 'CLAIMED', at: 3_000 };
const planned: RunnerEvent = { type: 'PLANNED', steps: 1, iterations: 1, at: 4_000 };
const cleared: RunnerEvent = { type: 'CLEARED', at: 5_000 };
const opened: RunnerEvent = { type: 'OPENED', run: 'New', runId: 'r', segment: 1, notes: [], at: 10_000 };
const planning = [read, identified('New'), claimed];
const driving = [...planning, planned, cleared, opened];
const resumed = [read, identified('Resume', { startedAt: 1_500 }), claimed, opened];
const terminate: RunnerEvent = { type: 'TERMINATE', at: 20_000 };
const abort: RunnerEvent = { type: 'ABORT', by: 'user', reason: 'enough', at: 15_000 };
const unusable = (ending: boolean): RunnerEvent => ({
  type: 'UNUSABLE',
  problems: ['no spec', 'no name'],
  ending,
  at: 1,
});
const failed = { reason: 'no route', at: 30_000 };
const left = ['job/x was there when it was looked last'];
const hindered = (more: object = {}): RunnerEvent => ({
  ...{ type: 'HINDERED', step: 1, iteration: 2, attempt: 3, launched: false, ...failed },
  ...more,
});
const proven: RunnerEvent = { type: 'PROVEN', at: 40_000 };

describe('a process', () => {
  it.each<readonly [string, readonly RunnerEvent[], string, ProcessEnd]>([
    [
      'that cannot read its engine',
      [{ type: 'UNREADABLE', ...failed, left }],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route', left },
    ],
    [
      'that finds an engine that is being stopped and makes no sense',
      [unusable(true), proven],
      'Nothing',
      { is: 'Nothing', reason: 'no spec\nno name' },
    ],
    [
      'that finds an engine of which nothing runs',
      [read, identified('New', { nothing: 'it was stopped' }), proven],
      'Nothing',
      { is: 'Nothing', reason: 'it was stopped' },
    ],
    [
      'that finds another one at the engine',
      [read, identified('Resume'), { type: 'HELD', holder: 'other', at: 3_000 }],
      'Taken',
      { is: 'Taken', reason: 'Another runner (other) drives this engine. This one does nothing.' },
    ],
    [
      'that finds another one at an engine that makes no sense to it',
      [unusable(false), { type: 'HELD', holder: 'other', at: 3_000 }],
      'Taken',
      { is: 'Taken', reason: 'no spec\nno name\nAnother runner (other) drives this engine. This one does nothing.' },
    ],
    [
      'that is told to go before anything was launched',
      [...planning, terminate],
      'HandedOver',
      { is: 'HandedOver', reason: 'Told to stop before this process had launched anything.' },
    ],
    [
      'that cannot remove what is at work of earlier runs',
      [...planning, planned, { type: 'NOT_CLEARED', ...failed, left }],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route', left },
    ],
    [
      'that cannot read what may prove how steps have ended',
      [read, identified('Adopt'), claimed, planned, { type: 'RESULTS_UNREAD', ...failed, left }],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route', left },
    ],
    [
      'that has rejected its engine',
      [
        ...[...planning, { type: 'NOT_PLANNED', problems: ['a circle'], at: 4_000 }, cleared],
        ...[{ type: 'REJECTED', reason: 'a circle', at: 6_000 }, proven],
      ] as readonly RunnerEvent[],
      'Rejected',
      { is: 'Rejected', reason: 'a circle' },
    ],
    [
      'that cannot reject its engine',
      [
        ...planning,
        { type: 'NOT_PLANNED', problems: ['a circle'], at: 4_000 },
        cleared,
        { type: 'NOT_REJECTED', ...failed },
      ] as readonly RunnerEvent[],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route' },
    ],
    [
      'that is overtaken',
      [...driving, { type: 'OVERTAKEN', holder: 'other', at: 11_000 }],
      'Taken',
      { is: 'Taken', reason: 'Another runner (other) has taken over this engine. This one stops acting.' },
    ],
    [
      'that has launched something and cannot go on',
      [...driving, { type: 'UNFINISHED', ...failed, left }],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route', left },
    ],
    [
      'of a run that goes on and cannot',
      [...resumed, { type: 'UNFINISHED', ...failed }],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route' },
    ],
    [
      'whose launch may be there and cannot go on',
      [...driving, hindered({ left })],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route', left },
    ],
    [
      'that hands over',
      [...driving, terminate, { type: 'ENGINE_ASKED', ending: false, at: 20_100 }, { type: 'HANDED_OVER', at: 21_000 }],
      'HandedOver',
      { is: 'HandedOver', reason: 'The pod was told to stop while the engine is active (SIGTERM).' },
    ],
    [
      'that has to go in the middle of an abort',
      [
        ...driving,
        abort,
        terminate,
        { type: 'ENGINE_ASKED', ending: true, at: 20_100 },
        { type: 'TIMER', timer: 'leave', at: 24_000 },
      ],
      'Nothing',
      {
        is: 'Nothing',
        reason:
          'The engine is being stopped, and this pod has to go: what was launched has been told to end, its end was not seen. The operator waits for it.',
      },
    ],
    [
      'whose run has come to its end',
      [
        ...driving,
        { type: 'RUN_ENDED', outcome: 'Pass', aborted: false, at: 35_000 },
        { type: 'FINISHED', at: 36_000 },
        proven,
      ],
      'Finished',
      { is: 'Finished' },
    ],
    [
      'whose rows do not say what it has done',
      [
        ...[
          ...driving,
          { type: 'RUN_ENDED', outcome: 'Pass', aborted: false, at: 35_000 },
          { type: 'FINISHED', at: 36_000 },
        ],
        { type: 'UNPROVEN', ...failed },
      ] as readonly RunnerEvent[],
      'TryAgain',
      { is: 'TryAgain', reason: 'no route' },
    ],
  ])('%s ends as it should, with its reason', (_, events, state, end) => {
    const { state: reached, asked } = behind(events);
    expect(reached).toBe(`Ended.${state}`);
    expect(asked.at(-1)).toEqual(exit(end));
  });

  it.each([
    ['that tries for the first time leaves it to another process', undefined, 'Ended.TryAgain'],
    ['that has tried for fifteen minutes leaves it once more', 15 * minutes, 'Ended.TryAgain'],
    ['that has tried for longer rejects its engine', 15 * minutes + 1, 'Ending.Rejecting'],
  ])('%s, where nothing was launched', (_, triedForMs, state) => {
    const age: RunnerEvent = { type: 'AGE_READ', at: 31_000, ...(triedForMs === undefined ? {} : { triedForMs }) };
    for (const begun of [
      [{ type: 'UNREADABLE', ...failed, untouched: true }],
      [...driving, hindered()],
      [...driving, { type: 'UNFINISHED', ...failed }],
    ] as const) {
      expect(behind(begun as readonly RunnerEvent[])).toMatchObject({ state: 'Ending.Trying' });
      const { state: reached, asked } = behind([...(begun as readonly RunnerEvent[]), age]);
      expect(reached).toBe(state);
      expect(asked).toEqual(
        state === 'Ended.TryAgain'
          ? [exit({ is: 'TryAgain', reason: 'no route' })]
          : [{ type: 'rejectEngine', params: { problems: ['Tried for 15 minutes, nothing was launched. no route'] } }],
      );
    }
  });
});

describe('a launch that meets a failure', () => {
  const params = { step: 1, iteration: 2, attempt: 3, reason: 'no route' };
  it.each<readonly [string, readonly RunnerEvent[]]>([
    ['once something was launched', [...driving, hindered({ launched: true })]],
    ['of a run that has begun more than fifteen minutes ago', [...resumed, hindered({ at: 1_501 + 15 * minutes })]],
    ['more than fifteen minutes after this process began', [...driving, hindered({ at: 10_001 + 15 * minutes })]],
  ])('ends its step %s', (_, events) => {
    expect(behind(events)).toEqual({ state: 'Running.Driving.Working', asked: [{ type: 'rejectStep', params }] });
  });

  it('leaves the run to another process until then', () => {
    expect(behind([...driving, hindered({ at: 10_000 + 15 * minutes })]).state).toBe('Ending.Trying');
    expect(behind([...resumed, hindered({ at: 1_500 + 15 * minutes })]).state).toBe('Ended.TryAgain');
  });
});

describe('an abort', () => {
  it('that comes before the run waits for it', () => {
    const { state, asked } = behind([...planning, abort, planned, cleared, opened]);
    expect(state).toBe('Running.Aborting.Waiting');
    expect(asked).toEqual([
      { type: 'driveRun', params: {} },
      { type: 'abortRun', params: { by: 'user', reason: 'enough' } },
    ]);
  });

  it.each([
    ['stopped', 'The ChaosEngine was stopped (engineState: stop).'],
    ['deleted', 'The ChaosEngine is being deleted.'],
    ['gone', 'The ChaosEngine is gone.'],
  ] as const)('of an engine that is %s is the operator’s', (how, reason) => {
    const ending: RunnerEvent = { type: 'ENGINE_ENDING', how, at: 15_000 };
    const aborting = { type: 'abortRun', params: { by: 'operator', reason } };
    expect(behind([...driving, ending])).toEqual({ state: 'Running.Aborting.Waiting', asked: [aborting] });
    expect(behind([...driving, terminate, ending])).toEqual({ state: 'Running.Aborting.Asking', asked: [aborting] });
  });

  it('in the middle of a hand-over goes on with the pod’s grace', () => {
    const asked: RunnerEvent = { type: 'ENGINE_ASKED', ending: true, graceSeconds: 30, at: 20_100 };
    expect(behind([...driving, terminate, asked])).toEqual({
      state: 'Running.Aborting.Leaving',
      asked: [
        { type: 'abortRun', params: { by: 'operator', reason: 'The ChaosEngine was stopped (engineState: stop).' } },
        { type: 'armTimer', params: { timer: 'leave', due: 47_000 } },
      ],
    });
  });
});

describe('a process that is told to go', () => {
  it('closes the latch and asks how the engine is, and has four seconds where its pod has no more', () => {
    expect(behind([...driving, terminate])).toEqual({
      state: 'Running.HandingOver.Asking',
      asked: [
        { type: 'closeLatch', params: {} },
        { type: 'askEngine', params: {} },
      ],
    });
    const active: RunnerEvent = { type: 'ENGINE_ASKED', ending: false, at: 20_100 };
    expect(behind([...driving, terminate, active]).asked).toEqual([{ type: 'handOver', params: { due: 24_000 } }]);
    const grace = (graceSeconds: number): RunnerEvent => ({
      type: 'ENGINE_ASKED',
      ending: true,
      graceSeconds,
      at: 20_100,
    });
    const due = (graceSeconds: number): unknown =>
      behind([...driving, abort, terminate, grace(graceSeconds)]).asked.at(-1)?.params;
    expect([due(5), due(7), due(8)]).toEqual([
      { timer: 'leave', due: 24_000 },
      { timer: 'leave', due: 24_000 },
      { timer: 'leave', due: 25_000 },
    ]);
  });

  it('while the last events are written waits for those only', () => {
    const over: RunnerEvent = { type: 'RUN_ENDED', outcome: 'Pass', aborted: false, at: 35_000 };
    expect(behind([...driving, over])).toMatchObject({
      state: 'Running.Finishing.Waiting',
      asked: [{ type: 'finishRun' }],
    });
    expect(behind([...driving, over, { ...terminate, at: 36_000 }])).toMatchObject({
      state: 'Running.Finishing.Leaving',
      asked: [{ type: 'armTimer', params: { timer: 'leave', due: 40_000 } }],
    });
    expect(behind([...driving, abort, terminate, over]).state).toBe('Running.Finishing.Leaving');
  });
});

describe('the next iteration', () => {
  const awaited = (orphans: readonly string[]): RunnerEvent => ({
    ...{ type: 'ITERATION_AWAITED', iteration: 2, due: 50_000, orphans, at: 33_000 },
  });
  const armed = { type: 'armNext', params: { iteration: 2, due: 50_000 } };

  it('is armed at once where nothing of the ones before is left', () => {
    expect(behind([...driving, awaited([])])).toEqual({ state: 'Running.Driving.Working', asked: [armed] });
  });

  it('waits until what is left is removed', () => {
    const sweeping = [...driving, awaited(['job-a'])];
    expect(behind(sweeping)).toEqual({
      state: 'Running.Driving.Sweeping',
      asked: [{ type: 'removeOrphans', params: { iteration: 2, orphans: ['job-a'] } }],
    });
    expect(behind([...sweeping, { type: 'ORPHANS_REMOVED', iteration: 2, at: 34_000 }])).toEqual({
      state: 'Running.Driving.Working',
      asked: [armed],
    });
  });
});

it('the closing of a run is asked for with its outcome and what nothing waits for', () => {
  const closing: RunnerEvent = { type: 'RUN_CLOSING', outcome: 'Fail', aborted: false, orphans: ['job-a'], at: 34_000 };
  expect(behind([...driving, closing])).toEqual({
    state: 'Running.Driving.Working',
    asked: [{ type: 'closeRun', params: { outcome: 'Fail', aborted: false, orphans: ['job-a'] } }],
  });
  expect(behind([...driving, { type: 'WIPED', at: 34_000 }]).asked).toEqual([{ type: 'rewriteStatus', params: {} }]);
});
