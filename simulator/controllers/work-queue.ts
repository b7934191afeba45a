/** A controller's queue of keys: a key that is added many times before its turn is handled once. */
import type { Clock } from '../clock.ts';

export interface WorkQueue {
  /** Handles the key in the next turn of the clock. */
  add(key: string): void;
  /** Handles the key after `milliseconds`; of several waits for one key the shortest counts. */
  addAfter(key: string, milliseconds: number): void;
}

/** A queue that calls `handle` for each key, never inside the call that added it. */
export const createQueue = (clock: Clock, handle: (key: string) => void): WorkQueue => {
  const due = new Set<string>();
  const later = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  let armed = false;
  const drain = (): void => {
    armed = false;
    const keys = [...due];
    due.clear();
    for (const key of keys) handle(key);
  };
  const add = (key: string): void => {
    due.add(key);
    if (armed) return;
    armed = true;
    clock.setTimer(clock.now(), drain);
  };
  const addAfter = (key: string, milliseconds: number): void => {
    const at = clock.now() + milliseconds;
    const waiting = later.get(key);
    if (waiting && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = clock.setTimer(at, () => {
      later.delete(key);
      add(key);
    });
    later.set(key, { at, cancel });
  };
  return { add, addAfter };
};
