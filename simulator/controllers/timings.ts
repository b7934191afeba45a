/** How long the simulated cluster takes for things, in milliseconds of its clock. */

/** Kubernetes' own back-offs, but a cluster that starts pods at once and gives up a lost node after two seconds instead of five minutes. */
export const defaultTimings = {
  /** From a pod's creation until it is bound to a node. */
  schedule: 5,
  /** From the binding until the volumes are mounted. */
  mount: 5,
  /** The pull of an image. */
  pull: 20,
  /** From the image to the running program. */
  start: 10,
  /** From the end of the last container until the pod has ended, and from there until the object of a deleted one goes; 1.20 takes none. */
  teardown: 10,
  /** The first wait after a failed pull; it doubles up to five minutes. */
  pullRetry: 10_000,
  /** The first wait after a failed mount; it doubles up to two minutes. */
  mountRetry: 500,
  /** The wait before the second restart of a container in place (the first is immediate); it doubles up to five minutes. */
  restart: 10_000,
  /** The first wait of the Job controller after a failed pod, in 1.20 after a refused one, too; it doubles up to ten minutes (six in 1.20). */
  jobRetry: 10_000,
  /** The first wait of the Job controller after a pod was refused; it doubles up to a minute. 1.20 waits as after a failure. */
  jobRefused: 1_000,
  /** From a change of a pod until the Job controller looks at its Job; 1.20 looks at once. */
  jobSync: 1_000,
  /** From the loss of a node until its pods are marked for deletion. */
  nodeEviction: 2_000,
};

/** How long a cluster takes for what it does, in milliseconds of its clock. */
export type Timings = Readonly<typeof defaultTimings>;

/** `first` doubled `times` times, at most `limit`. */
export const doubled = (first: number, times: number, limit: number): number => Math.min(limit, first * 2 ** times);
