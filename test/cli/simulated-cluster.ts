import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  createCluster,
  type KubeObject,
  type LitmusSimulator,
  litmusServiceAccount,
  type SimulatorOptions,
} from 'chaos-runner-simulator';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './files.ts';

export interface SimulatedCluster {
  readonly simulator: LitmusSimulator;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  readonly engine: (name?: string) => KubeObject | undefined;
  readonly rows: (name?: string) => readonly { readonly status: string; readonly verdict: string }[];
  /** Jobs and pods with the engine's uid. */
  readonly residue: (uid: string | undefined) => readonly string[];
  /** Resolves once the question is answered with true; asked at every change. */
  readonly until: (question: () => boolean) => Promise<void>;
}

/** A simulator with namespace and service account `litmus`, and a kubeconfig of it. */
export const simulatedCluster = async (
  objects: readonly object[],
  options: SimulatorOptions = {},
): Promise<SimulatedCluster> => {
  const simulator = await createCluster({ namespaces: ['litmus'], litmus: {}, ...options });
  onTestFinished(() => simulator.close());
  await simulator.apply([...litmusServiceAccount('litmus', 'litmus'), ...objects]);
  const kubeconfig = path.join(temporaryFolder(), 'kubeconfig.yaml');
  writeFileSync(kubeconfig, simulator.kubeconfig({ namespace: 'litmus' }));
  const { store } = simulator;
  const engine = (name = 'engine') => store.get('chaosengines', 'litmus', name);
  return {
    simulator,
    kubeconfig,
    engine,
    rows: (name) => (engine(name)?.status as { experiments?: [] } | undefined)?.experiments ?? [],
    residue: (uid) =>
      (['jobs', 'pods'] as const).flatMap((resource) =>
        store
          .list(resource, 'litmus')
          .filter(({ metadata }) => metadata.labels?.chaosUID === uid)
          .map(({ metadata }) => `${resource}/${metadata.name}`),
      ),
    until: (question) =>
      new Promise((resolve) => {
        const ask = () => {
          if (!question()) return;
          stop();
          resolve();
        };
        const stop = store.subscribe(ask);
        ask();
      }),
  };
};
