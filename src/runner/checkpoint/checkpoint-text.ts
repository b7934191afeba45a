import * as E from 'fp-ts/Either';
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

/**
 * Reads an annotation's value, which anybody may have changed. Left: the end of a sentence that says why it cannot be used:
 * whoever reads it goes on as if there were none.
 */
export const decodeCheckpoint = (value: string): E.Either<string, Checkpoint> => {
  const found = E.tryCatch(
    () => unpacked(value),
    () => 'it cannot be read',
  );
  if (E.isLeft(found)) return found;
  if (!isRecord(found.right)) return E.left('it cannot be read');
  const read = ofToday(found.right);
  const other = shapeFault(read.shape);
  if (other !== undefined) return E.left(other);
  const parts = decodeParts(read);
  if (E.isLeft(parts)) return E.left(`parts of it are missing or wrong: ${parts.left}`);
  const fault = fitFault(parts.right);
  return fault === undefined ? parts : E.left(`its parts do not fit together: ${fault}`);
};
