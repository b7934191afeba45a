/** Helper pods of simulated experiments: they inject the fault and have no owner reference. */
import * as E from 'fp-ts/Either';
import type { Behaviour } from '../behaviour-keys.ts';
import type { ControllerContext } from '../controllers/context.ts';
import type { Program } from '../controllers/programs.ts';
import { keyOf, labelsOf, namespaceOf, specOf } from '../controllers/views.ts';
import type { KubeObject } from '../store.ts';

export interface Helpers {
  /** Makes the helper pods of an experiment's pod; returns their names. */
  spawn(pod: KubeObject, experiment: string, chaosUID: string, behaviour: Behaviour): readonly string[];
  /** The program of a helper: it runs until it is deleted or its experiment lets it end. */
  readonly program: Program;
  /** The end of an experiment that was not interrupted: its helpers end, or are deleted too. */
  release(namespace: string, names: readonly string[], remove: boolean): void;
}

/** Labels of a helper: litmus-go from 2.8 copies those of the experiment's pod without the Job's own. */
const helperLabels = (
  pod: KubeObject,
  app: string,
  chaosUID: string,
  mode: Behaviour['helperLabels'],
): Record<string, string> => {
  if (mode === 'app') return { app, name: app, chaosUID, 'app.kubernetes.io/part-of': 'litmus' };
  const kept = Object.entries(labelsOf(pod)).filter(([label]) => !/(?:job-name|controller-uid)$/.test(label));
  return { ...Object.fromEntries(kept), app };
};

/** The helper pods of all simulated experiments. */
export const createHelpers = (context: Pick<ControllerContext, 'store' | 'ids' | 'admit'>): Helpers => {
  const { store, ids, admit } = context;
  const running = new Map<string, () => void>();

  const spawnOne = (
    pod: KubeObject,
    experiment: string,
    app: string,
    chaosUID: string,
    mode: Behaviour['helperLabels'],
  ) => {
    const spec = specOf(pod);
    const name = `${experiment}-helper-${ids.suffix()}`;
    const image = 'litmuschaos/go-runner:helper';
    const admitted = admit({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        generateName: `${experiment}-helper-`,
        namespace: namespaceOf(pod),
        labels: helperLabels(pod, app, chaosUID, mode),
      },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: spec.serviceAccountName,
        containers: [{ name: experiment, image, imagePullPolicy: 'IfNotPresent', command: ['/bin/bash'] }],
      },
    });
    return admitted.allowed && E.isRight(store.create('pods', admitted.pod)) ? [name] : [];
  };

  return {
    spawn: (pod, experiment, chaosUID, { helpers, helperLabels: mode }) => {
      const app = `${experiment}-helper-${ids.suffix(6)}`;
      return Array.from({ length: helpers }).flatMap(() => spawnOne(pod, experiment, app, chaosUID, mode));
    },
    program: ({ pod, exit, log }) => {
      log('[Inject]: the helper injects the fault');
      const key = keyOf(pod);
      const end = (): void => {
        running.delete(key);
        exit(0);
      };
      running.set(key, end);
      return { terminate: end, kill: () => running.delete(key) };
    },
    release: (namespace, names, remove) => {
      for (const name of names) {
        if (remove) store.remove('pods', namespace, name, { propagation: 'Background' });
        else running.get(`${namespace}/${name}`)?.();
      }
    },
  };
};
