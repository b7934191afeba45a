import * as E from 'fp-ts/Either';
import type { AnyStateMachine } from 'xstate';
import { experimentMachine } from '../../machines/experiment.ts';
import { supervisorMachine } from '../../machines/supervisor.ts';
import type { AttemptState, SupervisorState } from './machine-state.ts';
import type { StepFacts } from './step-facts.ts';

/** On the engine. */
export const checkpointAnnotation = 'runner.litmuschaos.io/checkpoint';

const shape = 1;

/** Everything that a process needs to go on where another one was killed. Plain JSON. */
export interface Checkpoint {
  readonly shape: typeof shape;
  readonly runId: string;
  /** Of the engine: a checkpoint copied to another engine is no checkpoint. */
  readonly engineUid: string;
  /** Who acts: the uid of the runner's pod, or the name of a command line. */
  readonly holder: string;
  readonly segment: number;
  /** Of the last record written before this checkpoint. */
  readonly sequence: number;
  readonly head: string;
  readonly supervisor: SupervisorState;
  /** The attempts that have not come to their Verdict. */
  readonly attempts: readonly AttemptState[];
  /** By index into the plan's steps. */
  readonly facts: readonly (StepFacts | null)[];
  /** Says that the run is over: a later start of the engine is a new run. */
  readonly closed?: boolean;
  /** The compact audit history: where no ConfigMap may be created, nothing else outlives the pod. */
  readonly history?: unknown;
}

/** Below this length compressing is not worth it. */
const plainUpTo = 4_096;

/** Loaded when it is first needed: most checkpoints are short, and start-up counts. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** The annotation's value: JSON, from a certain length on compressed and in base64, the holder always readable. */
export const encodeCheckpoint = (checkpoint: Checkpoint): string => {
  const text = JSON.stringify(checkpoint);
  if (text.length <= plainUpTo) return text;
  const { holder } = checkpoint;
  return JSON.stringify({ shape, holder, deflate: zlib().deflateRawSync(text).toString('base64') });
};

/** The holder that a checkpoint names, without reading the rest of it. */
export const holderOf = (value: string | undefined): string | undefined => /"holder":"([^"]*)"/.exec(value ?? '')?.[1];

const longest = 64 * 1_048_576;

const unpacked = (value: string): Partial<Checkpoint> => {
  const found = JSON.parse(value) as Partial<Checkpoint> & { readonly deflate?: string };
  if (found.deflate === undefined) return found;
  const packed = Buffer.from(found.deflate, 'base64');
  return JSON.parse(zlib().inflateRawSync(packed, { maxOutputLength: longest }).toString()) as Partial<Checkpoint>;
};

/** Whether the machine of this version has the state, so that it can be rebuilt in it. */
const isState = (machine: AnyStateMachine, found: AttemptState | SupervisorState | undefined): boolean => {
  if (typeof found?.state !== 'string' || found.context?.version !== 1) return false;
  // Throws where there is no such state, which says that the checkpoint cannot be read.
  return machine.getStateNodeById(`${machine.id}.${found.state}`).path.length > 0;
};

/** Left: a sentence that says why the annotation cannot be used. */
export const decodeCheckpoint = (value: string): E.Either<string, Checkpoint> => {
  try {
    const found = unpacked(value);
    if (found.shape !== shape) return E.left(`it was written by another version of the runner (shape ${found.shape})`);
    const isWhole =
      typeof found.runId === 'string' &&
      typeof found.engineUid === 'string' &&
      typeof found.holder === 'string' &&
      typeof found.segment === 'number' &&
      typeof found.sequence === 'number' &&
      typeof found.head === 'string' &&
      Array.isArray(found.attempts) &&
      Array.isArray(found.facts) &&
      isState(supervisorMachine, found.supervisor) &&
      found.attempts.every((attempt) => isState(experimentMachine, attempt));
    return isWhole ? E.right(found as Checkpoint) : E.left('parts of it are missing');
  } catch {
    return E.left('it cannot be read');
  }
};
