import type { Clock } from './clock.ts';

export interface Timers {
  /** Arms a timer; one of the same name and owner is replaced. */
  readonly arm: (owner: string, name: string, due: number, callback: () => void) => void;
  /** Calls off all timers of an owner. */
  readonly clear: (owner: string) => void;
  readonly clearAll: () => void;
}

/** Timers by owner, so that those of an attempt that has ended can be called off together. */
export const createTimers = (clock: Clock): Timers => {
  const armed = new Map<string, Map<string, () => void>>();
  const clear = (owner: string): void => {
    for (const cancel of armed.get(owner)?.values() ?? []) cancel();
    armed.delete(owner);
  };
  return {
    arm: (owner, name, due, callback) => {
      const mine = armed.get(owner) ?? new Map<string, () => void>();
      armed.set(owner, mine);
      mine.get(name)?.();
      mine.set(
        name,
        clock.setTimer(due, () => {
          mine.delete(name);
          callback();
        }),
      );
    },
    clear,
    clearAll: () => {
      for (const owner of [...armed.keys()]) clear(owner);
    },
  };
};
