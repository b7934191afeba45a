/** Helper pods of simulated experiments: they inject the fault and have no owner reference. */

import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/Either';
import { defined } from '../../../src/model/json/json-object.ts';
import { engineLabel } from '../../../src/model/litmus/engine-label.ts';
import type { Controller, ControllerContext } from '../../controllers/context.ts';
import type { Program } from '../../controllers/programs.ts';
import { keyOf, labelsOf, namespaceOf, specOf, statusOf } from '../../controllers/views.ts';
import type { KubeObject, NewObject } from '../../store.ts';
import type { Behaviour } from './behaviour-keys.ts';
import type { ExperimentFacts } from './facts.ts';
import { type HelperPlan, helperProgram } from './helper-program.ts';
import type { Injections } from './injections.ts';
import type { Mark } from './marks.ts';
import { isAuthorized } from './token.ts';

/** What an experiment wants from its helpers. */
interface HelperOrder extends Pick<ExperimentFacts, 'engine' | 'experiment'> {
  /** The experiment's pod. */
  readonly pod: KubeObject;
  readonly chaosUID: string;
  /** The grace of the helper pods in seconds. */
  readonly grace: number;
  readonly behaviour: Behaviour;
  /** Helpers that the experiment has made before are taken over. */
  readonly takenOver: boolean;
  /** Marks targets in the experiment's result. */
  mark(targets: readonly string[], as: Mark): void;
}

export interface Helpers {
  /** Makes the helper pods of an experiment, or those that are not there; returns their names, fewer than wanted where some were refused. */
  spawn(order: HelperOrder): readonly string[];
  /** What the pod of a helper runs; one that no experiment has made injects something until it is deleted. */
  program(pod: KubeObject): Program;
  /** Tells `done` once when all of these pods have ended or are gone, and whether all have ended well. Returns the way to stop. */
  whenEnded(namespace: string, names: readonly string[], done: (well: boolean) => void): () => void;
  remove(namespace: string, names: readonly string[]): void;
  /** Sees the ends of helpers. */
  readonly handle: Controller;
}

/** Labels of a helper: litmus-go from 2.8 copies those of the experiment's pod without the Job's own. */
const helperLabels = ({ pod, chaosUID, behaviour }: HelperOrder, app: string): Record<string, string> => {
  if (behaviour.helperLabels === 'app')
    return { app, name: app, [engineLabel]: chaosUID, 'app.kubernetes.io/part-of': 'litmus' };
  const kept = Object.entries(labelsOf(pod)).filter(([label]) => !/(?:job-name|controller-uid)$/.test(label));
  return { ...Object.fromEntries(kept), app };
};

const helperPod = (order: HelperOrder, name: string, app: string): NewObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    generateName: `${order.experiment}-helper-`,
    namespace: namespaceOf(order.pod),
    labels: helperLabels(order, app),
  },
  spec: {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: order.grace,
    serviceAccountName: specOf(order.pod).serviceAccountName,
    containers: [
      {
        name: order.experiment,
        image: 'litmuschaos/go-runner:helper',
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/bash'],
      },
    ],
  },
});

const phaseOf = (pod: KubeObject | undefined): unknown => (pod ? (statusOf(pod).phase ?? 'Pending') : 'gone');

/** The helper pods of all simulated experiments. */
export const createHelpers = (
  context: Pick<ControllerContext, 'store' | 'clock' | 'ids' | 'admit'>,
  injections: Injections,
): Helpers => {
  const { store, clock, ids, admit } = context;
  const plans = new Map<string, HelperPlan>();
  const waiting = new Map<string, () => void>();

  /** In the order of their creation, by which they have shared the targets. */
  const madeBefore = (order: HelperOrder): readonly KubeObject[] =>
    store.all().flatMap(({ resource, object }) => {
      const { app = '' } = labelsOf(object);
      const mine =
        resource === 'pods' &&
        namespaceOf(object) === namespaceOf(order.pod) &&
        app.startsWith(`${order.experiment}-helper-`) &&
        isDeepStrictEqual(labelsOf(object), helperLabels(order, app));
      return mine ? [object] : [];
    });

  const strangerPlan = (pod: KubeObject): HelperPlan => ({
    helperExitCode: 0,
    helperInjects: 0,
    helperRevert: 0,
    reverts: 'yes',
    targets: [],
    inject: (injector) => injections.inject({ namespace: namespaceOf(pod), engine: '', experiment: '', injector }),
    mark: () => undefined,
  });

  return {
    spawn: (order) => {
      const { engine, experiment, behaviour, mark } = order;
      const namespace = namespaceOf(order.pod);
      const there = order.takenOver ? madeBefore(order) : [];
      const app = `${experiment}-helper-${ids.suffix(6)}`;
      return Array.from({ length: behaviour.helpers }).flatMap((_, index) => {
        const name = there[index]?.metadata.name ?? `${experiment}-helper-${ids.suffix()}`;
        const admitted = admit(helperPod(order, name, app));
        if (!admitted.allowed) return [];
        const targets = behaviour.targets.filter((__, target) => target % behaviour.helpers === index);
        const key = `${namespace}/${name}`;
        const inject: HelperPlan['inject'] = (injector, target) =>
          injections.inject({ namespace, engine, experiment, injector, ...defined({ target }) });
        plans.set(key, { ...behaviour, targets, inject, mark });
        if (there[index] !== undefined) return [name];
        if (E.isRight(store.create('pods', admitted.pod))) return [name];
        plans.delete(key);
        return [];
      });
    },
    program: (pod) => helperProgram(clock, () => isAuthorized(store, pod), plans.get(keyOf(pod)) ?? strangerPlan(pod)),
    whenEnded: (namespace, names, done) => {
      const keys = names.map((name) => `${namespace}/${name}`);
      const stop = (): void => {
        for (const key of keys) waiting.delete(key);
      };
      const look = (): void => {
        const phases = names.map((name) => phaseOf(store.get('pods', namespace, name)));
        if (phases.some((phase) => phase === 'Pending' || phase === 'Running')) return;
        stop();
        done(phases.every((phase) => phase === 'Succeeded'));
      };
      for (const key of keys) waiting.set(key, look);
      if (keys.length > 0) look();
      return stop;
    },
    remove: (namespace, names) => {
      for (const name of names) store.remove('pods', namespace, name, { propagation: 'Background' });
    },
    handle: ({ type, resource, object }) => {
      if (resource !== 'pods') return;
      const key = keyOf(object);
      if (type === 'DELETED') plans.delete(key);
      waiting.get(key)?.();
    },
  };
};
