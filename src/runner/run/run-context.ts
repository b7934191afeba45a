import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import type { ChaosExperiment } from '../../model/litmus/experiment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Clock } from '../clock.ts';
import type { EngineDoor } from './engine-cache.ts';

/** Who is running what. */
export interface RunIdentity {
  readonly runId: string;
  readonly engineName: string;
  readonly engineUid: string;
  readonly namespace: string;
  /** The uid of the runner's pod, or the name of a command line. */
  readonly holder: string;
}

/** Read once per experiment and run. */
export type ReadExperiment = (name: string) => Promise<ExperimentRead>;
export type ExperimentRead =
  | { readonly is: 'Found'; readonly experiment: ChaosExperiment }
  | { readonly is: 'Missing' }
  | { readonly is: 'Refused'; readonly reason: string }
  | { readonly is: 'Unread'; readonly reason: string };

/** An event on the engine. */
export interface RunEvent {
  readonly reason: string;
  readonly warning: boolean;
  readonly message: string;
  /** The experiment that it is about: part of the event's name. */
  readonly experiment: string;
  readonly at: number;
}

// What a run lends to its effects, in small parts: each effect names those that it uses. Nothing in them decides anything.

/** Requests to the cluster about this run, of the kinds named. */
export interface Requests<Verb extends keyof Cluster> {
  readonly cluster: Pick<Cluster, Verb>;
  readonly identity: RunIdentity;
}

/**
 * `yet`: a Job of this run exists or has existed; from then on no failure that may pass ends the process. `perhaps`: the
 * creation of one was never answered.
 */
export interface Launched {
  yet: boolean;
  perhaps?: boolean;
}

/** For how long something is tried. */
export interface Patience {
  readonly launched: Readonly<Launched>;
  /** Fires when the process is about to end. */
  readonly signal: AbortSignal;
}

/** How long transient failures are tried again before anything was launched, in milliseconds. Afterwards: for ever. */
const patienceBeforeLaunchMs = 30_000;

/** How a request of this run is made: it ends with the process, and is tried for as long as the run's state allows. */
export const patience = ({ launched, signal }: Patience): Call => ({
  signal,
  patienceMs: launched.yet ? Number.POSITIVE_INFINITY : patienceBeforeLaunchMs,
});

/** Ends the process though the run goes on: non-zero, naming what is left. */
export interface Unfinished {
  readonly endUnfinished: (reason: string) => void;
}

/** What a run puts up with. */
export interface Endurance extends Unfinished {
  readonly clock: Clock;
  /** How long a failure that may pass is put up with after a launch, in milliseconds: in a pod for ever. */
  readonly enduranceMs: number;
}

/** What is to be run, and the engine as it was last seen. */
export interface PlannedRun {
  readonly plan: Plan;
  readonly engine: Pick<EngineDoor, 'current'>;
}

/** Closed for good by the first sign of an abort: no launch starts after that. */
export interface Latch {
  readonly latch: { readonly closed: boolean };
}

/** Who waits for what is removed. */
export interface Removing {
  /** The pod leaves the waiting after an abort to the operator; the command line waits itself. */
  readonly waitsForRemoval: () => boolean;
}

/** Somebody has told the process when it has to be over. */
export interface Ends {
  /** By the clock's elapsed time; undefined: nobody has told it to. */
  readonly endsAt: () => number | undefined;
}

/** Writes an event on the engine, in order, without being waited for. `at`: milliseconds since the epoch. */
export interface Publishes {
  readonly publish: (event: RunEvent) => void;
}

/**
 * A transient failure in the way of a launch. `exits`: the process ends, another one may not meet it. `reject`: something was
 * launched, or that has been tried for long enough, so the step is rejected, because others wait for the engine to end.
 */
export interface GivesUp {
  readonly giveUp: (attempt: AttemptParams, reason: string) => Promise<'exits' | 'reject'>;
}
