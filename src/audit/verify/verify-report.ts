/** Something that is wrong with a log. */
export interface VerifyProblem {
  readonly kind: 'missing' | 'altered' | 'out of place' | 'duplicate' | 'foreign' | 'cut' | 'malformed';
  /** Absent where a line does not even say whose it is. */
  readonly runId?: string;
  readonly segment?: number;
  /** Sequences concerned, both ends included. */
  readonly from?: number;
  readonly to?: number;
  /** Line of the log, from 1. */
  readonly line?: number;
  /** A sentence for people. */
  readonly message: string;
}

/** The same, of a run that is known. */
export type Finding = Omit<VerifyProblem, 'runId'>;

/** A stretch of the chain that one process wrote. */
export interface SegmentReport {
  readonly segment: number;
  readonly from: number;
  readonly to: number;
  /** The checkpoint that it continues; absent for the first. */
  readonly continues?: { readonly segment: number; readonly sequence: number };
}

/** What a process that was killed, or left its run to the next one, printed after the checkpoint that the next one continued: true, but no part of the chain. */
export type AfterCheckpoint = Required<Pick<Finding, 'segment' | 'from' | 'to' | 'message'>>;

export interface RunReport {
  readonly runId: string;
  /** Records of the chain that were found. */
  readonly records: number;
  /** Sequence and hash of the last one. */
  readonly last: { readonly sequence: number; readonly head: string };
  /** The head that was asked for was found: nothing is cut off before it. */
  readonly headConfirmed: boolean;
  readonly segments: readonly SegmentReport[];
  readonly afterCheckpoint: readonly AfterCheckpoint[];
  /** Lines of the chain, oldest first. */
  readonly chain: readonly number[];
}

export interface VerifyReport {
  /** No problem was found. */
  readonly ok: boolean;
  readonly runs: readonly RunReport[];
  readonly problems: readonly VerifyProblem[];
  /** What is no fault but should be known. */
  readonly notes: readonly string[];
}

export interface VerifyOptions {
  /** The head hash that the checkpoint or the summary keeps: only with it a cut tail can be seen. */
  readonly head?: string | undefined;
  /** The sequence that goes with the head. */
  readonly sequence?: number | undefined;
  /** The run that the head belongs to; default: the last one in the log. */
  readonly runId?: string | undefined;
}
