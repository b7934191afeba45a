/** The Litmus operator, played: what it does to engines and to the runner's pod. */

import * as E from 'fp-ts/Either';
import { withFinalizers } from '../../controllers/changes.ts';
import type { Controller, ControllerContext } from '../../controllers/context.ts';
import { controllerKey } from '../../controllers/ownership.ts';
import { doubled } from '../../controllers/timings.ts';
import {
  isDeleting,
  keyOf,
  labelsOf,
  namespaceOf,
  records,
  specOf,
  splitKey,
  statusOf,
} from '../../controllers/views.ts';
import { createQueue } from '../../controllers/work-queue.ts';
import { at, stringOf } from '../../json.ts';
import type { KubeObject } from '../../store.ts';
import { finalizer, foldMarks, othersOf, removeChaos, writeStopped } from './abort.ts';
import { type ChaosPods, createChaosPods } from './chaos-pods.ts';
import { type OperatorGeneration, since, targetsFor } from './generations.ts';
import { runnerContainer, runnerName, runnerPod } from './runner-pod.ts';
import { typedEngine } from './typed-engine.ts';

export interface OperatorOptions {
  readonly generation: OperatorGeneration;
  /** The image of runners whose engine names none. */
  readonly image?: string;
}

const waitLimit = 180;

/** Whether the runner's container has ended with `Completed`. */
const runnerCompleted = (pod: KubeObject): boolean => {
  const { phase, containerStatuses } = statusOf(pod);
  if (phase !== 'Running' && phase !== 'Succeeded') return false;
  const runners = records(containerStatuses).filter(({ name, ready }) => name === runnerContainer && ready !== true);
  return runners.some(({ state }) => at(state, 'terminated', 'reason') === 'Completed');
};

