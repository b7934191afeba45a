import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { supervisorOfToday } from '../../../machines/supervisor/earlier.ts';
import { isRecord } from '../../model/json/json-object.ts';
import { describeValue } from '../../model/json/problem.ts';
import type { AttemptState, SupervisorState } from '../run/machine-state.ts';
import type { StepFacts } from '../run/step-facts.ts';
import { decodeParts } from './checkpoint-codec.ts';
import { fitFault } from './checkpoint-fit.ts';

/** On the engine. */
export const checkpointAnnotation = 'runner.litmuschaos.io/checkpoint';

/**
 * The version of what a checkpoint says. The rule, by which a version goes on from what an earlier one has left, and none
 * guesses:
 *
 * - What is added is optional, and what lacks it is read as before: the same shape. A version before refuses the field that it
 *   does not know, rather than go on without it.
 * - Whatever else changes what a checkpoint says (a state, an event or a field that gets another name, meaning or unit, or goes)
 *   raises the shape, and brings a function that makes the new shape of the old one, here, before anything is decoded.
 * - A shape from later on, or none, is refused, and so is a state that is not known in its shape: the run is adopted from its Jobs,
 *   rows and ChaosResults, which launches nothing again, and the log, the first record and its reason say so.
 *
 * Every such change adds its predecessor to the recordings that later versions have to go on from (test/upgrade).
 */
const shape = 2;

/** By shape: what makes the next one of a checkpoint of it that nobody has decoded yet. */
const next: Readonly<Record<number, (found: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>> =
  {
    // The states of an iteration got a parent, and `draining` and `goesOn` of the progress became states.
    1: ({ supervisor, ...rest }) => ({
      ...rest,
      supervisor: isRecord(supervisor)
        ? { ...supervisor, ...supervisorOfToday({ state: supervisor.state, context: supervisor.context }) }
        : supervisor,
      shape: 2,
    }),
  };

const ofToday = (found: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const step = typeof found.shape === 'number' && Object.hasOwn(next, found.shape) ? next[found.shape] : undefined;
  return step === undefined ? found : ofToday(step(found));
};

/** The end of a sentence about a checkpoint of another shape; undefined: it is this version's. */
const shapeFault = (found: unknown): string | undefined => {
  if (found === shape) return undefined;
  if (typeof found === 'number' && found > shape)
    return `it was written by a later version of the runner (shape ${found}, this version reads ${shape})`;
  return `it does not say which version of the runner wrote it (shape ${describeValue(found)})`;
};

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
  /** What this process and those before it were permitted, as `rightsToKeep` has it; absent: an earlier version wrote this. */
  readonly rights?: readonly string[];
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

/** Of the JSON of a compressed one, in bytes: the largest run's, with its draws, is half of it. */
const longest = 32 * 1_048_576;

const unpacked = (value: string): unknown => {
  const found: unknown = JSON.parse(value);
  const packed = isRecord(found) ? found.deflate : undefined;
  if (packed === undefined) return found;
  if (typeof packed !== 'string') throw new TypeError('not packed as text');
  const bytes = Buffer.from(packed, 'base64');
  return JSON.parse(zlib().inflateRawSync(bytes, { maxOutputLength: longest }).toString());
};

const unreadable = (): string => 'it cannot be read';

/** Lets pass what has no fault. */
const faultless = <A>(faultOf: (found: A) => string | undefined) =>
  E.chain((found: A): E.Either<string, A> => {
    const fault = faultOf(found);
    return fault === undefined ? E.right(found) : E.left(fault);
  });

/**
 * Reads an annotation's value, which anybody may have changed. Left: the end of a sentence that says why it cannot be used:
 * whoever reads it goes on as if there were none.
 */
export const decodeCheckpoint = (value: string): E.Either<string, Checkpoint> =>
  pipe(
    E.tryCatch(() => unpacked(value), unreadable),
    E.filterOrElse(isRecord, unreadable),
    E.map(ofToday),
    faultless((found) => shapeFault(found.shape)),
    E.chain((found) => E.mapLeft((why) => `parts of it are missing or wrong: ${why}`)(decodeParts(found))),
    faultless((parts) => {
      const fault = fitFault(parts);
      return fault === undefined ? undefined : `its parts do not fit together: ${fault}`;
    }),
  );
