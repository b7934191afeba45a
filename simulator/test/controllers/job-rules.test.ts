import { describe, expect, it, test } from 'vitest';
import { nextBackoff, noBackoff, waitOf } from '../../controllers/jobs/job-backoff.ts';
import { counts, failsJob, failureRules } from '../../controllers/jobs/pod-failure-policy.ts';
import { type KubeObject, timestamp } from '../../store.ts';

const podOf = (status: Record<string, unknown>, metadata = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'ns',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: timestamp(0),
    ...metadata,
  },
  status,
});
const endedAt = (seconds: number, exitCode = 1): KubeObject =>
  podOf({
    containerStatuses: [{ name: 'main', state: { terminated: { exitCode, finishedAt: timestamp(seconds * 1000) } } }],
  });

describe('the back-off of a Job', () => {
  it('grows with each failure and counts from the newest', () => {
    const one = nextBackoff(noBackoff, [], [endedAt(100)]);
    expect(waitOf(one, 10_000, 100_000)).toBe(10_000);
    const two = nextBackoff(one, [], [endedAt(200)]);
    expect(waitOf(two, 10_000, 205_000)).toBe(15_000);
  });

  it('forgets the failures before a success, not those after it', () => {
    const before = nextBackoff(noBackoff, [], [endedAt(100), endedAt(110)]);
    expect(nextBackoff(before, [endedAt(120, 0)], [])).toEqual(noBackoff);
    expect(nextBackoff(before, [endedAt(120, 0)], [endedAt(119), endedAt(121)]).failures).toBe(1);
  });

  it('counts from the request for a deletion where no container has ended', () => {
    const deletion = { deletionTimestamp: timestamp(130_000), deletionGracePeriodSeconds: 30 };
    expect(nextBackoff(noBackoff, [], [podOf({}, deletion)]).last).toBe(100_000);
  });

  it('is never longer than ten minutes', () => {
    expect(waitOf({ failures: 30, last: 0 }, 10_000, 0)).toBe(600_000);
  });
});

describe('a pod failure policy', () => {
  const rules = failureRules({
    rules: [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
      { action: 'Count', onExitCodes: { containerName: 'side', operator: 'In', values: [1] } },
      { action: 'FailJob', onExitCodes: { operator: 'NotIn', values: [7] } },
    ],
  });

  it('goes by the first rule that is met', () => {
    const driven = podOf({
      ...(endedAt(1).status as object),
      conditions: [{ type: 'DisruptionTarget', status: 'True' }],
    });
    expect([counts(rules, driven), failsJob(rules, driven)]).toEqual([false, undefined]);
  });

  it('says which container, code and rule have failed the Job', () => {
    expect(failsJob(rules, endedAt(1, 3))).toBe(
      'Container main for pod ns/p failed with exit code 3 matching FailJob rule at index 2',
    );
  });

  it('is not met by an end that is well, nor by a code that it leaves out', () => {
    expect(failsJob(rules, endedAt(1, 0))).toBeUndefined();
    expect(failsJob(rules, endedAt(1, 7))).toBeUndefined();
  });
});

test('without a policy every failure counts and none fails the Job', () => {
  expect([counts([], endedAt(1)), failsJob([], endedAt(1))]).toEqual([true, undefined]);
});
