import { applyRecord, chainOf, copyModel, type RunModel, runIdOf, startModel } from '../../audit/run-model.ts';
import type { AuditRecord } from '../../model/progress/record.ts';

/** One run's records along the chain, and the run as it was after each of them; where they are gone, what is known of it. */
export interface RunHistory {
  readonly runId: string;
  /** The name of its engine. */
  readonly engine: string;
  readonly chain: readonly AuditRecord[];
  /** The run after its first `count` records; the model is valid until the next call. */
  readonly at: (count: number) => RunModel | undefined;
  readonly add: (record: AuditRecord) => void;
}

/** What the run was like is kept after so many records each: no more than these are applied again on the way back. */
const keptEvery = 4_000;

/** Going forward applies what is new; going back begins from a moment that was kept, because models grow in place. */
const createRunHistory = (runId: string, engine: string, unrecorded?: RunModel): RunHistory => {
  let chain: AuditRecord[] = [];
  let model: RunModel | undefined;
  let applied = 0;
  /** In the order of their counts. */
  let kept: { readonly count: number; readonly model: RunModel }[] = [];
  return {
    runId,
    engine,
    get chain() {
      return chain;
    },
    add: (record) => {
      if (record.data.continues === undefined) {
        chain.push(record);
        return;
      }
      // What a killed process printed after its checkpoint is taken back.
      chain = [...chainOf([...chain, record], runId)];
      applied = 0;
      kept = [];
      model = undefined;
    },
    at: (count) => {
      if (chain.length === 0) return unrecorded;
      const before = kept.findLast((one) => one.count <= count);
      if (count < applied || (before?.count ?? 0) > applied) {
        model = before && copyModel(before.model);
        applied = before?.count ?? 0;
      }
      for (const record of chain.slice(applied, count)) {
        model = applyRecord(model ?? startModel(record), record);
        applied += 1;
        if (applied >= (kept.at(-1)?.count ?? 0) + keptEvery) kept.push({ count: applied, model: copyModel(model) });
      }
      return model;
    },
  };
};

/** The runs of a log by their ids, in the order in which they first appear. */
export const addToRuns = (runs: Map<string, RunHistory>, record: AuditRecord): void => {
  const runId = runIdOf(record);
  const known = runs.get(runId) ?? createRunHistory(runId, record.source.split('/').at(-1) ?? '');
  runs.set(runId, known);
  known.add(record);
};

/** Puts a run there of which no record is left; records that come all the same take the place of what was known. */
export const addUnrecorded = (runs: Map<string, RunHistory>, model: RunModel): void => {
  if (!runs.has(model.runId)) runs.set(model.runId, createRunHistory(model.runId, model.engine, model));
};

/** The number of records up to a time. Records are in the order of their times. */
export const countUntil = (chain: readonly AuditRecord[], at: number): number =>
  chain.findLastIndex(({ time }) => Date.parse(time) <= at) + 1;
