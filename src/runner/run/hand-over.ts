import { sleep } from '../clock.ts';
import type { InFlight } from '../effects/create-job.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { Run } from './run-context.ts';

export interface HandOverMeans extends Pick<Run, 'clock' | 'signal'> {
  readonly writer: Pick<StatusWriter, 'flush'>;
  readonly inFlight: InFlight;
  readonly publisher: Pick<Publisher, 'flush'>;
}

/** What a hand-over spends on events at most, in milliseconds: the pod has to be gone after five seconds. */
const lastEventsMs = 1_000;

/**
 * Leaves a run to the next process: launches under way are answered, checkpoint and events are written, all until `due`, in
 * milliseconds since the epoch.
 */
export const handOverRun = async (run: HandOverMeans, due: number): Promise<void> => {
  const { clock, signal, writer, publisher } = run;
  const bound = sleep(clock, due - clock.now(), signal);
  await Promise.race([launchesSettled(run), bound]);
  // Once the checkpoint is written, all that has happened is told.
  const told = writer.flush().then(() => publisher.flush(lastEventsMs));
  await Promise.race([told, bound]);
};

/** Resolves when no creation of a Job is under way and its answer has been worked off. One that waits for room sends nothing more. */
const launchesSettled = async ({ clock, signal, inFlight }: HandOverMeans): Promise<void> => {
  while ([...inFlight.values()].some(({ how }) => how !== 'held') && !signal.aborted) await sleep(clock, 20, signal);
};
