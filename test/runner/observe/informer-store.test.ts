import { expect, it } from 'vitest';
import { identityLabels } from '../../../src/job/identity.ts';
import { createMirror } from '../../../src/runner/observe/informer-store.ts';

const podOf = (job: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { [identityLabels.job]: job } },
});
const job = (name: string) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name } });

it('a Job that was seen and is missing in the list after a broken watch is gone', () => {
  const mirror = createMirror();
  mirror.changeJob({ type: 'ADDED', object: job('one') });
  mirror.changeJob({ type: 'ADDED', object: job('two') });
  mirror.syncJobs([job('two')], []);
  expect(mirror.jobOf('one')).toBeNull();
  expect(mirror.jobOf('two')).toEqual(job('two'));
});

it('a Job that was never seen is not gone because a list does not have it yet', () => {
  const mirror = createMirror();
  mirror.syncJobs([], []);
  expect(mirror.jobOf('new')).toBeUndefined();
});

it('a pod that a watch has told of since a list was asked for stays as the watch has told', () => {
  const mirror = createMirror();
  mirror.syncPods([podOf('one', 'old'), podOf('two', 'old')]);
  mirror.changePod({ type: 'ADDED', object: podOf('one', 'new') });
  mirror.syncPods([podOf('one', 'old')], (name) => name !== 'one');
  expect(mirror.podsOf('one')).toEqual([podOf('one', 'old'), podOf('one', 'new')]);
  expect(mirror.podsOf('two')).toEqual([]);
});

it('a list of some Jobs says nothing of others', () => {
  const mirror = createMirror();
  mirror.syncPods([podOf('one', 'pod'), podOf('two', 'pod')]);
  mirror.syncJobs([job('one'), job('two')], []);
  const covers = (name: string): boolean => name === 'one';
  mirror.syncPods([], covers);
  mirror.syncJobs([], ['one'], covers);
  expect([mirror.podsOf('one'), mirror.jobOf('one')]).toEqual([[], null]);
  expect([mirror.podsOf('two'), mirror.jobOf('two')]).toEqual([[podOf('two', 'pod')], job('two')]);
});

it('keeps nothing of a Job that is forgotten, whatever lists and watches tell of it later', () => {
  const mirror = createMirror();
  mirror.changePod({ type: 'ADDED', object: podOf('one', 'pod') });
  mirror.forget('one');
  mirror.changePod({ type: 'MODIFIED', object: podOf('one', 'pod') });
  mirror.syncPods([podOf('one', 'pod')]);
  mirror.changeJob({ type: 'MODIFIED', object: job('one') });
  mirror.syncJobs([job('one')], []);
  expect(mirror.podsOf('one')).toEqual([]);
  expect(mirror.jobOf('one')).toBeUndefined();
  expect([mirror.isForgotten('one'), mirror.isForgotten('two')]).toEqual([true, false]);
});
