import { sleep } from '../clock.ts';
import type { InFlight } from '../effects/create-job.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { Finish } from './finish.ts';
import type { LoopOptions } from './loop.ts';
import type { RunContext } from './run-context.ts';

export interface HandOver {
  readonly run: RunContext;
  readonly inFlight: InFlight;
  readonly record: LoopOptions['record'];
  readonly publisher: Publisher;
}

/** What a hand-over spends on events at most, in milliseconds: the pod has to be gone after five seconds. */
const lastEventsMs = 1_000;

/**
 * Leaves a run to the next process: launches under way are answered, the last record says so, checkpoint and events are
 * written, all within a bound in milliseconds.
 */
export const handOverRun = async (
  { run, inFlight, record, publisher }: HandOver,
  reason: string,
  boundMs: number,
): Promise<Finish> => {
  const { clock, signal, writer } = run;
  const bound = sleep(clock, boundMs, signal);
  await Promise.race([launchesSettled(run, inFlight), bound]);
  await record({
    machine: 'run',
    to: 'HandedOver',
    event: { type: 'HANDED_OVER', at: clock.now() },
    effects: [],
    actor: 'runner',
    reason,
  });
  // Once the checkpoint is written, all that has happened is told.
  const told = writer.flush().then(() => publisher.flush(lastEventsMs));
  await Promise.race([told, bound]);
  return { is: 'HandedOver', reason };
};

/** Resolves when no creation of a Job is under way and its answer has been worked off. One that waits for room sends nothing more. */
const launchesSettled = async ({ clock, signal }: RunContext, inFlight: InFlight): Promise<void> => {
  while ([...inFlight.values()].some(({ how }) => how !== 'held') && !signal.aborted) await sleep(clock, 20, signal);
};
