import { foldRecords, type RunModel } from '../../../src/audit/run-model.ts';
import { wholeRun } from '../../audit/run-log.ts';

const records = wholeRun().map(({ record }) => record);

const there = (model: RunModel | undefined): RunModel => {
  if (model === undefined) throw new Error('the log has no such run');
  return model;
};

/** A run of two iterations: one step passes, one fails, one needs a second attempt, one is skipped. */
export const wholeModel = (): RunModel => there(foldRecords(records));

/** The same, its log ending in the middle of the first iteration. */
export const unfinishedModel = (): RunModel => there(foldRecords(records.filter(({ data }) => data.sequence <= 20)));

/** The same with another end of one attempt. */
export const modelWith = (
  id: string,
  change: Partial<RunModel['attempts'][number]>,
  run: Partial<RunModel> = {},
): RunModel => {
  const model = wholeModel();
  const attempts = model.attempts.map((attempt) => (attempt.id === id ? { ...attempt, ...change } : attempt));
  return { ...model, attempts, ...run };
};
