import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Actor } from '../../src/model/progress/record.ts';
import type { Told } from '../told.ts';

export interface RunnerInput {
  /** In a pod under an operator, or by hand. */
  readonly mode: 'pod' | 'commandLine';
}

/** Which run a process drives: a new one, the one of a checkpoint, or one whose checkpoint is lost. */
export type WhichRun = 'New' | 'Resume' | 'Adopt';

/** How the engine says that its run has to end. */
export type EngineEnding = 'stopped' | 'deleted' | 'gone';

/** How a process ends, and so its exit code. */
export interface ProcessEnd {
  readonly is: 'Finished' | 'Nothing' | 'Rejected' | 'TryAgain' | 'Taken' | 'HandedOver';
  /** A sentence for people; of a run that has come to its end its rows tell. */
  readonly reason?: string;
  /** What may be there of the run; absent: nothing was launched. */
  readonly left?: readonly string[];
}

export interface RunnerContext extends RunnerInput {
  /** `startedAt`, milliseconds since the epoch: when the run began, where an earlier process began it. */
  readonly run?: { readonly is: WhichRun; readonly startedAt?: number };
  /** When this process began to drive it, in milliseconds since the epoch. */
  readonly drivesSince?: number;
  /** Why nothing of the engine can be run. */
  readonly problems?: readonly string[];
  /** Somebody wants the run to be aborted that has not begun yet. */
  readonly abort?: { readonly by: Actor; readonly reason: string };
  /** The process was told to go, and when it has to have ended; in milliseconds since the epoch. */
  readonly told?: { readonly at: number; readonly due: number };
  /** The iteration that waits until nothing of the ones before is left. */
  readonly next?: { readonly iteration: number; readonly due: number; readonly orphans: readonly string[] };
  readonly end?: ProcessEnd;
}

type Failed = { readonly reason: string; readonly left?: readonly string[] };

/** Everything is plain and small: what was read itself stays in the shell. */
export type RunnerEvent =
  /** The engine, and how many Jobs carry its uid. */
  | Told<'READ', { readonly jobs: number; readonly rows: number }>
  /** `untouched`: where the Jobs may not even be listed, nobody can have come to a launch. */
  | Told<'UNREADABLE', Failed & { readonly untouched?: boolean }>
  /** The engine was read, and makes no sense. `ending`: it is being stopped or deleted. */
  | Told<'UNUSABLE', { readonly problems: readonly string[]; readonly ending: boolean }>
  /** `nothing`: why nothing runs, of an engine that is being stopped or deleted. */
  | Told<
      'IDENTIFIED',
      {
        readonly run: WhichRun;
        readonly startedAt?: number;
        readonly notes: readonly string[];
        readonly nothing?: string;
      }
    >
  /** Nobody else acts on this engine. */
  | Told<'CLAIMED'>
  | Told<'HELD', { readonly holder: string }>
  | Told<'PLANNED', { readonly steps: number; readonly iterations: number; readonly seed?: number }>
  | Told<'NOT_PLANNED', { readonly problems: readonly string[] }>
  /** Nothing of an earlier run of this engine is at work. */
  | Told<'CLEARED'>
  | Told<'NOT_CLEARED', Failed>
  | Told<'RESULTS_READ', { readonly results: number }>
  | Told<'RESULTS_UNREAD', Failed>
  | Told<
      'OPENED',
      { readonly run: WhichRun; readonly runId: string; readonly segment: number; readonly notes: readonly string[] }
    >
  | Told<'ABORT', { readonly by: Actor; readonly reason: string }>
  /** SIGTERM */
  | Told<'TERMINATE'>
  | Told<'ENGINE_ENDING', { readonly how: EngineEnding }>
  /** Another runner holds the engine now. */
  | Told<'OVERTAKEN', { readonly holder: string }>
  /** Somebody has taken away the rows or the checkpoint. */
  | Told<'WIPED'>
  /** A launch met a failure that may pass. `launched`: a Job of this run exists or has existed. */
  | Told<
      'HINDERED',
      Failed & {
        readonly step: number;
        readonly iteration: number;
        readonly attempt: number;
        readonly launched: boolean;
      }
    >
  /** The run cannot go on in this process. */
  | Told<'UNFINISHED', Failed>
  /** The supervisor waits for its next iteration. `orphans`: Jobs of earlier ones that nothing waits for any more. */
  | Told<'ITERATION_AWAITED', { readonly iteration: number; readonly due: number; readonly orphans: readonly string[] }>
  | Told<'ORPHANS_REMOVED', { readonly iteration: number }>
  /** Every step of the run has its outcome. */
  | Told<'RUN_CLOSING', { readonly outcome: Outcome; readonly aborted: boolean; readonly orphans: readonly string[] }>
  /** The supervisor has come to its end. */
  | Told<'RUN_ENDED', { readonly outcome: Outcome; readonly aborted: boolean }>
  | Told<'FINISHED'>
  /** `graceSeconds`: with which our pod is being deleted; absent: nobody knows. */
  | Told<'ENGINE_ASKED', { readonly ending: boolean; readonly graceSeconds?: number }>
  | Told<'HANDED_OVER'>
  | Told<'TIMER', { readonly timer: 'leave' }>
  /** For how long our pod has been trying; absent: that cannot be told. */
  | Told<'AGE_READ', { readonly triedForMs?: number }>
  | Told<'REJECTED', { readonly reason: string }>
  | Told<'NOT_REJECTED', Failed>
  | Told<'PROVEN'>
  | Told<'UNPROVEN', Failed>;

