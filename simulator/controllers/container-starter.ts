/** How the kubelet gets a container to run: the pull of its image, its configuration, its start, and all over again. */

import * as E from 'fp-ts/Either';
import type { Clock } from '../clock.ts';
import type { KubeObject } from '../store.ts';
import type { ContainerRuntime } from './container-runtime.ts';
import type { ControllerContext } from './context.ts';
import { resolveEnvironment } from './environment.ts';
import { faultOfImage, type ImageFault, imageFault } from './image-faults.ts';
import { kubeletWords } from './kubelet-words.ts';
import type { StartFault } from './programs.ts';
import { doubled } from './timings.ts';

export interface ContainerStarter {
  /** From the pull of the image to the running program. */
  start(container: ContainerRuntime): void;
  /** Once more after its end, with a back-off that grows. */
  restart(container: ContainerRuntime): void;
}

const pullLimit = 300_000;
const imageFaults: Partial<Record<StartFault, ImageFault['reason']>> = {
  ErrImagePull: 'ErrImagePull',
  ImagePullBackOff: 'ErrImagePull',
  InvalidImageName: 'InvalidImageName',
  ErrImageNeverPull: 'ErrImageNeverPull',
};

export interface StarterDeps {
  readonly context: ControllerContext;
  /** Its timers stand still when the pod ends. */
  readonly clock: Clock;
  readonly pod: KubeObject;
  readonly podName: string;
  /** Milliseconds that the pull of the container's image takes beyond the usual. */
  readonly pullTime: (container: string) => number;
  /** The fault that the script keeps the container from starting with, if it still does. */
  readonly fault: (container: string) => StartFault | undefined;
  readonly event: (container: ContainerRuntime, type: 'Normal' | 'Warning', reason: string, message: string) => void;
  readonly run: (container: ContainerRuntime, env: Readonly<Record<string, string>>) => void;
  readonly write: () => void;
  /** Calls `again` after so many milliseconds, or when a ConfigMap or Secret appears. */
  readonly retry: (milliseconds: number, again: () => void) => void;
}

export const createStarter = (deps: StarterDeps): ContainerStarter => {
  const { context, clock, pod, podName, pullTime, fault, event, run, write, retry } = deps;
  const { timings, kubernetes } = context;
  const words = kubeletWords(kubernetes);
  const after = (milliseconds: number, fn: () => void): (() => void) => clock.setTimer(clock.now() + milliseconds, fn);

  const configure = (one: ContainerRuntime, tries: number): void => {
    const { view } = one;
    const env =
      fault(view.name) === 'CreateContainerConfigError'
        ? E.left(`secret "simulated" not found`)
        : resolveEnvironment(context.store, pod, view);
    if (E.isRight(env)) {
      after(timings.start, () => {
        event(one, 'Normal', 'Created', words.created(view.name));
        event(one, 'Normal', 'Started', words.started(view.name));
        run(one, env.right);
      });
      return;
    }
    one.wait('CreateContainerConfigError', env.left);
    write();
    event(one, 'Warning', 'Failed', `Error: ${env.left}`);
    retry(doubled(timings.mountRetry, tries, 10_000), () => configure(one, tries + 1));
  };

  const faultyImage = (one: ContainerRuntime): ImageFault | undefined => {
    const { view } = one;
    const scripted = fault(view.name);
    const reason = scripted && imageFaults[scripted];
    return reason === undefined ? faultOfImage(view, kubernetes) : imageFault(reason, view.image, kubernetes);
  };

  const pull = (one: ContainerRuntime, tries: number): void => {
    const { image } = one.view;
    const found = faultyImage(one);
    if (!found) {
      event(one, 'Normal', 'Pulled', words.present(image));
      configure(one, 0);
      return;
    }
    one.wait(found.reason, found.message);
    write();
    const wait = doubled(timings.pullRetry, tries, pullLimit);
    if (found.reason === 'ErrImagePull') {
      event(one, 'Normal', 'Pulling', `Pulling image "${image}"`);
      event(one, 'Warning', 'Failed', `Failed to pull image "${image}": ${found.message}`);
      after(Math.min(1000, wait / 10), () => {
        one.wait('ImagePullBackOff', words.pullBackOff(image, found));
        event(one, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
        event(one, 'Warning', 'Failed', 'Error: ImagePullBackOff');
        write();
      });
    } else {
      event(one, 'Warning', found.reason === 'InvalidImageName' ? 'InspectFailed' : found.reason, found.message);
    }
    event(one, 'Warning', 'Failed', `Error: ${found.reason}`);
    after(wait, () => pull(one, tries + 1));
  };

  return {
    start: (one) => {
      const { name, image } = one.view;
      const extra = pullTime(name);
      if (extra > 0) event(one, 'Normal', 'Pulling', `Pulling image "${image}"`);
      after(timings.pull + extra, () => pull(one, 0));
    },
    restart: (one) => {
      after(timings.start, () => {
        const wait = one.backOff(timings.restart);
        if (wait > 0) {
          write();
          event(one, 'Warning', 'BackOff', words.backOff(one.view.name, podName));
        }
        after(wait, () => configure(one, 0));
      });
    },
  };
};
