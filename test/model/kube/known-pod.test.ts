import { describe, expect, it } from 'vitest';
import { againstKnown, type KnownPod } from '../../../src/model/kube/known-pod.ts';
import type { Observation } from '../../../src/model/kube/pod-facts.ts';

const helpers = ['helper'];
const starting: Observation = { is: 'Starting', pod: 'second', helpers };
const started: Observation = { is: 'Started', pod: 'second', startedAt: '', helpers };
const ended: Observation = {
  ...{ is: 'Ended', pod: 'second', started: false, exitCode: 0, reason: '', message: '', finishedAt: '', helpers },
};
const suspended: Observation = { is: 'NoPod', suspended: true, helpers };
const noPod: Observation = { is: 'NoPod', helpers };
const first: KnownPod = { pod: 'first', hasStarted: false };
const running: KnownPod = { pod: 'first', hasStarted: true };
const none: KnownPod = { pod: undefined, hasStarted: false };

describe('what a look means for an attempt of which a main pod was seen before', () => {
  const pods = ['first', 'second'];
  it.each<readonly [string, KnownPod, Observation, Observation]>([
    ['another pod is a second one', first, starting, { is: 'SecondPod', pods, started: false, helpers }],
    ['another pod that has started has', first, started, { is: 'SecondPod', pods, started: true, helpers }],
    ['another pod that has ended has started', first, ended, { is: 'SecondPod', pods, started: true, helpers }],
    ['another pod behind one that ran', running, starting, { is: 'SecondPod', pods, started: true, helpers }],
    ['no pod of a Job that is suspended', first, suspended, { is: 'Suspended', pod: 'first', started: false, helpers }],
    ['the same, of one that ran', running, suspended, { is: 'Suspended', pod: 'first', started: true, helpers }],
  ])('%s', (_, known, seen, meant) => {
    expect(againstKnown(known, seen)).toEqual(meant);
  });

  it.each<readonly [string, KnownPod, Observation]>([
    ['the same pod', { pod: 'second', hasStarted: false }, started],
    ['a pod where none was seen before', none, starting],
    ['a suspended Job that never had a pod', none, suspended],
    ['no pod of a Job that goes on', first, noPod],
    ['a second pod that the look itself shows', first, { is: 'SecondPod', pods, started: false, helpers }],
    [
      'a Job that is gone, by whose pod nobody has been seen',
      first,
      { is: 'NoJob', deleting: false, started: false, helpers },
    ],
    ['a pod without a name', first, { is: 'NoJob', deleting: true, pod: '', started: false, helpers }],
  ])('is what it says of %s', (_, known, seen) => {
    expect(againstKnown(known, seen)).toBe(seen);
  });
});
