import type { Clock } from '../clock.ts';

export interface Timers {
  /** Arms a timer; one of the same name and owner is replaced. One for the same time only changes what it calls. */
  readonly arm: (owner: string, name: string, due: number, callback: () => void) => void;
  /** Calls off all timers of an owner. */
  readonly clear: (owner: string) => void;
  readonly clearAll: () => void;
}

interface Armed {
  readonly due: number;
  callback: () => void;
  cancel: () => void;
}

/** Timers by owner, so that those of an attempt that has ended can be called off together. */
export const createTimers = (clock: Pick<Clock, 'setTimer'>): Timers => {
  const armed = new Map<string, Map<string, Armed>>();
  const clear = (owner: string): void => {
    for (const { cancel } of armed.get(owner)?.values() ?? []) cancel();
    armed.delete(owner);
  };
  return {
    arm: (owner, name, due, callback) => {
      const mine = armed.get(owner) ?? new Map<string, Armed>();
      armed.set(owner, mine);
      const before = mine.get(name);
      // Each event of a step arms its timers again.
      if (before?.due === due) {
        before.callback = callback;
        return;
      }
      before?.cancel();
      const one: Armed = { due, callback, cancel: () => undefined };
      mine.set(name, one);
      one.cancel = clock.setTimer(due, () => {
        mine.delete(name);
        one.callback();
      });
    },
    clear,
    clearAll: () => {
      for (const owner of [...armed.keys()]) clear(owner);
    },
  };
};
