import type { KubeObject } from '../../cluster/port.ts';
import type { Run, RunIdentity } from '../run/run-context.ts';

/** What is to be removed of an engine, by whom, and for how long. */
export interface Sweep extends Pick<Run, 'cluster' | 'clock' | 'signal' | 'log'> {
  readonly identity: Pick<RunIdentity, 'namespace' | 'engineName' | 'engineUid'>;
  /** Until then, by the clock's elapsed time, what is there is left to a runner or an operator that may act. */
  readonly othersActUntil?: number;
  /** The runner's pod too, after all others; else it is left alone. */
  readonly withRunner?: boolean;
  /** What helper pods get to take their fault back, in seconds. */
  readonly helperGraceSeconds: number;
  /**
   * Who waits for the objects to go is somebody else, an operator: what has been told to go and has ended needs no further look,
   * because it neither injects nor creates anything.
   */
  readonly endedSuffices?: boolean;
  /** When this process has to go, by the clock's elapsed time, as far as is known by now; else it looks on for 15 minutes. */
  readonly endsAt?: () => number | undefined;
  /** What of the engine's objects is looked for; absent: all. */
  readonly only?: (object: KubeObject) => boolean;
  /** What of it is named where it is still there, and not told to go; absent: nothing. */
  readonly spares?: (object: KubeObject) => boolean;
  /** Is told what happens, in words such as `job/x is being deleted`. */
  readonly tell?: (sentence: string) => void;
}

/** What a sweep did, as proof. Objects are named like `job/x` and `pod/y`. */
export interface Swept {
  /** Everything that was seen. */
  readonly listed: readonly string[];
  /** What the server has promised this sweep to delete. */
  readonly deletionAccepted: readonly string[];
  /** What was seen, and then was not there any more; where that suffices, what had ended. */
  readonly gone: readonly string[];
  /** Of it, pods whose node is gone: whether their fault was reverted is unknown. */
  readonly forced: readonly string[];
  /** What is still there; empty: as many lists in a row as it takes found nothing. */
  readonly left: readonly string[];
  /** Of it, main pods of experiments that have not ended: they may yet create helpers. */
  readonly mayCreateHelpers: readonly string[];
  /** When those lists were answered, in milliseconds since the epoch. */
  readonly emptyAt: readonly number[];
  /** Targets that a ChaosResult still marks as injected, as `<kind>/<name>`. */
  readonly injected: readonly string[];
  /** Why the server could not be asked. */
  readonly problem?: string;
}

/** What came of the objects, without a look at the targets. */
export type SweptObjects = Omit<Swept, 'injected'>;
