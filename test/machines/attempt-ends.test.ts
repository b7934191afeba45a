import { describe, expect, it } from 'vitest';
import type { AttemptEnd, ExperimentEvent } from '../../machines/experiment/experiment-types.ts';
import { contextAfter, effectsOfLast, happened, to, way } from './experiment-walk.ts';

const unwatched = 'ChaosContainerWatchNotPermitted';
const unlaunchable = 'ExperimentDependencyCheck';
const held: ExperimentEvent = { type: 'JOB_HELD', reason: 'the quota is full', at: 2_500 };
const timer = (name: 'start' | 'timeout'): ExperimentEvent => ({ type: 'TIMER', timer: name, at: 400_000 });
const abortBy = (by: 'operator' | 'runner'): ExperimentEvent => ({ type: 'ABORT', reason: 'enough', by, at: 5_000 });
const refused = { type: 'JOB_REFUSED', reason: 'no', at: 3_000 } as const;
const stop = { outcome: 'Stopped', ending: 'aborted', reason: 'enough' } as const;
const errorOf = (ending: AttemptEnd['ending'], reason: string, warning = unwatched) => ({
  ...{ outcome: 'Error', ending, reason, by: 'kubernetes', warning },
});

describe('an attempt', () => {
  it.each<readonly [string, readonly ExperimentEvent[], object, true | undefined]>([
    [
      'that is skipped',
      [{ type: 'SKIP', reason: 'its condition is false', at: 1 }],
      { outcome: 'Skipped', ending: 'skipped', reason: 'its condition is false', by: 'runner' },
      undefined,
    ],
    [
      'whose experiment there is not',
      [...way.validating, { type: 'REJECTED', ending: 'notFound', warning: 'ExperimentNotFound', reason: 'x', at: 2 }],
      { outcome: 'Error', ending: 'notFound', reason: 'x', by: 'runner', warning: 'ExperimentNotFound' },
      undefined,
    ],
    [
      'that is aborted before it was launched',
      [...way.validating, abortBy('operator')],
      { ...stop, by: 'operator' },
      true,
    ],
    [
      'that is aborted by the run before it was launched',
      [...way.validating, abortBy('runner')],
      { ...stop, by: 'runner' },
      true,
    ],
    ['that is aborted by an operator', [...way.observing, abortBy('operator')], { ...stop, by: 'operator' }, true],
    [
      'that is aborted by the run',
      [...way.observing, abortBy('runner')],
      { ...stop, by: 'runner', warning: 'ExperimentStopped' },
      true,
    ],
    [
      'that runs longer than it may',
      [...way.observing, timer('timeout')],
      {
        ...{ outcome: 'Stopped', ending: 'aborted', by: 'runner', warning: 'ExperimentStopped' },
        reason: 'The step ran longer than its time-out of 300 s and was stopped.',
      },
      true,
    ],
    [
      'for which a quota has no room in time',
      [...way.creating, held, timer('start')],
      errorOf(
        'rejected',
        'The Job could not be created within 120 s (twice statusCheckTimeouts.timeout): the quota is full',
        unlaunchable,
      ),
      true,
    ],
    ['whose Job is refused', [...way.creating, refused], errorOf('rejected', 'no', unlaunchable), undefined],
    [
      'whose Job is refused, though it may have been created',
      [...way.creating, { ...refused, unsure: true }],
      errorOf('rejected', 'no', unlaunchable),
      true,
    ],
    [
      'whose Job is refused after a restart',
      [...way.creating, { type: 'RESUME', at: 2_500 }, refused],
      errorOf('rejected', 'no', unlaunchable),
      true,
    ],
    [
      'whose Job is refused after an abort, as the abort says',
      [...way.creating, abortBy('operator'), refused],
      { ...stop, by: 'operator' },
      true,
    ],
    [
      'whose main container cannot start',
      [...way.starting, { type: 'START_FAILED', reason: 'no image', pod: 'pod-1', at: 4_000 }],
      errorOf('rejected', 'no image'),
      true,
    ],
    [
      'whose main container does not start in time',
      [...way.starting, timer('start')],
      errorOf('rejected', 'The main container did not start within 120 s (twice statusCheckTimeouts.timeout).'),
      true,
    ],
    [
      'whose main container does not start in time, with what it waited for',
      [...way.starting, { type: 'POD_WAITING', reason: 'no node', at: 4_000 }, timer('start')],
      errorOf('rejected', 'The main container did not start within 120 s (twice statusCheckTimeouts.timeout): no node'),
      true,
    ],
    [
      'that is lost before its start',
      [...way.starting, { type: 'LOST', reason: 'evicted', started: false, at: 4_000 }],
      errorOf('rejected', 'evicted'),
      true,
    ],
    [
      'that is lost after its start',
      [...way.observing, { type: 'LOST', reason: 'evicted', started: false, by: 'operator', at: 6_000 }],
      { ...errorOf('completed', 'evicted'), by: 'operator' },
      true,
    ],
    [
      'that is lost by its own word after a start that nobody saw',
      [...way.starting, { type: 'LOST', reason: 'evicted', started: true, at: 6_000 }],
      errorOf('completed', 'evicted'),
      true,
    ],
    [
      'that has passed',
      [...way.readingResult, happened.passed],
      {
        ...{ outcome: 'Pass', ending: 'completed', verdict: 'Pass', by: 'kubernetes' },
        reason: 'The ChaosResult says Pass.',
      },
      undefined,
    ],
    [
      'without a result',
      [...way.readingResult, { type: 'RESULT_MISSING', reason: 'There is no ChaosResult.', at: 7_000 }],
      errorOf('completed', 'There is no ChaosResult.'),
      true,
    ],
    [
      'without a result, whose main container ended badly',
      [
        ...[...way.observing, happened.broken],
        { type: 'RESULT_MISSING', reason: 'There is no ChaosResult.', at: 7_000 },
      ],
      errorOf('completed', 'There is no ChaosResult. The main container ended with exit code 137 (OOMKilled).'),
      true,
    ],
    [
      'that is found over, with a verdict',
      [{ type: 'ADOPT', job: { name: 'job-1' }, baseline: 'unknown', at: 1 }, happened.passed],
      expect.objectContaining({ outcome: 'Pass' }),
      undefined,
    ],
    [
      'that is found over, with targets marked as injected',
      [
        { type: 'ADOPT', job: { name: 'job-1' }, baseline: 'unknown', at: 1 },
        { ...happened.passed, injected: ['pod/x'] },
      ],
      expect.objectContaining({ outcome: 'Pass' }),
      true,
    ],
    [
      'that is found over, with an error',
      [
        { type: 'ADOPT', job: { name: 'job-1' }, baseline: 'unknown', at: 1 },
        { ...happened.passed, verdict: 'Error' },
      ],
      expect.objectContaining({ outcome: 'Error' }),
      true,
    ],
    [
      'that has passed and is stopped after that, with what there is of it to go',
      [...way.readingResult, happened.passed, abortBy('operator')],
      expect.objectContaining({ outcome: 'Pass' }),
      true,
    ],
  ])('%s ends as it should, and is known to be over or not', (_, events, end, unclean) => {
    const context = contextAfter(events);
    expect(context.end).toEqual(end);
    expect(context.unclean).toBe(unclean);
  });

  it('tells the supervisor of its end what came of it, and why', () => {
    const events = [...way.readingResult, happened.passed, happened.recorded];
    expect(effectsOfLast('reportOutcome', events)).toEqual([{ ...to, outcome: 'Pass' }]);
    expect(effectsOfLast('reportEnd', [...events, happened.cleaned])).toEqual([
      { ...to, outcome: 'Pass', reason: 'The ChaosResult says Pass.' },
    ]);
  });

  it('is stopped by a probe where its log names one, and that is its reason', () => {
    const tail = 'the probe check-cart has Failed';
    const stopped = [...way.observing, abortBy('operator'), happened.recorded];
    expect(effectsOfLast('cleanUp', stopped)).toEqual([
      { ...to, job: 'job-1', removeJob: true, removeHelpers: true, tailOf: 'pod-1' },
    ]);
    expect(contextAfter([...stopped, { ...happened.cleaned, tail }]).end?.reason).toMatch(
      /^enough The log .*: .*check-cart/,
    );
    expect(contextAfter([...stopped, { ...happened.cleaned, tail: 'nothing of the kind' }]).end?.reason).toBe('enough');
  });

  it('knows what stays of it, and which targets are still marked, as the last look has them', () => {
    const before = [...way.readingResult, { ...happened.passed, injected: ['pod/x', 'pod/y'] }, happened.recorded];
    const { cleaned } = happened;
    expect(contextAfter(before)).toMatchObject({ injected: ['pod/x', 'pod/y'] });
    expect(contextAfter([...before, { ...cleaned, injected: ['pod/y'], stays: true }])).toMatchObject({
      injected: ['pod/y'],
      stays: true,
    });
    expect(contextAfter([...before, cleaned])).not.toHaveProperty('stays');
    expect(contextAfter([...before, cleaned])).toMatchObject({ injected: ['pod/x', 'pod/y'] });
  });
});

