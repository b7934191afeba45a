import type { Cluster } from './port.ts';

/** Functions that stand before those of a cluster: each gets the cluster behind it and the arguments of the call. */
export type Interceptors = {
  readonly [Name in Exclude<keyof Cluster, 'serverTime' | 'permittedBefore' | 'permittedUntilNow'>]?: (
    inner: Cluster,
    ...args: Parameters<Cluster[Name]>
  ) => ReturnType<Cluster[Name]>;
};

/**
 * A cluster whose functions are replaced by the interceptors that are given; the others pass through. For faults that a
 * network cannot be made to have at the right moment: `intercept(cluster, { create: async () => E.left(…) })`.
 */
export const intercept = (inner: Cluster, interceptors: Interceptors): Cluster => {
  const bound = Object.entries(interceptors).map(([name, interceptor]) => [
    name,
    // Each has the arguments of the function of its name, as its type says.
    (...args: readonly unknown[]) => (interceptor as (...all: readonly unknown[]) => unknown)(inner, ...args),
  ]);
  return { ...inner, ...Object.fromEntries(bound) };
};
