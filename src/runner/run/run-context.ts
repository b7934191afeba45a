import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { Call, Cluster } from '../../cluster/port.ts';
import type { BuiltJob } from '../../job/build-job.ts';
import type { ChaosExperiment } from '../../model/litmus/experiment.ts';
import type { RunnerEnvironment } from '../../model/litmus/runner-environment.ts';
import type { Plan } from '../../model/plan/plan.ts';
import type { Clock } from '../clock.ts';
import type { Existence } from '../effects/existence.ts';
import type { Log } from '../log.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { EngineDoor } from './engine-cache.ts';
import type { ToExperiment, ToSupervisor } from './loop.ts';

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

/** How long transient failures are tried again before anything was launched, in milliseconds. Afterwards: for ever. */
const patienceBeforeLaunchMs = 30_000;

/** How a request of this run is made: it ends with the process, and is tried for as long as the run's state allows. */
export const patience = (run: Pick<RunContext, 'launched' | 'signal'>): Call => ({
  signal: run.signal,
  patienceMs: run.launched.yet ? Number.POSITIVE_INFINITY : patienceBeforeLaunchMs,
});

/** What the effects share. Nothing in it decides anything: that is the machines' business. */
export interface RunContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly identity: RunIdentity;
  readonly plan: Plan;
  readonly environment: RunnerEnvironment;
  readonly engine: EngineDoor;
  readonly writer: StatusWriter;
  readonly readExperiment: ReadExperiment;
  /** Jobs built in this process, by name. */
  readonly built: Map<string, BuiltJob>;
  /** What was looked for last, as `<kind>/<name>`, and when, by the clock's elapsed time. */
  readonly existing: Map<string, { readonly askedAt: number; readonly answer: Promise<Existence> }>;
  /** Closed for good by the first sign of an abort: no launch starts after that. */
  readonly latch: { closed: boolean };
  /**
   * `yet`: a Job of this run exists or has existed; from then on no failure that may pass ends the process. `perhaps`: the
   * creation of one was never answered.
   */
  readonly launched: { yet: boolean; perhaps?: boolean };
  /** How long a failure that may pass is put up with after a launch, in milliseconds: in a pod for ever. */
  readonly enduranceMs: number;
  /** Ends the process though the run goes on: non-zero, naming what is left. */
  readonly endUnfinished: (reason: string) => void;
  /** The pod leaves the waiting after an abort to the operator; the command line waits itself. */
  readonly waitsForRemoval: () => boolean;
  /** When the process has to have ended, by the clock's elapsed time; undefined: nobody has told it to. */
  readonly endsAt: () => number | undefined;
  /** Fires when the process is about to end. */
  readonly signal: AbortSignal;
  /** Writes an event on the engine, in order, without being waited for. `at`: milliseconds since the epoch. */
  readonly publish: (event: RunEvent) => void;
  readonly toExperiment: (to: AttemptParams, event: ToExperiment) => void;
  readonly toSupervisor: (event: ToSupervisor) => void;
  /**
   * A transient failure in the way of a launch. `exits`: the process ends, another one may not meet it. `reject`: something was
   * launched, or that has been tried for long enough, so the step is rejected, because others wait for the engine to end.
   */
  readonly giveUp: (attempt: AttemptParams, reason: string) => Promise<'exits' | 'reject'>;
}
