/** How long the simulated cluster takes for things, in milliseconds of its clock. */

/** How long a cluster takes for what it does, in milliseconds of its clock. */
export interface Timings {
  /** From a pod's creation until it is bound to a node. */
  readonly schedule: number;
  /** From the binding until the volumes are mounted. */
  readonly mount: number;
  /** The pull of an image. */
  readonly pull: number;
  /** From the image to the running program. */
  readonly start: number;
  /** From the end of the last container until the pod has ended, and from there until the object of a deleted one goes; 1.20 takes none. */
  readonly teardown: number;
  /** The first wait after a failed pull; it doubles up to five minutes. */
  readonly pullRetry: number;
  /** The first wait after a failed mount; it doubles up to two minutes. */
  readonly mountRetry: number;
  /** The wait before the second restart of a container in place (the first is immediate); it doubles up to five minutes. */
  readonly restart: number;
  /** The first wait of the Job controller after a failed pod, in 1.20 after a refused one, too; it doubles up to ten minutes (six in 1.20). */
  readonly jobRetry: number;
  /** The first wait of the Job controller after a pod was refused; it doubles up to a minute. 1.20 waits as after a failure. */
  readonly jobRefused: number;
  /** From a change of a pod until the Job controller looks at its Job; 1.20 looks at once. */
  readonly jobSync: number;
  /** From the loss of a node until its pods are marked for deletion. */
  readonly nodeEviction: number;
}

/** Kubernetes' own back-offs, but a cluster that starts pods at once and gives up a lost node after two seconds instead of five minutes. */
export const defaultTimings: Timings = {
  schedule: 5,
  mount: 5,
  pull: 20,
  start: 10,
  teardown: 10,
  pullRetry: 10_000,
  mountRetry: 500,
  restart: 10_000,
  jobRetry: 10_000,
  jobRefused: 1_000,
  jobSync: 1_000,
  nodeEviction: 2_000,
};

/** `first` doubled `times` times, at most `limit`. */
export const doubled = (first: number, times: number, limit: number): number => Math.min(limit, first * 2 ** times);