/** Plays the operator on every ChaosEngine of the store. */
export const createOperator = (context: ControllerContext, options: OperatorOptions): Controller => {
  const { store, clock, recorder, admit } = context;
  const { generation, image = 'litmuschaos/chaos-runner:latest' } = options;
  const chaos: ChaosPods = createChaosPods(store);
  const goneKeys = { monitoring: '1.13.5', annotationCheck: '3.0' } as const;
  const olderKeys = Object.entries(goneKeys)
    .flatMap(([key, gone]) => (since(generation, gone) ? [] : [key]))
    .join(' ');
  const busy = new Set<string>();
  const failures = new Map<string, number>();

  const tell = recorder.by('chaos-operator');
  const note = (engine: KubeObject, reason: string, message: string): void => tell(engine, 'Normal', reason, message);

  const again = (key: string): void => {
    const times = failures.get(key) ?? 0;
    failures.set(key, times + 1);
    queue.addAfter(key, doubled(50, times, 60_000));
  };

  /** A typed PUT: unknown fields are lost, and it is refused when the engine has changed since it was read. */
  const put = (engine: KubeObject, spec: object, status: object, metadata: object = {}): boolean => {
    const typed = typedEngine(engine, olderKeys);
    const wanted = {
      ...typed,
      metadata: { ...typed.metadata, ...metadata },
      spec: { ...specOf(typed), ...spec },
      status: { ...statusOf(typed), ...status },
    };
    const { namespace, name, resourceVersion } = engine.metadata;
    return E.isRight(store.update('chaosengines', namespace, name, () => wanted, resourceVersion));
  };

  /** Adds the defaults and the finalizer. Returns the engine as the rest of the turn sees it, or undefined to try again. */
  const initialise = (engine: KubeObject): KubeObject | undefined => {
    const state = stringOf(specOf(engine).engineState) || 'active';
    const status = stringOf(statusOf(engine).engineStatus) || (state === 'active' ? 'initialized' : '');
    const seen = {
      ...engine,
      spec: { ...specOf(engine), engineState: state },
      status: { ...statusOf(engine), engineStatus: status },
    };
    if (status !== 'initialized' || engine.metadata.finalizers !== undefined) return seen;
    if (!put(engine, { engineState: state }, { engineStatus: status }, { finalizers: [finalizer] })) return undefined;
    note(engine, 'ChaosEngineInitialized', `Identifying app under test & launching ${runnerName(engine)}`);
    return store.get('chaosengines', engine.metadata.namespace, engine.metadata.name);
  };

  const launchRunner = (key: string, engine: KubeObject): void => {
    const entries = records(specOf(engine).experiments);
    const { namespace, name } = engine.metadata;
    if (since(generation, '3.0') && E.isLeft(targetsFor(engine))) {
      const stopped = { engineState: 'stop' };
      store.update('chaosengines', namespace, name, (now) => ({ ...now, spec: { ...specOf(now), ...stopped } }));
      again(key);
      return;
    }
    const needed = since(generation, '1.13.5');
    const first = needed ? store.get('chaosexperiments', namespace, stringOf(entries[0]?.name) ?? '') : undefined;
    const isLaunched = entries.length > 0 && (first !== undefined || !needed);
    const admitted = isLaunched ? admit(runnerPod(generation, engine, first, image)) : undefined;
    if (!admitted?.allowed || E.isLeft(store.create('pods', admitted.pod))) {
      tell(engine, 'Warning', 'ChaosResourcesOperationFailed', '(chaos start) Unable to get chaos resources');
      again(key);
    }
  };

  const reconcileRunning = (key: string, engine: KubeObject): void => {
    const pod = store.get('pods', engine.metadata.namespace, runnerName(engine));
    if (!pod) {
      launchRunner(key, engine);
      return;
    }
    if (!runnerCompleted(pod)) return;
    if (!put(engine, { engineState: 'stop' }, { engineStatus: 'completed' })) {
      again(key);
      return;
    }
    const message = 'ChaosEngine completed, will delete or retain the resources according to jobCleanUpPolicy';
    note(engine, 'ChaosEngineCompleted', message);
  };

  const reconcileComplete = (engine: KubeObject): void => {
    if (specOf(engine).jobCleanUpPolicy !== 'delete') return;
    const namespace = namespaceOf(engine);
    const pods = chaos.find('pods', namespace, engine.metadata.uid);
    for (const { metadata } of pods.filter((pod) => labelsOf(pod).app === engine.metadata.name)) {
      store.remove('pods', namespace, metadata.name, { propagation: 'Background' });
    }
  };

  const finishAbort = (key: string, copy: KubeObject, removed: boolean): void => {
    busy.delete(key);
    failures.delete(key);
    if (since(generation, '1.13.5')) foldMarks(store, copy);
    writeStopped(store, copy, clock.now());
    if (removed) note(copy, 'ChaosEngineStopped', 'Chaos resources deleted successfully');
    queue.add(key);
  };

  const abort = (key: string, copy: KubeObject): void => {
    const { uid } = copy.metadata;
    const namespace = namespaceOf(copy);
    const removed = chaos.find('pods', namespace, uid).length > 0;
    if (removed) removeChaos(store, chaos, copy);
    busy.add(key);
    const wait = (tries: number): void => {
      const left = chaos.find('pods', namespace, uid).length;
      if (left === 0 || !since(generation, '1.13.5')) {
        finishAbort(key, copy, removed);
      } else if (tries >= waitLimit) {
        busy.delete(key);
        again(key);
      } else {
        clock.setTimer(clock.now() + 1000, () => wait(tries + 1));
      }
    };
    wait(1);
  };

  const restart = (key: string, engine: KubeObject, after: 'abort' | 'completion'): void => {
    removeChaos(store, chaos, engine);
    if (after === 'abort') {
      note(engine, 'RestartInProgress', 'ChaosEngine is restarted');
      if (!put(engine, {}, { engineStatus: 'initialized', experiments: null })) again(key);
      return;
    }
    store.update('chaosengines', engine.metadata.namespace, engine.metadata.name, (now) => {
      const { experiments: _, ...status } = statusOf(now);
      return { ...withFinalizers(now, othersOf(engine)), status: { ...status, engineStatus: 'initialized' } };
    });
  };

  const sync = (key: string): void => {
    if (busy.has(key)) return;
    const [namespace, name] = splitKey(key);
    const read = store.get('chaosengines', namespace, name);
    if (!read) {
      failures.delete(key);
      return;
    }
    if (isDeleting(read)) {
      if (read.metadata.finalizers?.includes(finalizer)) abort(key, read);
      return;
    }
    const engine = initialise(read);
    if (!engine) {
      again(key);
      return;
    }
    const state = specOf(engine).engineState;
    const status = statusOf(engine).engineStatus;
    if (state === 'active' && status === 'initialized') reconcileRunning(key, engine);
    else if (state === 'stop' && status === 'completed') reconcileComplete(engine);
    else if (state === 'stop' && status === 'initialized') abort(key, engine);
    else if (state === 'active' && status === 'stopped') restart(key, engine, 'abort');
    else if (state === 'active' && status === 'completed') restart(key, engine, 'completion');
  };
  const queue = createQueue(clock, sync);

  return (change) => {
    chaos.handle(change);
    const { resource, object, type } = change;
    if (resource === 'chaosengines' && type !== 'DELETED') queue.add(keyOf(object));
    if (resource !== 'pods') return;
    const engine = controllerKey(object, 'ChaosEngine');
    if (engine !== undefined) queue.add(engine);
  };
};
