import type { Outcome } from '../litmus/outcome.ts';

export const actors = ['runner', 'user', 'operator', 'kubernetes'] as const;
export type Actor = (typeof actors)[number];

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export const machines = ['experiment', 'supervisor', 'runner', 'run'] as const;

/** A named effect with plain-JSON parameters: what a machine asks the shell to do. */
export interface Effect {
  readonly type: string;
  readonly params: { readonly [key: string]: JsonValue };
}

/** A machine's event: its type, the time at which it happened (milliseconds since the epoch) and plain-JSON payload. */
export interface MachineEvent {
  readonly type: string;
  readonly at: number;
  readonly [key: string]: JsonValue;
}

/** `data` of an audit record: one transition, written before its effects are executed. */
export interface RecordData {
  /** 1, 2, 3… within the run, across segments, without gaps. */
  readonly sequence: number;
  /** `run` stands in logs of earlier versions, for the process itself: opened, resumed, adopted, handed over. */
  readonly machine: (typeof machines)[number];
  /** State as a dotted path, such as `Running.Observing`; absent for the first record of a machine. */
  readonly from?: string;
  readonly to: string;
  /** `xstate.init` for the first record of a machine. */
  readonly event: MachineEvent;
  readonly effects: readonly Effect[];
  readonly actor: Actor;
  /** SHA-256 of the previous line as written, hex; 64 zeros for the first record of a run. */
  readonly previous: string;
  readonly iteration?: number;
  readonly attempt?: number;
  readonly outcome?: Outcome;
  /** Why: a sentence for people. */
  readonly reason?: string;
  readonly job?: { readonly name: string; readonly uid?: string };
  /** Input of a machine, on its first record only: `initialTransition(machine, input)` gives the state again. */
  readonly input?: JsonValue;
  /** The snapshot a resumed segment goes on from; on the first record that a machine gets in a resumed segment. */
  readonly restored?: JsonValue;
  readonly draws?: JsonValue;
  /** On a resumed segment's first record: the checkpoint that it continues. */
  readonly continues?: { readonly segment: number; readonly sequence: number; readonly head: string };
}

/** One audit record: a CloudEvents 1.0 structured-mode event, one line of JSON. */
export interface AuditRecord {
  readonly specversion: '1.0';
  /** `<run id>/<segment>/<sequence>` */
  readonly id: string;
  /** The engine's API path. */
  readonly source: string;
  /** The step's id; absent for the supervisor and the runner. */
  readonly subject?: string;
  /** `io.litmuschaos.runner.<machine>.<what>`; what: the event type in lower case */
  readonly type: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: RecordData;
}
