import type { Row } from '../cluster/operator.ts';
import type { Images, RunnerName } from './litmus.ts';
import type { Trial } from './trial.ts';

/** An event of the runner on the engine. */
export interface Told {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

/** Where a trial took place. */
export interface Place {
  readonly namespace: string;
  readonly runner: RunnerName;
  /** In how many namespaces a trial was under way at once. */
  readonly shops: number;
  /** Of the project, as git says it; with `-dirty` where files differ from it. */
  readonly commit: string;
  readonly tags: Images;
  readonly digests: Images;
}

/** What came of one trial: a line of the state file. Times are seconds from what ended the fault, rounded to tenths. */
export interface Finding extends Trial, Place {
  /** The trial's name. */
  readonly trial: string;
  /** When it began, ISO 8601. */
  readonly at: string;
  /** How long it took from its first request to its end, in seconds. */
  readonly took: number;
  /** Mean number of processes that wanted a processor, in the minute before and after the end. */
  readonly load: readonly [number, number];
  /** Targets whose fault was in place when the end came. */
  readonly injected: number;
  /** Until nothing was in place any more, and remained so. Absent: never, or there was no moment that ended the fault. */
  readonly reverted?: number;
  /** Until no Job and no pod of the engine was left, the runner's own included. */
  readonly gone?: number;
  /** Until the operator had written the engine's last status, or let go of it. */
  readonly done?: number;
  /** Until the last container of a helper had ended, as the kubelet tells, to the second. Absent: none was seen to end. */
  readonly helperEnded?: number;
  /** What is in place at last, one line for each pod or node; empty as it should be. */
  readonly stay: readonly string[];
  /** How many targets the ChaosResult marks with what. */
  readonly marks: Readonly<Record<string, number>>;
  readonly verdict: string;
  /** Jobs and pods that carry the engine's uid at last. */
  readonly left: readonly string[];
  /** How many Jobs and helper pods there ever were. */
  readonly jobs: number;
  readonly helpers: number;
  /** Absent when the engine is gone. */
  readonly engineStatus?: string;
  readonly rows: readonly Row[];
  readonly told: readonly Told[];
  /** Why the trial could not be carried out as meant. */
  readonly broken?: string;
}

/** Seconds from the end of a fault until its last revert; absent where nothing was ever in place, which would make the others look better. */
export const revertSeconds = ({ injected, reverted }: Finding): number | undefined =>
  injected === 0 && reverted === 0 ? undefined : reverted;
