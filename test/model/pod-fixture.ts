import type { JsonRecord, Manifest } from '../../src/model/json/json-object.ts';
import { observe } from '../../src/model/kube/pod-facts.ts';

/** The Job that the pods belong to, and the name of its main container. */
export const jobName = 'pod-delete-abc';

export const job: Manifest = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: jobName, uid: 'job-uid' },
  spec: {},
  status: {},
};

/** A pod with one container called like the Job, which is pending unless the status says otherwise. */
export const podOf = (
  status: JsonRecord = {},
  metadata: JsonRecord = {},
  containers: readonly string[] = [jobName],
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'main', uid: 'pod-uid', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec: { containers: containers.map((name) => ({ name })) },
  status: { phase: 'Pending', ...status },
});

/** The status of a container. */
export const container = (state: JsonRecord, name = jobName): JsonRecord => ({ name, state });
/** The main container waits. */
export const waiting = (reason: string, message = 'because'): JsonRecord => container({ waiting: { reason, message } });
/** The main container runs. */
export const running = container({ running: { startedAt: '2026-01-01T00:00:05Z' } });
/** The main container has ended well, unless the fields say otherwise. */
export const terminated = (fields: JsonRecord = {}): JsonRecord =>
  container({
    terminated: {
      exitCode: 0,
      reason: 'Completed',
      startedAt: '2026-01-01T00:00:05Z',
      finishedAt: '2026-01-01T00:01:00Z',
      ...fields,
    },
  });
/** A pod whose main container has this status. */
export const withMain = (status: JsonRecord, rest: JsonRecord = {}, metadata: JsonRecord = {}): Manifest =>
  podOf({ containerStatuses: [status], ...rest }, metadata);

/** What is observed of the Job and these pods. */
export const seen = (...pods: readonly Manifest[]) => observe({ jobName, job, pods });
