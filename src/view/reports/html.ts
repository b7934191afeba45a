import type { RunModel } from '../../audit/run-model.ts';
import { standalonePage } from '../inspector/html.ts';
import { pageFiles } from '../inspector/page-files.ts';

/** The inspector page with the records of the run in it: one file that opens from disk and needs no server. */
export const htmlReport = async (model: RunModel): Promise<string> => {
  const { records } = model;
  const origin = `run ${model.runId} of ${model.namespace}/${model.engine}`;
  const gone = { notes: ['The records themselves are gone: this is what the checkpoint kept.'], model };
  const more = records.length > 0 ? { notes: [] } : gone;
  return standalonePage(await pageFiles(), { origin, live: false, ...more }, records);
};
