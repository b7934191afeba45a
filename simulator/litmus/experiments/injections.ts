/** What is injected in truth, whatever results say about it: faults come when somebody injects, and go only by a revert. */

/** A fault that is in place. */
export interface InjectedFault {
  readonly namespace: string;
  readonly engine: string;
  readonly experiment: string;
  /** The pod that injected it: a helper, or the experiment's own. */
  readonly injector: string;
  /** `<kind>/<name>`; absent where the experiment names no targets. */
  readonly target?: string;
  /** When it was injected, in milliseconds since the epoch. */
  readonly since: number;
  /** Whether its injector has ended without reverting it, so that nobody will. */
  readonly forEver: boolean;
}

/** One fault in the hands of its injector. */
export interface Injection {
  /** The fault is gone. */
  revert(): void;
  /** The injector ends and leaves the fault behind, unless it was reverted before. */
  abandon(): void;
}

export interface Injections {
  /** A fault begins now. */
  inject(fault: Omit<InjectedFault, 'since' | 'forEver'>): Injection;
  /** The faults that are in place now, the oldest first. */
  list(): readonly InjectedFault[];
}

/** An empty registry; `now` is in milliseconds since the epoch. */
export const createInjections = (now: () => number): Injections => {
  const faults = new Set<{ fault: InjectedFault }>();
  return {
    inject: (fault) => {
      const held = { fault: { ...fault, since: now(), forEver: false } };
      faults.add(held);
      return {
        revert: () => faults.delete(held),
        abandon: () => {
          held.fault = { ...held.fault, forEver: true };
        },
      };
    },
    list: () => [...faults].map(({ fault }) => fault),
  };
};
