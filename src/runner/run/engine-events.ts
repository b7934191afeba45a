import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { holderOf } from '../checkpoint/checkpoint-text.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { EngineDoor } from './engine-cache.ts';
import { isWiped } from './last-look.ts';
import type { RunIdentity } from './run-context.ts';
import type { RunState } from './run-parts.ts';
import type { ToRunner } from './runner-loop.ts';

export interface EngineEvents {
  readonly engine: EngineDoor;
  readonly writer: Pick<StatusWriter, 'written'>;
  readonly identity: Pick<RunIdentity, 'holder'>;
  /** `taken`: another runner has been seen to hold the run: nothing is written any more. */
  readonly state: Pick<RunState, 'taken'>;
  readonly send: (event: ToRunner) => void;
  /** No launch starts any more. The machine decides on an abort, but may have to wait for a record to be written. */
  readonly closeLatch: () => void;
}

/** Tells the runner machine, at every look at the engine, what it means for the run. */
export const tellOfEngine = ({ engine, writer, identity, state, send, closeLatch }: EngineEvents): void => {
  const checkpoint = (): string | undefined => engine.current().metadata.annotations?.[checkpointAnnotation];
  // A checkpoint that was not there when this run was identified is of somebody who acts.
  const found = checkpoint();
  const look = (): void => {
    const how = engine.ending();
    if (how !== undefined) {
      closeLatch();
      send({ type: 'ENGINE_ENDING', how });
      return;
    }
    const annotation = checkpoint();
    const isKnown = annotation === found || annotation === writer.written()?.checkpoint;
    const holder = isKnown ? undefined : holderOf(annotation);
    if (holder !== undefined && holder !== identity.holder) {
      state.taken = true;
      send({ type: 'OVERTAKEN', holder });
    } else if (isWiped(engine.current()) && writer.written() !== undefined) send({ type: 'WIPED' });
  };
  engine.onSeen(look);
  if (engine.ending() !== undefined) look();
};
