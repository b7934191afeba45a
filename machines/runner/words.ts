import type { EngineEnding } from './runner-types.ts';

const ends: Readonly<Record<EngineEnding, string>> = {
  stopped: 'was stopped (engineState: stop)',
  deleted: 'is being deleted',
  gone: 'is gone',
};

/** Why a run is aborted whose engine ends: a sentence. */
export const endingText = (how: EngineEnding): string => `The ChaosEngine ${ends[how]}.`;

export const heldText = (holder: string): string =>
  `Another runner (${holder}) drives this engine. This one does nothing.`;

export const overtakenText = (holder: string): string =>
  `Another runner (${holder}) has taken over this engine. This one stops acting.`;

export const toldTooEarly = 'Told to stop before this process had launched anything.';

export const handedOver = 'The pod was told to stop while the engine is active (SIGTERM).';

export const leftTheAbort =
  'The engine is being stopped, and this pod has to go: what was launched has been told to end, its end was not seen. The operator waits for it.';

/** What is said of an engine of which nothing could be launched for too long. */
export const triedText = (reason: string): string => `Tried for 15 minutes, nothing was launched. ${reason}`;
