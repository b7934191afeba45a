import { setImmediate } from 'node:timers/promises';
import { sleep } from '../clock.ts';
import type { Flushed, StatusWriter } from '../publish/status-writer.ts';
import type { ToExperiment } from '../run/loop.ts';
import type { Run } from '../run/run-context.ts';

/** A row that may not be written keeps a fault that may still be on from being ended for so long, in milliseconds. */
const hinderedMs = 10_000;
const lookMs = 500;

export interface WriteRowsMeans extends Pick<Run, 'clock' | 'signal'> {
  readonly writer: Pick<StatusWriter, 'flush' | 'hinderedSince'>;
}

/**
 * Writes what has changed into the engine, waiting for it as long as it takes. `mayInject`: only a server that cannot be
 * reached is waited for like that; one that answers and does not let it be written is `refused` after ten seconds, because it
 * may let a Job be deleted. Writing goes on behind that.
 */
export const writeRows = async (run: WriteRowsMeans, mayInject: boolean): Promise<Flushed> => {
  const { writer, clock, signal } = run;
  const flushed = writer.flush();
  if (!mayInject) return flushed;
  const done = new AbortController();
  const both = AbortSignal.any([done.signal, signal]);
  const hindered = async (): Promise<Flushed> => {
    while (!both.aborted) {
      const since = writer.hinderedSince();
      if (since !== undefined && clock.elapsed() - since >= hinderedMs) return 'refused';
      await sleep(clock, lookMs, both);
    }
    return flushed;
  };
  const first = await Promise.race([flushed, hindered()]);
  done.abort();
  return first;
};

/** Whether the run goes on behind a write that had to be made. One that the server does not take ends the process. */
const isRecorded = (run: Pick<Run, 'endUnfinished'>, flushed: Flushed): boolean => {
  switch (flushed) {
    case 'written':
    case 'gone':
      return true;
    case 'refused':
      run.endUnfinished('The row of a step that has ended could not be written into the ChaosEngine.');
      return false;
    case 'cancelled':
    case 'taken':
      return false;
  }
};

/** Writes the terminal row of a step. Where the server does not take it, what may inject is ended all the same. */
export const recordStatus = async (
  run: WriteRowsMeans & Pick<Run, 'endUnfinished'>,
  mayInject: boolean,
): Promise<ToExperiment | undefined> => {
  const flushed = await writeRows(run, mayInject);
  if (flushed === 'refused' && mayInject) return { type: 'STATUS_RECORDED', unwritten: true };
  return isRecorded(run, flushed) ? { type: 'STATUS_RECORDED' } : undefined;
};

/**
 * Of a step that has launched nothing: its row is written soon, with those of others, and `endsStand` waits for it where
 * something may follow from it. A thousand such steps ask the server for nothing, so whatever comes in is heard between them.
 */
export const oweStatus = async ({ writer }: { readonly writer: Pick<StatusWriter, 'owe'> }): Promise<ToExperiment> => {
  writer.owe();
  await setImmediate();
  return { type: 'STATUS_RECORDED' };
};

export interface EndsStandMeans extends Pick<Run, 'endUnfinished'> {
  readonly writer: Pick<StatusWriter, 'settle'>;
}

/**
 * Before a launch: waits for the ends that nobody has waited for. The launch may follow from one of them, and the next process
 * has to find both. False: they do not stand in the engine, and nothing is launched.
 */
export const endsStand = async (run: EndsStandMeans): Promise<boolean> => isRecorded(run, await run.writer.settle());