describe('what an attempt knows of its launch', () => {
  it('is what its validation says, and then its Job', () => {
    const { launch } = contextAfter(way.creating);
    expect(launch).toEqual({
      ...{ job: { name: 'job-1' }, baseline: 'uid/7' },
      ...{ validatedAt: 2_000, startTimeoutMs: 120_000, expectedMs: 60_000 },
    });
    expect(contextAfter(way.starting).launch).toEqual({
      ...launch,
      ...{ job: { name: 'job-1', uid: 'u' }, launchedAt: 3_000 },
    });
    expect(contextAfter(way.starting)).not.toHaveProperty('takenOverAt');
  });

  it('is what an adopted Job says where it says more', () => {
    const adopted: ExperimentEvent = {
      ...{ ...happened.created, adopted: true, at: 2_500 },
      ...{ baseline: 'uid/9', startTimeoutMs: 5, expectedMs: 6 },
    };
    const { launch, takenOverAt } = contextAfter([...way.creating, adopted]);
    expect(launch).toMatchObject({ baseline: 'uid/9', startTimeoutMs: 5, expectedMs: 6, launchedAt: 2_500 });
    expect(takenOverAt).toBe(2_000);
  });

  it('is taken over by a process that adopts it, from then on', () => {
    const adopt: ExperimentEvent = { type: 'ADOPT', job: { name: 'job-1' }, baseline: 'none', pod: 'pod-1', at: 900 };
    expect(contextAfter([adopt])).toMatchObject({
      ...{ launch: { job: { name: 'job-1' }, baseline: 'none' }, takenOverAt: 900, pod: 'pod-1' },
    });
    expect(effectsOfLast('adoptJob', [adopt])).toEqual([{ ...to, job: 'job-1', baseline: 'none' }]);
    const created: ExperimentEvent = { ...happened.created, adopted: true, at: 100 };
    expect(contextAfter([adopt, created]).takenOverAt).toBe(900);
    expect(contextAfter([{ ...adopt, at: 50 }, created]).takenOverAt).toBe(100);
  });

  it('is that the Job was created all the same, where it was called off', () => {
    const { launch, end } = contextAfter([...way.creating, abortBy('operator'), happened.created]);
    expect(launch).toMatchObject({ job: { name: 'job-1', uid: 'u' }, launchedAt: 3_000, baseline: 'uid/7' });
    expect(end).toEqual({ ...stop, by: 'operator' });
  });

  it('forgets what held its creation up once the Job is there', () => {
    expect(contextAfter([...way.creating, held]).waiting).toBe('the quota is full');
    expect(contextAfter([...way.creating, held, happened.created]).waiting).toBe('the Job has no pod yet');
    expect(contextAfter(way.starting)).not.toHaveProperty('waiting');
  });
});

