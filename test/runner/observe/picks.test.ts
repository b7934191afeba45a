import { describe, expect, it } from 'vitest';
import { identityLabels } from '../../../src/job/identity.ts';
import { createMirror } from '../../../src/runner/observe/informer-store.ts';
import { createPicks } from '../../../src/runner/observe/picks.ts';

const podOf = (job: string, name: string, spec: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { [identityLabels.job]: job } } },
  ...{ spec: { containers: [{ name: job, ...spec }] } },
});
const jobOf = (name: string) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name } });
const warningAbout = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'Event', metadata: { name: `${name}.1` }, involvedObject: { name } },
});

const scene = () => {
  const mirror = createMirror();
  mirror.syncPods([podOf('one', 'one-abcde'), podOf('one', 'a-helper')]);
  mirror.forget('old');
  return createPicks(mirror);
};

describe('of a list an observer keeps', () => {
  it('no pod and no Job that is forgotten', () => {
    const picks = scene();
    expect(picks.pod(podOf('old', 'old-abcde'))).toBeUndefined();
    expect(picks.job(jobOf('old'))).toBeUndefined();
  });

  it('of others what is read of them', () => {
    const picks = scene();
    expect(picks.pod(podOf('one', 'one-abcde', { image: 'a', env: [] }))).toEqual(podOf('one', 'one-abcde'));
    expect(picks.job(jobOf('one'))).toEqual(jobOf('one'));
  });

  it.each([
    ['a Job', 'one', true],
    ['a pod of its, which may not have been seen', 'one-fghij', true],
    ['a helper pod of its', 'a-helper', true],
    ['another Job', 'two', false],
    ['the pod of one whose name begins alike', 'onetwo-abcde', false],
  ])('a warning about %s where it is about one of those that are followed (%s)', (_, name, isKept) => {
    const warning = warningAbout(name);
    expect(scene().warningAbout(['one'])(warning)).toBe(isKept ? warning : undefined);
  });
});
