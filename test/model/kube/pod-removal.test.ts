import { describe, expect, test } from 'vitest';
import type { JsonRecord, Manifest } from '../../../src/model/json/json-object.ts';
import { asForced, forcedIn, isHelperPod, podHasEnded, removalOf } from '../../../src/model/kube/pod-removal.ts';
import { podOf } from '../pod-fixture.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const ofJob = { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'u' }] };
const going = { deletionTimestamp: '2026-01-01T01:00:30Z' };
const overdue = { deletionTimestamp: '2026-01-01T00:58:00Z' };
const bornWith = (terminationGracePeriodSeconds: number, metadata: JsonRecord = {}): Manifest => ({
  ...podOf({}, metadata),
  spec: { terminationGracePeriodSeconds },
});

describe('a helper', () => {
  test('is a pod that no Job owns', () => {
    expect(isHelperPod(podOf())).toBe(true);
    expect(isHelperPod(podOf({}, ofJob))).toBe(false);
  });

  test('is also one that something else owns, because no Job takes it along', () => {
    const owner = { apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', name: 'engine', uid: 'u' };
    expect(isHelperPod(podOf({}, { ownerReferences: [owner] }))).toBe(true);
  });
});

describe('a pod has ended', () => {
  test.each([
    ['Succeeded', true],
    ['Failed', true],
    ['Running', false],
    ['Pending', false],
    ['Unknown', false],
  ])('in phase %s: %s', (phase, ended) => {
    expect(podHasEnded(podOf({ phase }))).toBe(ended);
  });
});

describe('the removal of a pod', () => {
  test('gives a helper that was born with less the time that its revert takes', () => {
    for (const born of [0, 30, 60])
      expect(removalOf(bornWith(born), now, 60)?.options).toEqual({ uid: 'pod-uid', gracePeriodSeconds: 60 });
  });

  test('never shortens the grace that a helper was born with', () => {
    expect(removalOf(bornWith(300), now, 60)?.options.gracePeriodSeconds).toBe(300);
  });

  test('leaves any other pod its own grace', () => {
    expect(removalOf(bornWith(5, ofJob), now, 60)).toEqual({ isForced: false, options: { uid: 'pod-uid' } });
  });

  test('is not asked for again while the pod is on its way', () => {
    expect(removalOf(podOf({}, going), now, 60)).toBeUndefined();
  });

  test('is forced where its node is gone, for a helper and for any other pod', () => {
    const forced = { isForced: true, options: { uid: 'pod-uid', gracePeriodSeconds: 0 } };
    expect(removalOf(podOf({}, overdue), now, 60)).toEqual(forced);
    expect(removalOf(podOf({}, { ...ofJob, ...overdue }), now, 60)).toEqual(forced);
  });

  test('is of that very pod only, where it is known by its uid', () => {
    const { uid: _, ...metadata } = podOf().metadata;
    expect(removalOf({ ...podOf(), metadata }, now, 60)?.options).toEqual({ gracePeriodSeconds: 60 });
  });
});

test('what was forced is told from what was deleted, in a list of accepted deletions', () => {
  expect(forcedIn(['job/a', 'pod/b', asForced('pod/c')])).toEqual(['pod/c']);
  expect(asForced('pod/c')).toContain('revert unknown');
});
