import type { RunModel } from '../../audit/run-model.ts';
import { defined } from '../../model/json/json-object.ts';
import type { AuditRecord } from '../../model/progress/record.ts';

/** What the page is told beside the records. */
export interface FeedState {
  /** Where the records come from, for people. */
  readonly origin: string;
  /** More records may come. */
  readonly live: boolean;
  /** Sentences for people: what is missing and why. */
  readonly notes: readonly string[];
  /** The run as far as it is known where its records are gone. */
  readonly model?: RunModel;
}

/** The records of a run in their order, as long as the run goes on, and who wants to hear of new ones. */
export interface Feed {
  readonly records: () => readonly AuditRecord[];
  readonly state: () => FeedState;
  readonly push: (record: AuditRecord) => void;
  /** No further record comes. */
  readonly end: () => void;
  /** Called after every change; gives back how to stop that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A feed that begins with the given records; `origin`: where they come from, for people. */
export const createFeed = (
  origin: string,
  first: readonly AuditRecord[] = [],
  notes: readonly string[] = [],
  live = true,
  model?: RunModel,
): Feed => {
  const records = [...first];
  const listeners = new Set<() => void>();
  let state: FeedState = { origin, live, notes, ...defined({ model }) };
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    records: () => records,
    state: () => state,
    push: (record) => {
      records.push(record);
      tell();
    },
    end: () => {
      if (!state.live) return;
      state = { ...state, live: false };
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
