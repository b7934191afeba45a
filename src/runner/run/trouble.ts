import type { AttemptParams } from '../../../machines/experiment/experiment-types.ts';
import type { InFlight } from '../effects/create-job.ts';
import type { Strays } from '../removal/orphaned-jobs.ts';
import type { Loop } from './loop.ts';
import type { Run } from './run-context.ts';

export interface TroubleOptions extends Pick<Run, 'launched' | 'signal' | 'send'> {
  readonly loop: Pick<Loop, 'attempts'>;
  readonly strays: Pick<Strays, 'all'>;
  readonly inFlight: InFlight;
}

export interface Trouble extends Pick<Run, 'endUnfinished' | 'giveUp'> {
  /** The machine has decided: what asked whether to give up rejects its step. */
  readonly reject: (attempt: AttemptParams) => void;
}

const keyOf = ({ step, iteration, attempt }: AttemptParams): string => `${step}/${iteration}/${attempt}`;

/** What stands in the way of a run, told to the runner machine together with what is left of it. */
export const createTrouble = ({ loop, strays, launched, inFlight, signal, send }: TroubleOptions): Trouble => {
  const asked = new Map<string, (answer: 'exits' | 'reject') => void>();

  /** What may be there of the run, in words; nothing where nothing was launched. */
  const left = (): { readonly left?: readonly string[] } => {
    // Of what has been sent nobody knows yet what comes of it.
    const isSent = [...inFlight.values()].some(({ how }) => how === 'sent');
    if (!launched.yet && launched.perhaps !== true && !isSent) return {};
    const open = loop.attempts().flatMap(({ context: { launch } }) => (launch === undefined ? [] : [launch.job.name]));
    const others = strays.all().map(({ metadata }) => metadata.name);
    return { left: [...new Set([...open, ...others])].map((job) => `job/${job} was there when it was looked last`) };
  };

  return {
    endUnfinished: (reason) => send({ type: 'UNFINISHED', reason, ...left() }),
    giveUp: ({ step, iteration, attempt }, reason) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve('exits');
        asked.set(keyOf({ step, iteration, attempt }), resolve);
        signal.addEventListener('abort', () => resolve('exits'), { once: true });
        send({ type: 'HINDERED', step, iteration, attempt, reason, launched: launched.yet, ...left() });
      }),
    reject: (attempt) => {
      asked.get(keyOf(attempt))?.('reject');
      asked.delete(keyOf(attempt));
    },
  };
};
