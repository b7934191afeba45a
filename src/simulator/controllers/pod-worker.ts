/** The kubelet's care for one pod, from its binding to a node until its object is gone. */

import * as E from 'fp-ts/Either';
import { scopedClock } from '../clock.ts';
import { stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { type ContainerRuntime, createContainer } from './container-runtime.ts';
import type { ControllerContext } from './context.ts';
import { resolveEnvironment } from './environment.ts';
import { podStatus } from './pod-status.ts';
import type { PodScript, StartFault } from './programs.ts';
import { faultOfImage, type ImageFault, imageFault, missingVolumes } from './startup-checks.ts';
import { doubled } from './timings.ts';
import { containersOf, isTerminal, labelsOf, namespaceOf, number, records, specOf } from './views.ts';

export interface PodWorker {
  /** The stored pod is being deleted: containers get SIGTERM, and SIGKILL when the grace period is over. */
  deleting(pod: KubeObject): void;
  /** The object is gone: what still runs gets the grace that is left, or its own, and nothing is reported; `done` is called once. */
  removed(done: () => void): void;
  /** The node died: nothing is reported any more. */
  freeze(): void;
  /** Looks again for missing ConfigMaps and Secrets. */
  retry(): void;
  readonly namespace: string;
  readonly node: string;
}

const mountLimit = 122_000;
/** After this time the kubelet adds that it cannot attach the volumes. */
const attachLimit = 123_000;
const pullLimit = 300_000;
/** The least that a kubelet gives a process between SIGTERM and SIGKILL. */
const leastGrace = 2_000;
const imageFaults: readonly StartFault[] = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
];

