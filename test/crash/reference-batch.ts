import { annotationOf, type BehaviourKey } from 'chaos-runner-simulator';

export const namespace = 'litmus';
export const engineName = 'reference';
export const account = 'reference-sa';

const experiment = (name: string, behaviour: Partial<Record<BehaviourKey, string>>): object => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosExperiment',
  metadata: {
    name,
    namespace,
    annotations: Object.fromEntries(
      Object.entries(behaviour).map(([key, value]) => [annotationOf(key as BehaviourKey), value]),
    ),
  },
  spec: {
    definition: {
      image: 'litmuschaos/go-runner:latest',
      command: ['/bin/bash'],
      args: ['-c', `./experiments -name ${name}`],
      env: [{ name: 'TOTAL_CHAOS_DURATION', value: '1' }],
      labels: { name },
    },
  },
});

const batch = `
parallelism: 2
iterations: 2
steps:
  left:
    dependsOn: top.Pass
    retries: {limit: 1, on: [Error], backoff: 50ms}
  right:
    dependsOn: top.Pass
  bottom:
    dependsOn: left.Pass && right.Done
`;

/** A diamond of four steps in two iterations: one is tried again after an error, one fails; Jobs are deleted. */
export const referenceObjects = (): readonly object[] => [
  experiment('top', { duration: '80ms' }),
  experiment('left', { duration: '120ms', verdict: 'Error,Pass,Error,Pass', helpers: '1' }),
  experiment('right', { duration: '60ms', verdict: 'Fail' }),
  experiment('bottom', { duration: '60ms' }),
  {
    apiVersion: 'litmuschaos.io/v1alpha1',
    kind: 'ChaosEngine',
    metadata: { name: engineName, namespace, annotations: { 'runner.litmuschaos.io/batch': batch } },
    spec: {
      engineState: 'active',
      chaosServiceAccount: account,
      jobCleanUpPolicy: 'delete',
      experiments: ['top', 'left', 'right', 'bottom'].map((name) => ({ name, spec: { components: {} } })),
    },
  },
];

/** What an undisturbed run of it comes to, by step. */
export const referenceRows = [
  { name: 'right', status: 'Completed', verdict: 'Fail' },
  { name: 'top', status: 'Completed', verdict: 'Pass' },
  { name: 'left', status: 'Completed', verdict: 'Pass' },
  { name: 'bottom', status: 'Completed', verdict: 'Pass' },
];
