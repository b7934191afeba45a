/** How long the simulated cluster takes for things, in milliseconds of its clock. */

export interface Timings {
  /** From a pod's creation until it is bound to a node. */
  readonly schedule: number;
  /** From the binding until the volumes are mounted. */
  readonly mount: number;
  /** The pull of an image. */
  readonly pull: number;
  /** From the image to the running program. */
  readonly start: number;
  /** The first wait after a failed pull; it doubles up to five minutes. */
  readonly pullRetry: number;
  /** The first wait after a failed mount; it doubles up to two minutes. */
  readonly mountRetry: number;
  /** The wait before the second restart of a container in place (the first is immediate); it doubles up to five minutes. */
  readonly restart: number;
  /** The first wait of the Job controller after a failed pod or a refused one; it doubles up to six minutes. */
  readonly jobRetry: number;
  /** From the loss of a node until its pods are marked for deletion. */
  readonly nodeEviction: number;
}

/** Kubernetes' own back-offs, but a cluster that starts pods at once and gives up a lost node after two seconds instead of five minutes. */
export const defaultTimings: Timings = {
  schedule: 5,
  mount: 5,
  pull: 20,
  start: 10,
  pullRetry: 10_000,
  mountRetry: 500,
  restart: 10_000,
  jobRetry: 10_000,
  nodeEviction: 2_000,
};

/** `first` doubled `times` times, at most `limit`. */
export const doubled = (first: number, times: number, limit: number): number => Math.min(limit, first * 2 ** times);
