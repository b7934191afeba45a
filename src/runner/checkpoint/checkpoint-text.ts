import * as E from 'fp-ts/Either';
import { pipe } from 'fp-ts/function';
import { isRecord } from '../../model/json/json-object.ts';
import { type Checkpoint, ofToday, shape, shapeFault } from './checkpoint.ts';
import { decodeParts } from './checkpoint-codec.ts';
import { fitFault } from './checkpoint-fit.ts';

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
