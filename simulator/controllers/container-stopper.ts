/** How the kubelet ends the containers of a pod: all main ones at once, then the sidecars one by one, the last first. */
import type { Clock } from '../clock.ts';
import type { ContainerRuntime } from './container-runtime.ts';

export interface ContainerStopper {
  /** SIGTERM in order; SIGKILL for whatever still runs at `deadline` (milliseconds since the epoch). Only the first call counts. */
  begin(deadline: number): void;
  /** A container has ended. */
  advance(): void;
  readonly isStopping: () => boolean;
}

/** `containers` in the order in which they started; `told` hears of each that gets a signal, `done` is called when none runs. */
export const createStopper = (
  clock: Clock,
  containers: readonly ContainerRuntime[],
  told: (container: ContainerRuntime) => void,
  done: () => void,
): ContainerStopper => {
  let cancel: (() => void) | undefined;
  let finished = false;
  const signalled = new Set<ContainerRuntime>();

  const isSidecar = (one: ContainerRuntime): boolean => one.view.sidecar;

  const signal = (one: ContainerRuntime): void => {
    if (signalled.has(one)) return;
    signalled.add(one);
    one.terminate();
  };

  const advance = (): void => {
    if (cancel === undefined || finished) return;
    const running = containers.filter((one) => one.isRunning());
    const last = running.at(-1);
    if (last === undefined) {
      finished = true;
      cancel();
      done();
    } else if (running.every(isSidecar)) {
      signal(last);
    }
  };

  return {
    begin: (deadline) => {
      if (cancel !== undefined) return;
      cancel = clock.setTimer(deadline, () => {
        for (const one of containers) one.kill();
      });
      const running = containers.filter((one) => one.isRunning());
      for (const one of running) told(one);
      for (const one of running) if (!isSidecar(one)) signal(one);
      advance();
    },
    advance,
    isStopping: () => cancel !== undefined,
  };
};
