import type { Actor } from '../../model/progress/record.ts';
import type { Desk, Found } from './desk.ts';
import { endingEffects } from './ending.ts';
import { enduranceMs } from './endurance.ts';
import { experimentReader } from './experiment-reader.ts';
import type { Finish } from './finish.ts';
import { createJournal } from './journal.ts';
import { firstReadsMs } from './read-ground.ts';
import { createRights } from './rights.ts';
import { executeBy, type Handlers, type ProcessEffect } from './runner-effects.ts';
import { createRunnerLoop } from './runner-loop.ts';
import type { RunnerOptions } from './runner-options.ts';
import { startingEffects } from './starting.ts';
import { steadfast } from './steadfast.ts';

export interface Runner {
  readonly finish: Promise<Finish>;
  readonly abort: (by: Actor, reason: string) => void;
  /**
   * SIGTERM in the pod: an engine that is being stopped or deleted is aborted, anything else is handed over to the next pod.
   * Settles `finish` within 5 s; an abort looks on for longer where the pod's grace allows it.
   */
  readonly terminate: () => void;
}

/**
 * Drives the engine that the environment names, from a new run or from where another process left off. What is done, the
 * runner machine decides; here it gets its hands.
 */
export const createRunner = (given: RunnerOptions): Runner => {
  const { clock, environment, mode, onRecord } = given;
  const found: Found = {};
  const cluster = steadfast(given.cluster, {
    clock,
    enduranceMs: enduranceMs(mode),
    onRetry: (retry) => found.drive?.sawRetry(retry),
    onExhausted: ({ message }) => found.drive?.endUnfinished(message),
  });
  const journal = createJournal({ now: clock.now, ...(onRecord && { onRecord }) });
  const loop = createRunnerLoop({ now: clock.now, input: { mode }, record: journal.record });
  // Closed before anybody has decided anything, also by who comes before a run is driven.
  const latch = { closed: false };
  const desk: Desk = {
    options: { ...given, cluster },
    found,
    latch,
    journal,
    rights: createRights(cluster, environment.namespace),
    readExperiment: experimentReader(cluster, environment.namespace, () => ({ patienceMs: firstReadsMs })),
    send: loop.send,
    isOver: loop.isOver,
  };
  const finish = new Promise<Finish>((settle) => {
    const own: Handlers<ProcessEffect> = { ...startingEffects(desk), ...endingEffects(desk, settle) };
    loop.start(executeBy(() => ({ ...found.drive?.effects, ...own }), loop.send));
  });
  return {
    finish,
    abort: (by, reason) => {
      latch.closed = true;
      loop.send({ type: 'ABORT', by, reason });
    },
    terminate: () => {
      latch.closed = true;
      loop.send({ type: 'TERMINATE' });
    },
  };
};
