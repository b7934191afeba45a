import type { StepEnd } from '../../src/model/litmus/ended-row.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Actor } from '../../src/model/progress/record.ts';
import type { Told } from '../told.ts';

/** What the supervisor knows of a step when it starts one attempt of it. Plain JSON. */
export interface ExperimentInput {
  /** Index into the plan's steps. */
  readonly step: number;
  readonly id: string;
  readonly experiment: string;
  /** From 1. */
  readonly iteration: number;
  /** From 1; 0: skipped or aborted before it was ever started. */
  readonly attempt: number;
  /** Milliseconds from the launch; absent: never cut short. */
  readonly timeoutMs?: number;
  /** The engine's jobCleanUpPolicy; absent there means retain. */
  readonly cleanUp: 'delete' | 'retain';
}

export interface JobIdentity {
  readonly name: string;
  readonly uid?: string;
}

/** What is known of the Job of an attempt, from the moment on in which it has a name. */
export interface Launch {
  readonly job: JobIdentity;
  /** `<uid>/<resourceVersion>` of the ChaosResult before the launch, `none`, or `unknown`. */
  readonly baseline: string;
  /** Absent: an earlier process had validated it. */
  readonly validatedAt?: number;
  /** How long the main container may take to start, in milliseconds; absent: of an adopted Job nothing is known yet. */
  readonly startTimeoutMs?: number;
  /** How long the main container should run, in milliseconds, where the environment says so. */
  readonly expectedMs?: number;
  /** When the Job was created; absent: it was not, as far as is known. */
  readonly launchedAt?: number;
}

/** How an attempt has ended. */
export interface AttemptEnd extends StepEnd {
  /** Why the step ended as it did: a sentence for people. */
  readonly reason: string;
  readonly by: Actor;
  /** The verdict that the row shows; absent: as the ending says. */
  readonly verdict?: string;
  /** Litmus' reason of the warning event that tells of the end, where there is one. */
  readonly warning?: string;
}

export interface ExperimentContext extends ExperimentInput {
  /** Of this context's shape, for checkpoints written by another version. */
  readonly version: 2;
  /** Absent: nothing of it can have been launched. */
  readonly launch?: Launch;
  /** When a process came to this Job that had not seen what happened to it before. */
  readonly takenOverAt?: number;
  /** The main pod. */
  readonly pod?: string;
  /** When the main container started, by the kubelet's clock. */
  readonly startedAt?: number;
  /** When the main container ended, by the kubelet's clock. */
  readonly endedAt?: number;
  /** How the main container ended, where that was not well: exit code and reason. */
  readonly exit?: string;
  /** Why the Job could not be created, or the main container has not started yet, as last seen. */
  readonly waiting?: string;
  /** Nothing proves that the main container ended by itself: its Job, pods and helpers go, whatever the policy. */
  readonly unclean?: boolean;
  readonly end?: AttemptEnd;
  /** Targets that the ChaosResult marked as injected when it was read last, as `<kind>/<name>`; absent: none. */
  readonly injected?: readonly string[];
  /** Something of it had not gone when its clean-up gave up looking: it may inject yet. */
  readonly stays?: boolean;
}

/** Timers of an attempt: the main container has not started, the step's time-out, longer than its environment explains, a deletion that was put off. */
export type ExperimentTimer = 'start' | 'timeout' | 'overdue' | 'deferral';

export type ExperimentEvent =
  | Told<'START'>
  | Told<'SKIP', { readonly reason: string }>
  | Told<'ABORT', { readonly reason: string; readonly by: Actor }>
  | Told<'RESUME'>
  /** An earlier process had launched it, or may have, and nobody remembers: `baseline` is what its Job says, or `unknown`. */
  | Told<'ADOPT', { readonly job: JobIdentity; readonly baseline: string; readonly pod?: string }>
  | Told<
      'VALIDATED',
      {
        readonly job: string;
        readonly baseline: string;
        readonly startTimeoutMs: number;
        readonly expectedMs?: number;
        readonly warnings: readonly string[];
      }
    >
  | Told<'REJECTED', { readonly ending: 'notFound' | 'rejected'; readonly warning: string; readonly reason: string }>
  | Told<
      'JOB_CREATED',
      {
        readonly job: JobIdentity;
        readonly adopted: boolean;
        /** The rest as in VALIDATED, of an adopted Job: whoever lost the checkpoint has lost these too. */
        readonly baseline?: string;
        readonly startTimeoutMs?: number;
        readonly expectedMs?: number;
      }
    >
  /** A quota has no room for the Job now: its creation is tried again. */
  | Told<'JOB_HELD', { readonly reason: string }>
  /** `unsure`: no answer said so; the Job may have been created. */
  | Told<'JOB_REFUSED', { readonly reason: string; readonly unsure?: boolean }>
  | Told<'POD_SEEN', { readonly pod: string }>
  | Told<'POD_WAITING', { readonly pod?: string; readonly reason: string }>
  | Told<'MAIN_STARTED', { readonly pod: string; readonly startedAt: number }>
  | Told<
      'MAIN_ENDED',
      { readonly pod: string; readonly exitCode: number; readonly endedAt: number; readonly reason: string }
    >
  | Told<'START_FAILED', { readonly reason: string; readonly pod?: string }>
  | Told<'LOST', { readonly reason: string; readonly started: boolean; readonly pod?: string; readonly by?: Actor }>
  /** `injected`: targets that the result still marks so, though the experiment has ended. */
  | Told<'RESULT_READ', { readonly verdict: Outcome; readonly reason?: string; readonly injected?: readonly string[] }>
  | Told<'RESULT_MISSING', { readonly reason: string }>
  | Told<'TIMER', { readonly timer: ExperimentTimer }>
  /** Last lines, masked: of the main container, and of a helper pod that has failed. */
  | Told<'LOG_COLLECTED', { readonly tail?: string; readonly helperTail?: string }>
  /**
   * `unwritten`: the server does not take the row, and what may inject must not wait for it. `deferrable`: other steps are at
   * work, and none of them nor a later one waits for this one to be cleaned up.
   */
  | Told<'STATUS_RECORDED', { readonly unwritten?: true; readonly deferrable?: true }>
  /** No other step of the run is at work any more. */
  | Told<'OTHERS_ENDED'>
  | Told<
      'CLEANED',
      {
        /** What the server has promised to delete: it may be there yet. */
        readonly deletionAccepted: readonly string[];
        /** What was seen, and then was not there any more. */
        readonly gone: readonly string[];
        /** What was there when it was looked last. */
        readonly remaining: readonly string[];
        /** It was looked on until what may inject should have gone, and `remaining` has not: nobody else waits for it. */
        readonly stays?: true;
        /** Targets that the ChaosResult still marks as injected after that; absent: it was not read. */
        readonly injected?: readonly string[];
        /** Why it could not be read. */
        readonly unread?: string;
        /** The last lines of the main container, masked. */
        readonly tail?: string;
      }
    >;

