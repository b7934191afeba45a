/** One row of `status.experiments`, every field present: a row without one breaks typed informers of the whole cluster. */
export interface StatusRow {
  readonly name: string;
  readonly runner: string;
  readonly experimentPod: string;
  readonly status:
    | 'Waiting for Job Creation'
    | 'Running'
    | 'Completed'
    | 'ChaosExperiment Not Found'
    | 'Skipped'
    | 'Forcefully Aborted';
  readonly verdict: 'N/A' | 'Awaited' | 'Pass' | 'Fail' | 'Error' | 'Stopped';
  /** RFC 3339, UTC, whole seconds. */
  readonly lastUpdateTime: string;
}

/** Whose row it is and when it is written, in milliseconds since the epoch. `name` is the step's id. */
export interface RowOf {
  readonly name: string;
  readonly engine: string;
  readonly at: number;
}

export const resultVerdicts = ['Pass', 'Fail', 'Error', 'Stopped'] as const;
/** The verdicts with which an experiment ends. */
export type ResultVerdict = (typeof resultVerdicts)[number];

/** The pod that the operator makes for an engine; also how the runner names itself in rows and events. */
export const runnerName = (engine: string): string => `${engine}-runner`;

/** RFC 3339 in whole seconds, as Kubernetes' own times; a time that is no time becomes the epoch rather than an error. */
export const rfc3339Seconds = (at: number): string =>
  `${new Date(Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? at : 0).toISOString().slice(0, -5)}Z`;

/** A row of these words; an empty `pod` is none. */
export const row = (of: RowOf, status: StatusRow['status'], verdict: StatusRow['verdict'], pod: string): StatusRow => ({
  name: of.name,
  runner: runnerName(of.engine),
  experimentPod: pod === '' ? 'N/A' : pod,
  status,
  verdict,
  lastUpdateTime: rfc3339Seconds(of.at),
});

/** At the start of the run. */
export const waitingRow = (of: RowOf): StatusRow => row(of, 'Waiting for Job Creation', 'N/A', 'Yet to be launched');

/** The main pod was seen. */
export const runningRow = (of: RowOf, pod: string): StatusRow => row(of, 'Running', 'Awaited', pod);

/** Rejected before launch, or the main container never started. */
export const rejectedRow = (of: RowOf): StatusRow => row(of, 'Skipped', 'Fail', 'N/A');

/** Our own abort or time-out; `pod` is empty when none was seen. */
export const abortedRow = (of: RowOf, pod = ''): StatusRow => row(of, 'Forcefully Aborted', 'Stopped', pod);

/** Whether rows, as somebody has stored them, say of each step in this order what these say. */
export const saySame = (
  stored: readonly { readonly name?: unknown; readonly status?: unknown; readonly verdict?: unknown }[],
  rows: readonly StatusRow[],
): boolean =>
  stored.length === rows.length &&
  rows.every(
    ({ name, status, verdict }, at) =>
      stored[at]?.name === name && stored[at]?.status === status && stored[at]?.verdict === verdict,
  );

const endStates: ReadonlySet<string> = new Set<StatusRow['status']>([
  'Completed',
  'ChaosExperiment Not Found',
  'Skipped',
  'Forcefully Aborted',
]);

/** Whether a row's status says that its step has ended. */
export const isTerminal = (status: string | undefined): boolean => status !== undefined && endStates.has(status);
