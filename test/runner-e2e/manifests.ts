import { annotationOf, type BehaviourKey } from 'chaos-runner-simulator';
import { account, namespace } from './ground.ts';

export type Behaviour = Partial<Record<BehaviourKey, string>>;

/** A ChaosExperiment that behaves as told; `definition` is merged into `spec.definition`. */
export const experiment = (name: string, behaviour: Behaviour = {}, definition: object = {}): object => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosExperiment',
  metadata: {
    name,
    namespace,
    annotations: Object.fromEntries(
      Object.entries({ duration: '60ms', ...behaviour }).map(([key, value]) => [
        annotationOf(key as BehaviourKey),
        value,
      ]),
    ),
  },
  spec: {
    definition: {
      image: 'litmuschaos/go-runner:latest',
      command: ['/bin/bash'],
      args: ['-c', `./experiments -name ${name}`],
      env: [{ name: 'TOTAL_CHAOS_DURATION', value: '1' }],
      labels: { name },
      ...definition,
    },
  },
});

export interface EngineOptions {
  readonly name?: string;
  /** Merged into `spec`. */
  readonly spec?: object;
  /** `spec.components` of every entry. */
  readonly components?: object;
  readonly batch?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An active ChaosEngine with an entry per name, whose Jobs are deleted. */
export const engine = (experiments: readonly string[], options: EngineOptions = {}): object => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: {
    name: options.name ?? 'engine',
    namespace,
    annotations: {
      ...options.annotations,
      ...(options.batch === undefined ? {} : { 'runner.litmuschaos.io/batch': options.batch }),
    },
  },
  spec: {
    appinfo: { appkind: 'deployment', applabel: 'app=nginx', appns: namespace },
    engineState: 'active',
    chaosServiceAccount: account,
    jobCleanUpPolicy: 'delete',
    experiments: experiments.map((name) => ({ name, spec: { components: options.components ?? {} } })),
    ...options.spec,
  },
});
