import type { OperatorOptions } from '../../litmus/operator/operator.ts';
import type { RunnerProcess, StartRunner } from '../../litmus/operator/runner-program.ts';
import type { KubeObject, NewObject } from '../../store.ts';
import { experimentJob, experimentObject, testCluster } from '../cluster-fixture.ts';

interface FakeRunner {
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  readonly signals: string[];
  /** Ends the process and lets the container notice it. */
  exit(code: number): Promise<void>;
}

/** Runners that do nothing but remember what they were given. `endsOnSigterm` is the exit code after SIGTERM. */
const fakeRunners = (endsOnSigterm?: number) => {
  const runners: FakeRunner[] = [];
  const start: StartRunner = (env, _pod, token, log): RunnerProcess => {
    let end = (_code: number): void => {};
    const exited = new Promise<number>((resolve) => {
      end = resolve;
    });
    const signals: string[] = [];
    runners.push({
      env,
      token,
      signals,
      exit: async (code) => {
        end(code);
        await exited;
        await Promise.resolve();
      },
    });
    log('the runner runs');
    return {
      exited,
      signal: (name) => {
        signals.push(name);
        if (name === 'SIGTERM' && endsOnSigterm !== undefined) end(endsOnSigterm);
      },
    };
  };
  return {
    runners,
    runner: { start, tokenFor: (account: string, { metadata }: KubeObject) => `${metadata.namespace}:${account}` },
  };
};

/** The engine that the operator looks after. */
export const engineObject = (
  spec: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
): NewObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: { name: 'engine', namespace: 'litmus', ...metadata },
  spec: {
    appinfo: { appkind: 'deployment', applabel: 'app=nginx', appns: 'litmus' },
    chaosServiceAccount: 'litmus',
    engineState: 'active',
    experiments: [{ name: 'pod-delete' }],
    ...spec,
  },
});

/** A cluster whose operator has an engine and its experiment to look after. */
export const operatorCluster = (
  options: {
    endsOnSigterm?: number;
    operator?: Partial<OperatorOptions>;
    spec?: Record<string, unknown>;
    annotations?: Record<string, string>;
  } = {},
) => {
  const { runners, runner } = fakeRunners(options.endsOnSigterm);
  const cluster = testCluster({ runner, operator: { generation: '3.0', ...options.operator } });
  cluster.create('chaosexperiments', experimentObject(options.annotations));
  cluster.create('chaosengines', engineObject(options.spec));
  const uid = cluster.engine()?.metadata.uid ?? '';
  return {
    ...cluster,
    runners,
    uid,
    runnerPod: () => cluster.store.get('pods', 'litmus', 'engine-runner'),
    /** A Job of the engine as the runner launches it. */
    launch: (name: string) => {
      const job = experimentJob(name, 'pod-delete', [{ name: 'CHAOS_UID', value: uid }]);
      const spec = job.spec as { template: { metadata: object } };
      const labels = { chaosUID: uid, name: 'pod-delete' };
      return cluster.create('jobs', {
        ...job,
        metadata: { ...job.metadata, labels },
        spec: { ...spec, template: { ...spec.template, metadata: { labels } } },
      });
    },
    setEngine: (spec: Record<string, unknown>, status: Record<string, unknown> = {}) =>
      cluster.store.update('chaosengines', 'litmus', 'engine', (now) => ({
        ...now,
        spec: { ...(now.spec as object), ...spec },
        status: { ...(now.status as object), ...status },
      })),
  };
};

/** A status row of its only experiment. */
export const row = (status: string, more: Record<string, unknown> = {}) => ({
  name: 'pod-delete',
  runner: 'engine-runner',
  experimentPod: 'p',
  status,
  verdict: 'Awaited',
  lastUpdateTime: '2026-01-01T00:00:00Z',
  ...more,
});
