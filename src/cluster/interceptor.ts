import type { Cluster } from './port.ts';

/** Functions that stand before those of a cluster: each gets the cluster behind it and the arguments of the call. */
export type Interceptors = {
  readonly [Name in Exclude<keyof Cluster, 'serverTime' | 'permittedBefore' | 'permittedUntilNow'>]?: (
    inner: Cluster,
    ...args: Parameters<Cluster[Name]>
  ) => ReturnType<Cluster[Name]>;
};

const before = <Args extends readonly unknown[], Result>(
  inner: Cluster,
  original: (...args: Args) => Result,
  interceptor: ((inner: Cluster, ...args: Args) => Result) | undefined,
): ((...args: Args) => Result) =>
  interceptor === undefined ? original : (...args: Args) => interceptor(inner, ...args);

/**
 * A cluster whose functions are replaced by the interceptors that are given; the others pass through. For faults that a
 * network cannot be made to have at the right moment: `intercept(cluster, { create: async () => E.left(…) })`.
 */
export const intercept = (inner: Cluster, interceptors: Interceptors): Cluster => ({
  ...(inner.serverTime === undefined ? {} : { serverTime: inner.serverTime }),
  ...(inner.permittedBefore === undefined ? {} : { permittedBefore: inner.permittedBefore }),
  ...(inner.permittedUntilNow === undefined ? {} : { permittedUntilNow: inner.permittedUntilNow }),
  describe: before(inner, inner.describe, interceptors.describe),
  get: before(inner, inner.get, interceptors.get),
  getMetadata: before(inner, inner.getMetadata, interceptors.getMetadata),
  list: before(inner, inner.list, interceptors.list),
  create: before(inner, inner.create, interceptors.create),
  patch: before(inner, inner.patch, interceptors.patch),
  remove: before(inner, inner.remove, interceptors.remove),
  watch: before(inner, inner.watch, interceptors.watch),
  podLog: before(inner, inner.podLog, interceptors.podLog),
  access: before(inner, inner.access, interceptors.access),
  close: before(inner, inner.close, interceptors.close),
});
