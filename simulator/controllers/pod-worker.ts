/** The kubelet's care for one pod, from its binding to a node until its object is gone and nothing of it runs. */
import * as E from 'fp-ts/Either';
import { scopedClock } from '../clock.ts';
import { stringOf } from '../json.ts';
import type { KubeObject } from '../store.ts';
import { changeSame } from './changes.ts';
import { type ContainerRuntime, createContainer } from './container-runtime.ts';
import { createStarter } from './container-starter.ts';
import { hasBegun, hasSucceeded, recordIn } from './container-status.ts';
import { createStopper } from './container-stopper.ts';
import type { ControllerContext } from './context.ts';
import { resolveEnvironment } from './environment.ts';
import { kubeletWords } from './kubelet-words.ts';
import { missingVolumes } from './missing-volumes.ts';
import { isPassed } from './pod-conditions.ts';
import { type PodState, podStatus } from './pod-status.ts';
import { faultAt, type PodScript, type StartFault } from './programs.ts';
import { doubled } from './timings.ts';
import {
  type ContainerView,
  containersOf,
  initContainersOf,
  isDeleting,
  labelsOf,
  namespaceOf,
  number,
  records,
  specOf,
  statusOf,
} from './views.ts';

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
/** The least that a kubelet gives a process between SIGTERM and SIGKILL. */
const leastGrace = 2_000;

