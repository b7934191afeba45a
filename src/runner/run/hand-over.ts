import { type Clock, sleep } from '../clock.ts';
import type { InFlight } from '../effects/create-job.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { RunContext } from './run-context.ts';

export interface HandOver {
  readonly run: Pick<RunContext, 'clock' | 'signal' | 'writer'>;
  readonly inFlight: InFlight;
  readonly publisher: Publisher;
}

/** What a hand-over spends on events at most, in milliseconds: the pod has to be gone after five seconds. */
const lastEventsMs = 1_000;

/**
 * Leaves a run to the next process: launches under way are answered, checkpoint and events are written, all until `due`, in
 * milliseconds since the epoch.
 */
export const handOverRun = async ({ run, inFlight, publisher }: HandOver, due: number): Promise<void> => {
  const { clock, signal, writer } = run;
  const bound = sleep(clock, due - clock.now(), signal);
  await Promise.race([launchesSettled(run, inFlight), bound]);
  // Once the checkpoint is written, all that has happened is told.
  const told = writer.flush().then(() => publisher.flush(lastEventsMs));
  await Promise.race([told, bound]);
};

/** Resolves when no creation of a Job is under way and its answer has been worked off. One that waits for room sends nothing more. */
const launchesSettled = async (
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  inFlight: InFlight,
): Promise<void> => {
  while ([...inFlight.values()].some(({ how }) => how !== 'held') && !signal.aborted) await sleep(clock, 20, signal);
};
