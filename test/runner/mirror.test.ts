import { expect, it } from 'vitest';
import { createMirror } from '../../src/runner/mirror.ts';

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
