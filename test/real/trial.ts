/**
 * How a fault that is in place comes to its end: by itself; by `engineState: stop`; by deletion of the engine; by the
 * step's time-out; by `failurePolicy: cancelRunning` when another step fails; or by itself after the runner's process was
 * killed, or after its pod was deleted by force.
 */
type Kind = 'end' | 'stop' | 'delete' | 'time-out' | 'cancel' | 'kill' | 'lose';

/**
 * When that happens: seconds after the last target was injected; at `birth`, when litmus-go is about to make its helper; or at the `first` target, while the others are being injected.
 */
type After = number | 'birth' | 'first';

/** One fault on the pods of one shop, and how it ends. */
export interface Trial {
  /** The ChaosExperiment that is looked at. */
  readonly fault: string;
  readonly kind: Kind;
  /** Pods of the shop. */
  readonly targets: number;
  /** CPU limit of experiment and helper, such as `50m`; absent: none. */
  readonly cpu?: string;
  readonly after: After;
  /** Tells trials apart that are otherwise the same. */
  readonly number?: number;
}

/** The fault of all trials but those of the verdicts. */
export const networkFault = 'pod-network-latency';

const ends: Readonly<Record<Kind, string>> = {
  end: 'ends by itself',
  stop: 'is stopped',
  delete: 'loses its engine',
  'time-out': 'exceeds its time',
  cancel: 'is cancelled because another step fails',
  kill: 'ends by itself after its runner was killed',
  lose: "ends by itself after its runner's pod was deleted by force",
};

const moment = (after: After): string => {
  if (after === 'birth') return 'while its helper is being made';
  if (after === 'first') return 'while it is being injected';
  return `${after} s after it was injected`;
};

/** What the trial is, as a sentence's beginning; unique among the trials of a suite. */
export const nameOf = ({ fault, kind, targets, cpu, after, number }: Trial): string =>
  [
    `${fault} in a shop of ${targets} pods`,
    ...(cpu === undefined ? [] : [`with a CPU limit of ${cpu}`]),
    ends[kind],
    ...(kind === 'end' || kind === 'time-out' || kind === 'cancel' ? [] : [moment(after)]),
    ...(number === undefined ? [] : [`(${number})`]),
  ].join(' ');