/** When timers go off, in milliseconds since the epoch. */
export type Deadlines = { readonly [Timer in ExperimentTimer]?: number };

/** Names one attempt of a step; every effect carries it. */
export type AttemptParams = { readonly step: number; readonly iteration: number; readonly attempt: number };

/** Everything that the machine may ask the shell to do. Each is idempotent and ends in the events named beside it. */
export type ExperimentEffect =
  /** Reads what the launch depends on and builds the Job: VALIDATED, REJECTED */
  | { type: 'validate'; params: AttemptParams }
  /** Creates or adopts the Job, again and again where a quota is full: JOB_HELD, and then JOB_CREATED, JOB_REFUSED */
  | { type: 'createJob'; params: AttemptParams & { job: string } }
  /** Takes over the Job that an earlier process had created, and never creates it: JOB_CREATED; without one RESULT_READ, LOST */
  | { type: 'adoptJob'; params: AttemptParams & { job: string; baseline: string } }
  /** Arms the timer of a launch that is held up: TIMER */
  | { type: 'awaitLaunch'; params: AttemptParams & { deadlines: Deadlines } }
  /** Answers for a launch that an abort or its time-out has overtaken: JOB_CREATED, or JOB_REFUSED where nothing was sent */
  | { type: 'settleLaunch'; params: AttemptParams & { job: string } }
  /** Tells what happens to the Job and its pods: POD_SEEN, POD_WAITING, MAIN_STARTED, MAIN_ENDED, START_FAILED, LOST; and TIMER at each deadline */
  | { type: 'observe'; params: AttemptParams & { job: string; deadlines: Deadlines } }
  /** Reads the ChaosResult by the rule of belief: RESULT_READ, RESULT_MISSING */
  | { type: 'readResult'; params: AttemptParams & { job: string; baseline: string } }
  /** Copies the last lines of the logs of the main container and of helpers that have failed, masked: LOG_COLLECTED */
  | { type: 'collectLog'; params: AttemptParams & { job: string; pod: string } }
  /** Writes the terminal row and the checkpoint: STATUS_RECORDED */
  | { type: 'recordStatus'; params: AttemptParams }
  /** Arms the timer of a deletion that is put off, and looks when others are at work no more: TIMER, OTHERS_ENDED */
  | { type: 'deferDeletion'; params: AttemptParams & { deadlines: Deadlines } }
  /** Deletes the Job, its pods and its helpers, as asked: CLEANED */
  | {
      type: 'cleanUp';
      params: AttemptParams & {
        job: string;
        removeJob: boolean;
        removeHelpers: boolean;
        /** The pod of which the last lines are copied meanwhile. */
        tailOf?: string;
      };
    }
  /** Writes an event on the engine, without an answer */
  | { type: 'publishEvent'; params: AttemptParams & { reason: string; warning: boolean; message: string; at: number } }
  /** Brings the row up to date, without an answer */
  | { type: 'updateStatus'; params: AttemptParams }
  /** Tells the supervisor that nothing of the attempt is at work any more, before its row is written: STEP_PASSED there */
  | { type: 'reportPass'; params: AttemptParams }
  /** Tells the supervisor what will not change any more, while the attempt is cleaned up: OUTCOME_RECORDED there */
  | { type: 'reportOutcome'; params: AttemptParams & { outcome: Outcome } }
  /** Tells the supervisor: STEP_ENDED there */
  | { type: 'reportEnd'; params: AttemptParams & { outcome: Outcome; reason: string } };
