import { describe, expect, it } from 'vitest';
import type { ExperimentEvent, ExperimentInput } from '../../machines/experiment/experiment-types.ts';
import { effectsOfLast, happened, to, way } from './experiment-walk.ts';

const published = (events: readonly ExperimentEvent[], more: Partial<ExperimentInput> = {}) =>
  effectsOfLast('publishEvent', events, more);
const event = (reason: string, message: string, at: number, warning = false) => ({
  ...to,
  reason,
  message,
  at,
  warning,
});
const { passed, recorded, cleaned, created } = happened;
const over = [...way.readingResult, passed];
const deleted = event('ExperimentJobCleanUp', 'Experiment Job: job-1 will be deleted', 9_000);
const aborted: ExperimentEvent = { type: 'ABORT', reason: 'enough', by: 'operator', at: 5_000 };

describe('the events on the engine', () => {
  it('tell of a launch as Litmus does, the validation at its own time', () => {
    expect(published([...way.creating, created])).toEqual([
      event('ExperimentDependencyCheck', 'Experiment resources validated for Chaos Experiment: pod-delete', 2_000),
      event('ExperimentJobCreate', 'Experiment Job job-1 for Chaos Experiment: pod-delete', 3_000),
    ]);
  });

  it('tell of a Job that is deleted, and of one that is kept', () => {
    expect(published([...over, recorded, cleaned])).toEqual([deleted]);
    expect(published([...over, recorded], { cleanUp: 'retain' })).toEqual([
      event('ExperimentJobCleanUp', 'Experiment Job job-1 will be retained', 8_000),
    ]);
  });

  it('tell of a failure with the last lines of the logs', () => {
    const lost: ExperimentEvent = { type: 'LOST', reason: 'evicted', started: true, at: 6_000 };
    const log: ExperimentEvent = { type: 'LOG_COLLECTED', tail: 'gave up', helperTail: 'no tc', at: 6_500 };
    const message =
      "Chaos Experiment: pod-delete ran and ended with Error. evicted Last lines of its log: gave up Last lines of its helper's log: no tc";
    expect(published([...way.observing, lost, log])).toEqual([
      event('ChaosContainerWatchNotPermitted', message, 6_500, true),
    ]);
  });

  it('tell of an Error that the result says under Litmus’ reason', () => {
    const failed: ExperimentEvent = { ...passed, verdict: 'Error', reason: 'it broke' };
    const log: ExperimentEvent = { type: 'LOG_COLLECTED', at: 7_500 };
    expect(published([...way.readingResult, failed, log])).toEqual([
      event(
        'ChaosContainerWatchNotPermitted',
        'Chaos Experiment: pod-delete ran and ended with Error. it broke',
        7_500,
        true,
      ),
    ]);
  });

  it('tell at once of what was never launched', () => {
    const refused: ExperimentEvent = { type: 'JOB_REFUSED', reason: 'no', at: 3_000 };
    expect(published([...way.creating, refused])).toEqual([
      event(
        'ExperimentDependencyCheck',
        'Experiment Job creation failed, skipping Chaos Experiment: pod-delete. no',
        3_000,
        true,
      ),
    ]);
  });

  it('tell of a step that was stopped what its log says, where somebody else stopped it', () => {
    const log: ExperimentEvent = { ...cleaned, tail: 'the end' };
    expect(published([...way.observing, aborted, recorded, log])).toEqual([
      event(
        'ExperimentStopped',
        'Chaos Experiment: pod-delete was stopped. enough Last lines of its log: the end',
        9_000,
        true,
      ),
      deleted,
    ]);
    expect(published([...way.observing, aborted, recorded, cleaned])).toEqual([deleted]);
  });

  it('tell that a step runs longer than anything explains', () => {
    const overdue: ExperimentEvent = { type: 'TIMER', timer: 'overdue', at: 754_500 };
    expect(published([...way.observing, overdue])).toEqual([
      event(
        'ChaosContainerWatchNotPermitted',
        'Chaos Experiment pod-delete has run for 12.5 min, ten minutes longer than its TOTAL_CHAOS_DURATION and RAMP_TIME explain. It is left running; stop the engine if this is not intended.',
        754_500,
        true,
      ),
    ]);
  });

  it('tell of what stays, and of targets that are still marked, whatever the verdict', () => {
    const rest: ExperimentEvent = { ...cleaned, remaining: ['pod/helper'], stays: true, injected: ['pod/x'] };
    expect(published([...over, recorded, rest])).toEqual([
      deleted,
      expect.objectContaining({
        ...to,
        reason: 'LeftBehind',
        warning: true,
        message: expect.stringContaining('pod/helper'),
      }),
      expect.objectContaining({
        ...to,
        reason: 'TargetsStillInjected',
        warning: true,
        message: expect.stringContaining('pod/x'),
      }),
    ]);
  });
});

describe('the effects of an attempt', () => {
  it('name its Job, and what the ChaosResult was before it', () => {
    expect(effectsOfLast('createJob', way.creating)).toEqual([{ ...to, job: 'job-1' }]);
    expect(effectsOfLast('settleLaunch', [...way.creating, aborted])).toEqual([{ ...to, job: 'job-1' }]);
    expect(effectsOfLast('readResult', way.readingResult)).toEqual([{ ...to, job: 'job-1', baseline: 'uid/7' }]);
    const failed: ExperimentEvent = { ...passed, verdict: 'Error' };
    expect(effectsOfLast('collectLog', [...way.readingResult, failed])).toEqual([
      { ...to, job: 'job-1', pod: 'pod-1' },
    ]);
  });

  it('name the attempt', () => {
    expect(effectsOfLast('validate', way.validating)).toEqual([to]);
    expect(effectsOfLast('recordStatus', over)).toEqual([to]);
    expect(effectsOfLast('updateStatus', way.observing)).toEqual([to]);
  });

  it.each<readonly [string, readonly ExperimentEvent[], 'delete' | 'retain', object | undefined]>([
    ['of one that passed, its Job', [...over, recorded], 'delete', { removeJob: true, removeHelpers: false }],
    ['of one that passed and is kept, nothing', [...over, recorded], 'retain', undefined],
    [
      'of one that passed with targets still marked, the helpers too',
      [...way.readingResult, { ...passed, injected: ['pod/x'] }, recorded],
      'retain',
      { removeJob: false, removeHelpers: true },
    ],
    [
      'of one that failed, its Job',
      [...way.readingResult, { ...passed, verdict: 'Fail' }, recorded],
      'delete',
      { removeJob: true, removeHelpers: false },
    ],
    [
      'of one that ended with Error, the helpers, and the Job as the policy says',
      [...way.readingResult, { ...passed, verdict: 'Error' }, { type: 'LOG_COLLECTED', at: 7_500 }, recorded],
      'retain',
      { removeJob: false, removeHelpers: true },
    ],
    [
      'of one that nobody saw end, everything',
      [...way.starting, { type: 'LOST', reason: 'x', started: false, at: 4_000 }, recorded],
      'retain',
      { removeJob: true, removeHelpers: true },
    ],
    ['of one that was never launched, nothing', [{ type: 'SKIP', reason: 'x', at: 1 }, recorded], 'delete', undefined],
  ])('remove %s', (_, events, policy, removal) => {
    const [asked] = effectsOfLast('cleanUp', events, { cleanUp: policy });
    expect(asked).toEqual(removal === undefined ? undefined : { ...to, job: 'job-1', ...removal });
  });
});