/** Everything that the machine may ask the shell to do. Each is idempotent and ends in the events named beside it. */
export type RunnerEffect =
  /** READ, UNREADABLE, UNUSABLE */
  | { type: 'readEngine' }
  /** IDENTIFIED */
  | { type: 'identifyRun' }
  /** CLAIMED, HELD */
  | { type: 'claimEngine' }
  /** PLANNED, NOT_PLANNED */
  | { type: 'makePlan' }
  /** CLEARED, NOT_CLEARED */
  | { type: 'removeEarlierRuns' }
  /** RESULTS_READ, RESULTS_UNREAD */
  | { type: 'readResults' }
  /** Opens the audit log and writes what has happened until then: OPENED */
  | { type: 'openAudit' }
  /** Begins to drive the supervisor: everything that happens to a run */
  | { type: 'driveRun' }
  /** No launch starts any more, and every step ends: RUN_CLOSING */
  | { type: 'abortRun'; params: { by: Actor; reason: string } }
  /** No launch starts any more */
  | { type: 'closeLatch' }
  /** ENGINE_ASKED */
  | { type: 'askEngine' }
  /** TIMER when it is due, milliseconds since the epoch */
  | { type: 'armTimer'; params: { timer: 'leave'; due: number } }
  /** Waits for launches under way, writes the checkpoint and the events: HANDED_OVER, by `due` at the latest */
  | { type: 'handOver'; params: { due: number } }
  /** Rows and checkpoint are written again */
  | { type: 'rewriteStatus' }
  /** The step that could not be launched ends */
  | { type: 'rejectStep'; params: { step: number; iteration: number; attempt: number; reason: string } }
  /** ORPHANS_REMOVED */
  | { type: 'removeOrphans'; params: { iteration: number; orphans: readonly string[] } }
  /** The next iteration begins when it is due */
  | { type: 'armNext'; params: { iteration: number; due: number } }
  /** Removes what nothing waits for any more, writes the last rows, looks on after an abort: RUN_ENDED, UNFINISHED */
  | { type: 'closeRun'; params: { outcome: Outcome; aborted: boolean; orphans: readonly string[] } }
  /** Writes the last events, and what somebody has wiped meanwhile: FINISHED */
  | { type: 'finishRun' }
  /** Nothing of the run is driven any more; its Jobs stay as they are */
  | { type: 'haltRun' }
  /** AGE_READ */
  | { type: 'readAge' }
  /** Writes rows and events that say why nothing can be run: REJECTED, NOT_REJECTED */
  | { type: 'rejectEngine'; params: { problems: readonly string[] } }
  /** Looks whether the rows say so: PROVEN, UNPROVEN */
  | { type: 'proveRows'; params: ProcessEnd }
  /** Ends the process */
  | { type: 'exit'; params: ProcessEnd };
