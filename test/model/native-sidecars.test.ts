import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonRecord, Manifest } from '../../src/model/json/json-object.ts';
import { type Observation, observe } from '../../src/model/kube/pod-facts.ts';
import { job, podOf } from './pod-fixture.ts';

interface Seen {
  readonly case: string;
  readonly initContainers: readonly JsonRecord[];
  readonly status: JsonRecord;
}

/** The statuses that a kubelet of Kubernetes 1.37.2 gave pods with injected containers, in their order. */
const recorded = readFileSync(new URL('./native-sidecars.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Seen);

const podWith = ({ initContainers, status }: Omit<Seen, 'case'>): Manifest => ({
  ...podOf(status),
  spec: { containers: [{ name: 'main' }], initContainers },
});

const told = (fact: Observation): string => {
  switch (fact.is) {
    case 'Starting':
      return fact.waiting === undefined ? 'Starting' : `Starting ${fact.waiting.reason} ${fact.waiting.message}`.trim();
    case 'Ended':
      return `Ended ${fact.exitCode}`;
    case 'PodFailed':
      return `PodFailed ${fact.message}`;
    default:
      return fact.is;
  }
};

/** What is observed one after the other; what does not change is said once. */
const observed = (name: string): readonly string[] => {
  const all = recorded
    .filter((seen) => seen.case === name)
    .map((seen) => told(observe({ jobName: 'main', job, pods: [podWith(seen)] })));
  return all.filter((text, index) => text !== all[index - 1]);
};

const beginning = 'Starting PodInitializing';
const pull =
  'failed to pull and unpack image "localhost/not-there:1": failed to resolve image: unexpected status from HEAD request to https://localhost/v2/not-there/manifests/1: 403 Forbidden';

test.each([
  ['a sidecar that starts, serves and ends', [beginning, 'Started', 'Ended 0']],
  ['a sidecar that has to be killed after the main container', [beginning, 'Started', 'Ended 0']],
  ['a sidecar beside a main container that fails', [beginning, 'Started', 'Ended 3']],
  ['a sidecar that crashes again and again', [beginning, 'Started', 'Ended 0']],
  [
    'a sidecar whose image cannot be pulled',
    [
      beginning,
      `Starting ErrImagePull init container mesh: ${pull}`,
      `Starting ImagePullBackOff init container mesh: Back-off pulling image "localhost/not-there:1": ErrImagePull: ${pull}`,
    ],
  ],
  [
    'a sidecar whose image must not be pulled',
    [
      beginning,
      'Starting ErrImageNeverPull init container mesh: Container image "localhost/not-there:1" is not present with pull policy of Never',
    ],
  ],
  [
    'a sidecar whose startup probe fails',
    [beginning, 'Starting PodInitializing init container mesh runs and has not started'],
  ],
  [
    'an init container that takes its time, before a sidecar',
    [beginning, 'Starting PodInitializing init container prepare is running', beginning, 'Started', 'Ended 0'],
  ],
  [
    'an init container that fails',
    [
      beginning,
      'Starting PodInitializing init container prepare is running',
      'Starting PodInitializing init container prepare ended with exit code 5',
      'PodFailed init container prepare ended with exit code 5',
    ],
  ],
])('%s is observed step by step', (name, steps) => {
  expect(observed(name)).toEqual(steps);
});

test('what an init container waits for is said, not what one before it does that had started', () => {
  const initContainers = [{ name: 'mesh', restartPolicy: 'Always' }, { name: 'prepare' }];
  const initContainerStatuses = [
    { name: 'mesh', state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } } },
    { name: 'prepare', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
  ];
  const pod = podWith({ initContainers, status: { initContainerStatuses } });
  expect(told(observe({ jobName: 'main', job, pods: [pod] }))).toBe(
    'Starting ImagePullBackOff init container prepare: no such image',
  );
});

test('a pod is failed by its init container, not by a sidecar that went down with it', () => {
  const initContainers = [{ name: 'mesh', restartPolicy: 'Always' }, { name: 'prepare' }];
  const initContainerStatuses = [
    { name: 'mesh', state: { terminated: { exitCode: 137 } } },
    { name: 'prepare', state: { terminated: { exitCode: 5 } } },
  ];
  const pod = podWith({ initContainers, status: { phase: 'Failed', initContainerStatuses } });
  expect(told(observe({ jobName: 'main', job, pods: [pod] }))).toBe(
    'PodFailed init container prepare ended with exit code 5',
  );
});

test('what a startup probe says is quoted', () => {
  const initContainers = [{ name: 'mesh', restartPolicy: 'Always' }];
  const initContainerStatuses = [{ name: 'mesh', state: { running: {} }, started: false }];
  const pod = podWith({ initContainers, status: { initContainerStatuses } });
  const event: Manifest = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    involvedObject: { uid: pod.metadata.uid, name: pod.metadata.name },
    reason: 'Unhealthy',
    message: 'Startup probe failed: connection refused',
  };
  expect(told(observe({ jobName: 'main', job, pods: [pod], events: [event] }))).toBe(
    'Starting PodInitializing init container mesh runs and has not started: Startup probe failed: connection refused',
  );
});
