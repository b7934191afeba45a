import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import type { BuiltJob } from '../../job/build-job.ts';
import type { ChaosExperiment } from '../../model/litmus/experiment.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunEvent } from '../publish/engine-event.ts';
import type { EngineDoor } from './engine-cache.ts';
import type { ToExperiment } from './loop.ts';
import type { ToRunner } from './runner-loop.ts';

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

/**
 * What a run lends to its effects: each names by `Pick` what it uses, so that a test lends it no more. Nothing in it decides
 * anything.
 */
export interface Run {
  /** As a run uses it: what is to be tried for ever is. */
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1): jitter. */
  readonly random: () => number;
  readonly log: Log;
  readonly identity: RunIdentity;
  readonly environment: RunnerEnvironment;
  readonly plan: Plan;
  /** As it was last seen. */
  readonly engine: EngineDoor;
  /** Fires when the process is about to end. */
  readonly signal: AbortSignal;
  /** Closed for good by the first sign of an abort: no launch starts after that. */
  readonly latch: { closed: boolean };
  /**
   * `yet`: a Job of this run exists or has existed; from then on no failure that may pass ends the process. `perhaps`: the
   * creation of one was never answered.
   */
  readonly launched: { yet: boolean; perhaps?: boolean };
  readonly readExperiment: ReadExperiment;
  /** Jobs built in this process, by name. */
  readonly built: Map<string, BuiltJob>;
  /** How long a failure that may pass is put up with after a launch, in milliseconds: in a pod for ever. */
  readonly enduranceMs: number;
  /** Ends the process though the run goes on: non-zero, naming what is left. */
  readonly endUnfinished: (reason: string) => void;
  /**
   * A transient failure in the way of a launch. `exits`: the process ends, another one may not meet it. `reject`: something was
   * launched, or that has been tried for long enough, so the step is rejected, because others wait for the engine to end.
   */
  readonly giveUp: (attempt: AttemptParams, reason: string) => Promise<'exits' | 'reject'>;
  /** The pod leaves the waiting after an abort to the operator; the command line waits itself. */
  readonly waitsForRemoval: () => boolean;
  /** When somebody has told the process to be over, by the clock's elapsed time; undefined: nobody has told it to. */
  readonly endsAt: () => number | undefined;
  /** Writes an event on the engine, in order, without being waited for. */
  readonly publish: (event: RunEvent) => void;
  readonly toExperiment: (to: AttemptParams, event: ToExperiment) => void;
  readonly send: (event: ToRunner) => void;
}

/** How long transient failures are tried again before anything was launched, in milliseconds. Afterwards: for ever. */
const patienceBeforeLaunchMs = 30_000;

/** How a request of this run is made: it ends with the process, and is tried for as long as the run's state allows. */
export const patience = ({ launched, signal }: Pick<Run, 'launched' | 'signal'>): Call => ({
  signal,
  patienceMs: launched.yet ? Number.POSITIVE_INFINITY : patienceBeforeLaunchMs,
});
