import type { Manifest } from '../cluster/api.ts';
import { everyFaultAccount } from './shop.ts';
import { networkFault, type Trial } from './trial.ts';

/** The step that fails in the middle, for `failurePolicy: cancelRunning`: what it is asked for it only reads after its ramp time. */
const failingFault = 'pod-delete';

interface Step {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cpu?: string;
}

/** The engine of these steps; one step gets the account that may do what its fault needs and nothing more. */
function engineOf(name: string, namespace: string, steps: readonly Step[], batch?: string): Manifest {
  const account = steps.length === 1 ? `${steps[0]?.name}-sa` : everyFaultAccount;
  return {
    metadata: { name, ...(batch !== undefined && { annotations: { 'runner.litmuschaos.io/batch': batch } }) },
    spec: {
      engineState: 'active',
      jobCleanUpPolicy: 'delete',
      chaosServiceAccount: account,
      appinfo: { appns: namespace, applabel: 'app=nginx', appkind: 'deployment' },
      experiments: steps.map((step) => ({ name: step.name, spec: { components: components(step) } })),
    },
  };
}

const components = ({ env, cpu }: Step): unknown => ({
  env: Object.entries(env).map(([name, value]) => ({ name, value })),
  ...(cpu !== undefined && {
    resources: { limits: { cpu, memory: '256Mi' }, requests: { cpu: '10m', memory: '32Mi' } },
  }),
});

/** Seconds that a fault of a trial lasts where nothing ends it before, by what its end needs. */
const durations: Readonly<Record<Trial['kind'], number>> = {
  end: 20,
  stop: 120,
  delete: 120,
  'time-out': 240,
  cancel: 240,
  kill: 60,
  lose: 60,
};

/** Seconds from the start of a step until all its targets are injected, at most: a helper that may hardly run needs long. */
const injectedBy = ({ cpu, targets }: Trial): number => (cpu === undefined ? 40 : cpu === '100m' ? 75 : 110) + targets;

/** The engine of a trial. */
export function trialEngine(trial: Trial, name: string, namespace: string): Manifest {
  const limit = trial.cpu === undefined ? {} : { cpu: trial.cpu };
  // The others have the environment that `up` gave them.
  if (trial.fault !== networkFault) return engineOf(name, namespace, [{ name: trial.fault, env: {}, ...limit }]);
  const duration = String(durations[trial.kind]);
  const fault: Step = {
    name: networkFault,
    env: { TOTAL_CHAOS_DURATION: duration, NETWORK_LATENCY: '300', PODS_AFFECTED_PERC: '100' },
    ...limit,
  };
  const by = injectedBy(trial);
  if (trial.kind === 'time-out') {
    return engineOf(name, namespace, [fault], `steps: {${networkFault}: {timeout: ${by}s}}`);
  }
  if (trial.kind === 'cancel') {
    const failing = { name: failingFault, env: { RAMP_TIME: String(by), SEQUENCE: 'unknown' } };
    return engineOf(name, namespace, [fault, failing], 'parallelism: 2\nfailurePolicy: cancelRunning\n');
  }
  return engineOf(name, namespace, [fault]);
}
