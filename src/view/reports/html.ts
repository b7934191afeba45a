import type { RunModel } from '../../audit/run-model.ts';
import { standalonePage } from '../inspector/html.ts';
import { pageFiles } from '../inspector/page-files.ts';
import { recordsOfModel } from '../inspector/records-of-model.ts';

/** The inspector page with the records of the run in it: one file that opens from disk and needs no server. */
export const htmlReport = async (model: RunModel): Promise<string> => {
  const records = model.records.length > 0 ? model.records : recordsOfModel(model);
  const notes = model.records.length > 0 ? [] : ['The records themselves are gone: this is what the checkpoint kept.'];
  const origin = `run ${model.runId} of ${model.namespace}/${model.engine}`;
  return standalonePage(await pageFiles(), { origin, live: false, notes }, records);
};