/** Starts to care for a pod that is bound to a node. `loseNode` is what a program calls to make its node die. */
export const createPodWorker = (
  context: ControllerContext,
  first: KubeObject,
  podIP: string,
  loseNode: (node: string) => void,
): PodWorker => {
  const { store, recorder, timings, logs, kubernetes } = context;
  const clock = scopedClock(context.clock);
  /** What starts or starts again; it stands still when the pod ends. */
  const starting = scopedClock(context.clock);
  const namespace = namespaceOf(first);
  const { name, uid } = first.metadata;
  const podName = `${name}_${namespace}(${uid})`;
  const node = stringOf(specOf(first).nodeName) ?? '';
  const script: PodScript = context.scripts(first);
  const policy = stringOf(specOf(first).restartPolicy) ?? 'Always';
  const mainName = script.mainContainer ?? labelsOf(first)['job-name'] ?? containersOf(first)[0]?.name;
  const born = clock.now();
  const teardown = kubernetes.podsEndBeforeTheyGo ? timings.teardown : 0;
  let over = false;
  let sandbox: PodState['sandbox'] = 'absent';
  let evicted: string | undefined;
  let blocked: (() => void) | undefined;
  let ownerless: (() => void) | undefined;

  const tell = recorder.by('kubelet');
  const event = (one: ContainerRuntime, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    tell(first, type, reason, message, { path: one.view.path });
  const killing = (one: ContainerRuntime): void =>
    event(one, 'Normal', 'Killing', `Stopping container ${one.view.name}`);

  const views = initContainersOf(first).map((view) => (kubernetes.nativeSidecars ? view : { ...view, sidecar: false }));
  const statuses = [statusOf(first).initContainerStatuses, statusOf(first).containerStatuses].flatMap(records);
  const create = (view: ContainerView): ContainerRuntime => {
    const status = statuses.find((one) => one.name === view.name);
    const made: ContainerRuntime = createContainer(view, {
      clock: context.clock,
      newId: () => context.ids.suffix(64),
      ended: () => ended(made),
      podName,
      underWay: views.length > 0 ? 'PodInitializing' : 'ContainerCreating',
      known: status && recordIn(status, view),
    });
    return made;
  };
  const init = views.map(create);
  const main = containersOf(first).map(create);
  const all = [...init, ...main];
  const begun = new Set<ContainerRuntime>();

  const write = (): void => {
    const state = { init: init.map((one) => one.record()), main: main.map((one) => one.record()), sandbox, evicted };
    changeSame(store, 'pods', first, (pod) => ({
      ...pod,
      status: podStatus(pod, state, kubernetes, clock.now(), podIP),
    }));
  };

  const isLeaving = (): boolean => {
    const pod = store.byUid(uid)?.object;
    return pod !== undefined && isDeleting(pod);
  };

  /** The last that is said about the pod; where it is being deleted its object goes. */
  const close = (): void => {
    sandbox = 'stopped';
    const goes = isLeaving();
    if (goes && kubernetes.podsEndBeforeTheyGo && init.every((one) => isPassed(one.record()))) {
      for (const one of main) one.forgo();
    }
    write();
    over = true;
    if (goes) {
      context.clock.setTimer(context.clock.now() + teardown, () =>
        store.remove('pods', namespace, name, { gracePeriodSeconds: 0, uid }),
      );
    }
    clock.close();
  };

  const stopper = createStopper(context.clock, all, killing, () => {
    ownerless?.();
    if (!over) conclude();
  });

  /** Nothing runs any more. */
  const conclude = (): void => {
    // What ends a pod from outside is seen in one step, what has ended by itself in two.
    if (teardown === 0 || evicted !== undefined || isLeaving()) {
      close();
    } else {
      write();
      clock.setTimer(clock.now() + teardown, close);
    }
  };

  /** Nothing starts any more, and what runs gets so many seconds to end. */
  const stop = (seconds: number): void => {
    starting.close();
    blocked = undefined;
    stopper.begin(context.clock.now() + Math.max(leastGrace, seconds * 1000));
  };

  const ownGrace = number(specOf(first).terminationGracePeriodSeconds) ?? 30;

  const ended = (one: ContainerRuntime): void => {
    if (evicted !== undefined) return;
    if (over || stopper.isStopping()) {
      stopper.advance();
      return;
    }
    const well = hasSucceeded(one.record());
    if (init.includes(one) && well && !one.view.sidecar) {
      write();
      advance();
    } else if (one.view.sidecar || policy === 'Always' || (policy === 'OnFailure' && !well)) {
      write();
      starter.restart(one);
    } else {
      if (all.some((other) => other.isRunning())) write();
      if (init.includes(one) || main.every(isDone)) stop(ownGrace);
    }
  };

  const isDone = (one: ContainerRuntime): boolean => {
    const { state } = one.record();
    return state.is === 'terminated' && (policy === 'Never' || (policy === 'OnFailure' && state.exitCode === 0));
  };

  const evict = (message: string): void => {
    if (over || evicted !== undefined) return;
    tell(first, 'Warning', 'Evicted', message);
    starting.close();
    if (kubernetes.podsEndBeforeTheyGo) {
      evicted = message;
      for (const one of all.filter((each) => each.isRunning())) {
        killing(one);
        one.kill();
      }
      conclude();
      return;
    }
    over = true;
    for (const one of all) one.abandon();
    clock.close();
    store.update('pods', namespace, name, (pod) => ({
      ...pod,
      status: { phase: 'Failed', reason: 'Evicted', message, startTime: pod.metadata.creationTimestamp },
    }));
  };

  const surroundings = ({ name: container }: ContainerView, env: Readonly<Record<string, string>>) => ({
    pod: store.get('pods', namespace, name) ?? first,
    env,
    log: (line: string) => {
      if (!over) logs.append(namespace, name, container, line);
    },
    evict,
    loseNode: () => loseNode(node),
  });

  const run = (one: ContainerRuntime, env: Readonly<Record<string, string>>): void => {
    const { view } = one;
    if (one.record().state.is === 'terminated' || one.record().last) logs.rotate(namespace, name, view.name);
    one.start(script.program(view), surroundings(view, env));
    write();
    advance();
  };

  const block = (wait: number, again: () => void): void => {
    const go = (): void => {
      cancel();
      if (blocked === go) blocked = undefined;
      again();
    };
    const cancel = starting.setTimer(starting.now() + wait, go);
    blocked = go;
  };

  /** The script's fault, for the container that it means; undefined asks for the whole pod. */
  const faultNow = (container: string | undefined): StartFault | undefined => {
    const isMeant = container === undefined || container === mainName;
    return isMeant ? faultAt(script.startFault, clock.now() - born) : undefined;
  };

  const starter = createStarter({
    context,
    clock: starting,
    pod: first,
    podName,
    pullTime: (container) => (container === mainName ? (script.pullTime ?? 0) : 0),
    fault: faultNow,
    event,
    run,
    write,
    retry: block,
  });

  const begin = (one: ContainerRuntime): void => {
    if (begun.has(one)) return;
    begun.add(one);
    starter.start(one);
  };

  /** Starts what is next: the init containers one after the other, then all others. */
  const advance = (): void => {
    if (over || stopper.isStopping()) return;
    const next = init.find((one) => !isPassed(one.record()) && !(one.view.sidecar && one.record().restarts > 0));
    if (next) begin(next);
    else for (const one of main) begin(one);
  };

  const mount = (tries: number): void => {
    const scripted = `MountVolume.SetUp failed for volume "simulated" : configmap "simulated" not found`;
    const missing = faultNow(undefined) === 'FailedMount' ? [scripted] : missingVolumes(store, first);
    for (const message of missing) tell(first, 'Warning', 'FailedMount', message);
    if (missing.length > 0) {
      if (clock.now() - born >= attachLimit) {
        const names = records(specOf(first).volumes).map((volume) => stringOf(volume.name) ?? '');
        tell(first, 'Warning', 'FailedMount', kubeletWords(kubernetes).unmounted(names));
      }
      block(doubled(timings.mountRetry, tries, mountLimit), () => mount(tries + 1));
      return;
    }
    sandbox = 'ready';
    advance();
  };

  /** Goes on with containers that ran before this worker was there. */
  const takeOver = (): void => {
    sandbox = 'ready';
    for (const one of all.filter((each) => hasBegun(each.record()))) {
      const { view } = one;
      const env = resolveEnvironment(store, first, view);
      begun.add(one);
      one.resume(script.program(view), surroundings(view, E.isRight(env) ? env.right : {}));
    }
    if (main.every(isDone)) conclude();
    else advance();
  };

  if (all.some((one) => hasBegun(one.record()))) takeOver();
  else {
    write();
    starting.setTimer(starting.now() + timings.mount, () => mount(0));
  }

  const abandon = (): void => {
    over = true;
    clock.close();
    starting.close();
    for (const one of all) one.abandon();
    ownerless?.();
  };

  return {
    namespace,
    node,
    retry: () => blocked?.(),
    deleting: (pod) => {
      if (!over) stop(pod.metadata.deletionGracePeriodSeconds ?? ownGrace);
    },
    removed: (done) => {
      const wasOver = over;
      over = true;
      clock.close();
      ownerless = () => {
        ownerless = undefined;
        done();
      };
      if (wasOver || !all.some((one) => one.isRunning())) ownerless();
      else stop(ownGrace);
    },
    freeze: abandon,
  };
};
