import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/model/kube/pod-facts.ts';
import { eventsOf, mayBeAnAbort } from '../../../src/runner/observe/observation-events.ts';
import { start } from '../fixtures.ts';

const told = { reason: 'Why', message: 'because' };
const broken = { pod: 'p', started: true, ...told };
const waiting = { ...told, immediate: false };

describe('what an observation means to a step', () => {
  it.each<readonly [string, Fact, readonly object[]]>([
    ['no pod yet', { is: 'NoPod' }, [{ type: 'POD_WAITING', reason: 'the Job has no pod yet' }]],
    [
      'a pod that could not be made so far',
      { is: 'NoPod', held: told },
      [{ type: 'POD_WAITING', reason: 'Why: because' }],
    ],
    [
      'a pod that was refused',
      { is: 'NoPod', refused: told },
      [{ type: 'START_FAILED', reason: expect.stringContaining('Why: because') }],
    ],
    ['a pod that starts', { is: 'Starting', pod: 'p' }, [{ type: 'POD_SEEN', pod: 'p' }]],
    [
      'a pod that waits',
      { is: 'Starting', pod: 'p', waiting },
      [{ type: 'POD_SEEN' }, { type: 'POD_WAITING', pod: 'p', reason: 'Why: because' }],
    ],
    [
      'a pod that can never start',
      { is: 'Starting', pod: 'p', waiting: { ...waiting, immediate: true } },
      [{ type: 'POD_SEEN' }, { type: 'START_FAILED', pod: 'p' }],
    ],
    [
      'a main container that runs',
      { is: 'Started', pod: 'p', startedAt: '2026-01-01T00:00:05Z' },
      [{ type: 'MAIN_STARTED', pod: 'p', startedAt: start + 5_000 }],
    ],
    [
      'one whose time cannot be read',
      { is: 'Started', pod: 'p', startedAt: '?' },
      [{ type: 'MAIN_STARTED', startedAt: start + 1 }],
    ],
    [
      'a main container that has ended',
      { is: 'Ended', pod: 'p', started: true, exitCode: 3, ...told, finishedAt: '2026-01-01T00:00:09Z' },
      [{ type: 'POD_SEEN' }, { type: 'MAIN_ENDED', exitCode: 3, endedAt: start + 9_000 }],
    ],
    [
      'one that never ran',
      { is: 'Ended', pod: 'p', started: false, exitCode: 128, reason: '', message: '', finishedAt: '' },
      [{ type: 'POD_SEEN' }, { type: 'START_FAILED', reason: expect.stringContaining('no reason was given') }],
    ],
    [
      'a Job that is complete',
      { is: 'JobEnded', succeeded: true, ...told },
      [{ type: 'MAIN_ENDED', exitCode: 0, endedAt: start + 1 }],
    ],
    ['a Job that failed', { is: 'JobEnded', succeeded: false, ...told }, [{ type: 'LOST', started: true }]],
    [
      'a Job that somebody deleted',
      { is: 'NoJob', deleting: false, started: false },
      [{ type: 'LOST', started: false }],
    ],
    [
      'a pod that somebody deletes',
      { is: 'PodDeleted', pod: 'p', started: true },
      [{ type: 'LOST', pod: 'p', started: true }],
    ],
    [
      'a second pod',
      { is: 'SecondPod', pods: ['p', 'q'], started: true },
      [{ type: 'LOST', reason: expect.stringContaining('p, q') }],
    ],
    ['an eviction', { is: 'Evicted', ...broken }, [{ type: 'LOST', reason: expect.stringContaining('evicted') }]],
    ['a lost node', { is: 'Lost', ...broken }, [{ type: 'LOST', reason: expect.stringContaining('node') }]],
    [
      'a pod that failed',
      { is: 'PodFailed', ...broken },
      [{ type: 'LOST', reason: expect.stringContaining('failed') }],
    ],
  ])('%s', (_, fact, events) => {
    const found = eventsOf({ ...fact, helpers: [] }, { now: start + 1, byOurClock: (at) => at });
    expect(found).toMatchObject(events);
    expect(found).toHaveLength(events.length);
    expect(mayBeAnAbort(found)).toBe(events.some((event) => 'type' in event && event.type === 'LOST'));
  });
});