describe('what an attempt knows of its main container', () => {
  it('is its pod, its start and its end', () => {
    expect(contextAfter([...way.starting, happened.seen]).pod).toBe('pod-1');
    expect(contextAfter(way.readingResult)).toMatchObject({ pod: 'pod-1', startedAt: 4_500, endedAt: 5_500 });
    expect(contextAfter(way.readingResult)).not.toHaveProperty('exit');
    expect(contextAfter([...way.observing, happened.broken]).exit).toBe('exit code 137 (OOMKilled)');
  });

  it('is an end without a start or a pod that anybody saw', () => {
    const { ended } = happened;
    expect(contextAfter([...way.starting, { ...ended, pod: '' }])).toMatchObject({ startedAt: 5_500, endedAt: 5_500 });
    expect(contextAfter([...way.starting, { ...ended, pod: '' }])).not.toHaveProperty('pod');
    expect(contextAfter([...way.observing, { ...ended, pod: '' }]).pod).toBe('pod-1');
  });

  it('is the pod of which a failed start or a loss tells', () => {
    const failed: ExperimentEvent = { type: 'START_FAILED', reason: 'no image', at: 4_000 };
    expect(contextAfter([...way.starting, { ...failed, pod: 'other' }]).pod).toBe('other');
    expect(contextAfter([...way.starting, failed])).not.toHaveProperty('pod');
    const lost: ExperimentEvent = { type: 'LOST', reason: 'x', started: false, at: 4_000 };
    expect(contextAfter([...way.starting, { ...lost, pod: 'other' }]).pod).toBe('other');
    expect(contextAfter([...way.starting, lost])).not.toHaveProperty('pod');
  });
});
