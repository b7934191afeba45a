import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { Progress, ProvenEnd } from '../../src/model/progress/progress.ts';
import type { Actor } from '../../src/model/progress/record.ts';
import type { Told } from '../told.ts';

export interface SupervisorInput {
  readonly runId: string;
  readonly plan: Plan;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface SupervisorContext extends SupervisorInput {
  /** Of this context's shape, for checkpoints written by another version. */
  readonly version: 2;
  readonly progress: Progress;
  /** Why the run is being ended early by somebody, and by whom. */
  readonly aborted?: { readonly by: Actor; readonly reason: string };
  /** Since when nothing new starts because somebody holds the run, in milliseconds since the epoch; absent or null: nobody does. */
  readonly pausedAt?: number | null;
}

/** Timers of a run: its time-out, the iteration's, the start of the next iteration, the next attempt of a step. */
export type SupervisorTimer = 'run' | 'iteration' | 'next' | 'retry';

export type SupervisorEvent =
  | Told<'RUN_OPENED'>
  | Told<
      'STEP_ENDED',
      {
        readonly step: number;
        readonly iteration: number;
        readonly attempt: number;
        readonly outcome: Outcome;
        readonly reason: string;
      }
    >
  /** A launched attempt has this outcome and is being cleaned up: STEP_ENDED follows. */
  | Told<
      'OUTCOME_RECORDED',
      { readonly step: number; readonly iteration: number; readonly attempt: number; readonly outcome: Outcome }
    >
  /** A launched attempt has passed, and nothing of it is at work any more: OUTCOME_RECORDED and STEP_ENDED follow. */
  | Told<'STEP_PASSED', { readonly step: number; readonly iteration: number; readonly attempt: number }>
  | Told<'TIMER', { readonly timer: SupervisorTimer; readonly iteration: number; readonly step?: number }>
  | Told<'ABORT', { readonly reason: string; readonly by: Actor }>
  /** Somebody holds the run: what runs goes on, nothing new starts. */
  | Told<'PAUSE'>
  /** Nobody holds the run any more. */
  | Told<'CONTINUE'>
  /**
   * `left`: what an abort has not seen to be gone and reverted, in words; empty: it has seen that of everything. Without an
   * abort: the same of what had not gone when its step was cleaned up; absent: there was nothing of the kind.
   */
  | Told<'RUN_CLOSED', { readonly aborted?: boolean; readonly left?: readonly string[] }>
  /** `proven`: of a run whose checkpoint is lost, the ends of attempts that are still to be brought to their end. */
  | Told<'RESUME', { readonly proven?: readonly ProvenEnd[] }>;

/** Everything that the machine may ask the shell to do. Each is idempotent and ends in the events named beside it. */
export type SupervisorEffect =
  /** Writes the first rows and the checkpoint: RUN_OPENED */
  | { type: 'openRun'; params: { runId: string } }
  /** Starts an experiment machine for each: STEP_ENDED */
  | { type: 'startSteps'; params: { iteration: number; steps: readonly { step: number; attempt: number }[] } }
  /** Ends steps that were never launched as Skipped: STEP_ENDED */
  | { type: 'skipSteps'; params: { iteration: number; steps: readonly { step: number; reason: string }[] } }
  /** Aborts steps, launched or not: STEP_ENDED */
  | { type: 'abortSteps'; params: { iteration: number; steps: readonly number[]; reason: string; by: Actor } }
  /** TIMER when it is due, milliseconds since the epoch */
  | { type: 'armTimer'; params: { timer: SupervisorTimer; iteration: number; due: number; step?: number } }
  /** Tells people that the run is held, or goes on, and writes it down */
  | { type: 'tellHold'; params: { held: boolean } }
  /** Writes the last rows and the summary, looks at what had not gone, sweeps after an abort: RUN_CLOSED */
  | { type: 'closeRun'; params: { outcome: Outcome; aborted: boolean } };
