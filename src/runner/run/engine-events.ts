import { isHeld } from '../../model/batch/pause.ts';
import { checkpointAnnotation } from '../checkpoint/checkpoint.ts';
import { holderOf } from '../checkpoint/checkpoint-text.ts';
import type { StatusWriter } from '../publish/status-writer.ts';
import type { EngineDoor } from './engine-cache.ts';
import { isWiped } from './last-look.ts';
import type { Loop } from './loop.ts';
import type { RunIdentity } from './run-context.ts';
import type { RunState } from './run-parts.ts';
import type { ToRunner } from './runner-loop.ts';

/** That somebody has wiped the engine is told again after so long, in milliseconds, while it cannot be written. */
const againMs = 60_000;

export interface EngineEvents {
  readonly engine: EngineDoor;
  readonly writer: Pick<StatusWriter, 'written' | 'hinderedSince'>;
  readonly identity: Pick<RunIdentity, 'holder'>;
  /** `taken`: another runner has been seen to hold the run: nothing is written any more. */
  readonly state: Pick<RunState, 'taken'>;
  readonly send: (event: ToRunner) => void;
  readonly loop: Pick<Loop, 'toSupervisor'>;
  /** No launch starts any more. The machine decides how the run ends, but may have to wait for a record to be written. */
  readonly closeLatch: () => void;
}

/** Tells the machines, at every look at the engine, what it means for the run. */
export const tellOfEngine = (run: EngineEvents): void => {
  tellOfHold(run);
  tellOfEnd(run);
};

/** The supervisor is told when somebody holds the run, and when nobody does any more: it may know already, from an earlier process. */
const tellOfHold = ({ engine, loop }: EngineEvents): void => {
  let told: boolean | undefined;
  const look = (): void => {
    const held = isHeld(engine.current());
    if (held === told) return;
    told = held;
    loop.toSupervisor({ type: held ? 'PAUSE' : 'CONTINUE' });
  };
  engine.onSeen(look);
  look();
};

/** The runner machine is told that the run has to end, that somebody else drives it, and that its status is wiped. */
const tellOfEnd = ({ engine, writer, identity, state, send, closeLatch }: EngineEvents): void => {
  const checkpoint = (): string | undefined => engine.current().metadata.annotations?.[checkpointAnnotation];
  // A checkpoint that was not there when this run was identified is of somebody who acts.
  const found = checkpoint();
  let toldAt = Number.NEGATIVE_INFINITY;
  /** What the server does not let be written is tried again by itself: each look would only be one more record. */
  const isBeingTold = (): boolean => writer.hinderedSince() !== undefined && engine.seenAt() - toldAt < againMs;
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
      closeLatch();
      send({ type: 'OVERTAKEN', holder });
    } else if (isWiped(engine.current()) && writer.written() !== undefined && !isBeingTold()) {
      toldAt = engine.seenAt();
      send({ type: 'WIPED' });
    }
  };
  engine.onSeen(look);
  if (engine.ending() !== undefined) look();
};