/** Starts to care for a pod that is bound to a node. `loseNode` is what a program calls to make its node die. */
export const createPodWorker = (
  context: ControllerContext,
  first: KubeObject,
  podIP: string,
  loseNode: (node: string) => void,
): PodWorker => {
  const { store, recorder, timings, logs } = context;
  const clock = scopedClock(context.clock);
  const namespace = namespaceOf(first);
  const { name, uid } = first.metadata;
  const node = stringOf(specOf(first).nodeName) ?? '';
  const script: PodScript = context.scripts(first);
  const policy = stringOf(specOf(first).restartPolicy) ?? 'Always';
  const main = script.mainContainer ?? labelsOf(first)['job-name'] ?? containersOf(first)[0]?.name;
  const born = clock.now();
  let over = false;
  let stopping = false;
  let deadline: { readonly at: number; readonly cancel: () => void } | undefined;
  let blocked: (() => void) | undefined;
  let ownerless: { readonly done: () => void; readonly cancel: () => void } | undefined;

  const event = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    recorder.record(first, type, reason, message, 'kubelet');
  const after = (milliseconds: number, fn: () => void): (() => void) => clock.setTimer(clock.now() + milliseconds, fn);

  const containers: readonly ContainerRuntime[] = containersOf(first).map((view) => {
    const made: ContainerRuntime = createContainer(view, {
      clock,
      newId: () => context.ids.suffix(64),
      ended: () => ended(made),
      podName: `${name}_${namespace}(${uid})`,
    });
    return made;
  });

  const write = (): void => {
    const records = containers.map((one) => one.record());
    store.update('pods', namespace, name, (pod) =>
      pod.metadata.uid === uid ? { ...pod, status: podStatus(pod, records, clock.now(), podIP) } : pod,
    );
  };

  const finish = (): void => {
    over = true;
    clock.close();
    store.remove('pods', namespace, name, { gracePeriodSeconds: 0, uid });
  };

  const settle = (): void => {
    ownerless?.cancel();
    ownerless?.done();
    ownerless = undefined;
  };

  const ended = (one: ContainerRuntime): void => {
    if (ownerless && !containers.some((other) => other.isRunning())) settle();
    if (over) return;
    write();
    if (stopping) {
      if (!containers.some((other) => other.isRunning())) finish();
      return;
    }
    const { state } = one.record();
    const well = state.tag === 'terminated' && state.exitCode === 0;
    if (policy === 'Never' || (policy === 'OnFailure' && well)) {
      const pod = store.get('pods', namespace, name);
      if (pod && isTerminal(pod)) over = true;
      return;
    }
    after(timings.start, () => {
      const wait = one.backOff(timings.restart);
      if (wait > 0) {
        write();
        event('Warning', 'BackOff', `Back-off restarting failed container`);
      }
      after(wait, () => configure(one, 0));
    });
  };

  const evict = (message: string): void => {
    if (over) return;
    over = true;
    for (const one of containers) one.abandon();
    clock.close();
    store.update('pods', namespace, name, (pod) => ({
      ...pod,
      status: { phase: 'Failed', reason: 'Evicted', message, startTime: pod.metadata.creationTimestamp },
    }));
    event('Warning', 'Evicted', message);
  };

  const run = (one: ContainerRuntime, env: Readonly<Record<string, string>>): void => {
    const { view } = one.record();
    if (one.record().state.tag === 'terminated' || one.record().last) logs.rotate(namespace, name, view.name);
    event('Normal', 'Created', `Created container ${view.name}`);
    event('Normal', 'Started', `Started container ${view.name}`);
    one.start(script.program(view), {
      pod: store.get('pods', namespace, name) ?? first,
      env,
      log: (line) => {
        if (!over) logs.append(namespace, name, view.name, line);
      },
      evict,
      loseNode: () => loseNode(node),
    });
    write();
  };

  const block = (wait: number, again: () => void): void => {
    const go = (): void => {
      cancel();
      if (blocked === go) blocked = undefined;
      again();
    };
    const cancel = after(wait, go);
    blocked = go;
  };

  const faultNow = (one: ContainerRuntime | undefined): StartFault | undefined => {
    const fault = script.startFault;
    if (!fault || (one && one.record().view.name !== main)) return undefined;
    return fault.milliseconds !== undefined && clock.now() >= born + fault.milliseconds ? undefined : fault.reason;
  };

  const configure = (one: ContainerRuntime, tries: number): void => {
    const { view } = one.record();
    const env =
      faultNow(one) === 'CreateContainerConfigError'
        ? E.left(`secret "simulated" not found`)
        : resolveEnvironment(store, first, view);
    if (E.isRight(env)) {
      after(timings.start, () => run(one, env.right));
      return;
    }
    one.wait('CreateContainerConfigError', env.left);
    write();
    event('Warning', 'Failed', `Error: ${env.left}`);
    block(doubled(timings.mountRetry, tries, 10_000), () => configure(one, tries + 1));
  };

  const faultyImage = (one: ContainerRuntime): ImageFault | undefined => {
    const { view } = one.record();
    const scripted = faultNow(one);
    if (scripted === undefined || !imageFaults.includes(scripted)) return faultOfImage(view);
    const reason = scripted === 'InvalidImageName' || scripted === 'ErrImageNeverPull' ? scripted : 'ErrImagePull';
    return imageFault(reason, view.image);
  };

  const pull = (one: ContainerRuntime, tries: number): void => {
    const { image } = one.record().view;
    const fault = faultyImage(one);
    if (!fault) {
      event('Normal', 'Pulled', `Container image "${image}" already present on machine`);
      configure(one, 0);
      return;
    }
    one.wait(fault.reason, fault.message);
    write();
    const wait = doubled(timings.pullRetry, tries, pullLimit);
    if (fault.reason === 'ErrImagePull') {
      event('Warning', 'Failed', `Failed to pull image "${image}": ${fault.message}`);
      after(Math.min(1000, wait / 10), () => {
        one.wait('ImagePullBackOff', `Back-off pulling image "${image}"`);
        event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
        write();
      });
    } else {
      event('Warning', fault.reason === 'InvalidImageName' ? 'InspectFailed' : fault.reason, fault.message);
    }
    after(wait, () => pull(one, tries + 1));
  };

  const mount = (tries: number): void => {
    const scripted = `MountVolume.SetUp failed for volume "simulated" : configmap "simulated" not found`;
    const missing = faultNow(undefined) === 'FailedMount' ? [scripted] : missingVolumes(store, first);
    for (const message of missing) event('Warning', 'FailedMount', message);
    if (missing.length > 0) {
      if (clock.now() - born >= attachLimit) {
        const names = records(specOf(first).volumes).map((volume) => stringOf(volume.name) ?? '');
        const listed = `unmounted volumes=[${names.join(' ')}], unattached volumes=[${names.join(' ')}]`;
        event(
          'Warning',
          'FailedMount',
          `Unable to attach or mount volumes: ${listed}: timed out waiting for the condition`,
        );
      }
      block(doubled(timings.mountRetry, tries, mountLimit), () => mount(tries + 1));
      return;
    }
    for (const one of containers) {
      const extra = one.record().view.name === main ? (script.pullTime ?? 0) : 0;
      if (extra > 0) event('Normal', 'Pulling', `Pulling image "${one.record().view.image}"`);
      after(timings.pull + extra, () => pull(one, 0));
    }
  };

  write();
  after(timings.mount, () => mount(0));

  const expire = (): void => {
    for (const one of containers) one.kill();
  };

  return {
    namespace,
    node,
    retry: () => blocked?.(),
    deleting: (pod) => {
      if (over) return;
      const grace = pod.metadata.deletionGracePeriodSeconds ?? 30;
      const at = clock.now() + grace * 1000;
      if (!stopping) {
        stopping = true;
        event('Normal', 'Killing', `Stopping container ${main ?? ''}`);
        for (const one of containers) one.terminate();
      }
      if (over) return;
      if (!containers.some((one) => one.isRunning())) {
        finish();
        return;
      }
      if (deadline && deadline.at <= at) return;
      deadline?.cancel();
      deadline = { at, cancel: clock.setTimer(at, expire) };
    },
    removed: (done) => {
      if (over) {
        done();
        return;
      }
      over = true;
      clock.close();
      blocked = undefined;
      const own = number(specOf(first).terminationGracePeriodSeconds) ?? 30;
      const at = deadline?.at ?? context.clock.now() + Math.max(leastGrace, own * 1000);
      ownerless = { done, cancel: context.clock.setTimer(at, expire) };
      if (!stopping) for (const one of containers) one.terminate();
      if (!containers.some((one) => one.isRunning())) settle();
    },
    freeze: () => {
      over = true;
      clock.close();
      for (const one of containers) one.abandon();
      settle();
    },
  };
};
