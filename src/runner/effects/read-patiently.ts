import { sleep } from '../clock.ts';
import type { ExperimentRead, Run } from '../run/run-context.ts';

const againMs = 1_000;

export type ReadPatientlyMeans = Pick<
  Run,
  'readExperiment' | 'launched' | 'signal' | 'clock' | 'enduranceMs' | 'endUnfinished' | 'log'
>;

/**
 * Reads a ChaosExperiment. Once something was launched, a failure that may pass is no answer: it is read again for as long as
 * the run endures. Undefined: the process is about to end, or there is no use for it any more.
 */
export const readPatiently = async (
  run: ReadPatientlyMeans,
  experiment: string,
  isUseless: () => boolean = () => false,
): Promise<ExperimentRead | undefined> => {
  let since: number | undefined;
  for (;;) {
    const read = await run.readExperiment(experiment);
    if (read.is !== 'Unread' || !run.launched.yet) return read;
    if (isUseless() || run.signal.aborted) return undefined;
    since ??= run.clock.elapsed();
    if (run.clock.elapsed() - since >= run.enduranceMs) {
      run.endUnfinished(read.reason);
      return undefined;
    }
    run.log.warn({ cause: read.reason }, 'a ChaosExperiment cannot be read yet; it is tried again');
    await sleep(run.clock, againMs, run.signal);
  }
};
