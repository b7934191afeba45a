/**
 * Bodies in Kubernetes' protobuf form. kubectl writes some of its requests so, whatever the server says that it prefers.
 * Only kinds that kubectl creates by itself can be read; the answers are always JSON.
 */
import * as E from 'fp-ts/Either';
import type { JsonRecord } from '../../src/model/json/json-object.ts';
import { listOf, objectOf } from '../json.ts';
import { fieldsOf } from '../validation/conform.ts';
import fields from './protobuf-fields.json' with { type: 'json' };

/**
 * The messages that can be read, each with its fields as `name=number`. The type of a field is the one that the table of
 * built-in kinds has, unless it stands here as `name:type=number`: `bytes`, `ignored`, or of a kind that is not stored.
 */
const numbers: Readonly<Record<string, string | undefined>> = fields;

type Message = ReadonlyMap<number, readonly [name: string, type: string]>;

const messages = new Map<string, Message>();

const messageOf = (type: string): Message | undefined => {
  const known = messages.get(type);
  const text = numbers[type];
  if (known || text === undefined) return known;
  const message = new Map(
    [...text.matchAll(/(\w+)(?::([^=]+))?=(\d+)/g)].map(([, name = '', own, number]) => [
      Number(number),
      [name, own ?? fieldsOf(type)?.get(name) ?? 'ignored'] as const,
    ]),
  );
  messages.set(type, message);
  return message;
};

const magic = Buffer.from([0x6b, 0x38, 0x73, 0]);

interface Wire {
  readonly number: number;
  readonly value: bigint | Buffer;
}

const varint = (bytes: Buffer, at: number): readonly [bigint, number] | undefined => {
  let value = 0n;
  for (let i = 0; i < 10; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return [BigInt.asIntN(64, value), at + i + 1];
  }
  return undefined;
};

const wires = (bytes: Buffer): readonly Wire[] | undefined => {
  const made: Wire[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = varint(bytes, at);
    if (tag === undefined) return undefined;
    const number = Number(tag[0] >> 3n);
    const next = varint(bytes, tag[1]);
    if (next === undefined) return undefined;
    if ((tag[0] & 7n) === 0n) {
      made.push({ number, value: next[0] });
      at = next[1];
    } else if ((tag[0] & 7n) === 2n) {
      const end = next[1] + Number(next[0]);
      if (end > bytes.length) return undefined;
      made.push({ number, value: bytes.subarray(next[1], end) });
      at = end;
    } else return undefined;
  }
  return made;
};

const scalar = (type: string, value: bigint | Buffer): E.Either<string, unknown> => {
  if (type === 'ignored') return E.right(undefined);
  if (typeof value === 'bigint') {
    if (type === 'boolean') return E.right(value !== 0n);
    return type === 'number' ? E.right(Number(value)) : E.left('a number where none belongs');
  }
  if (type === 'string' || type === 'bytes') return E.right(value.toString(type === 'bytes' ? 'base64' : 'utf8'));
  const message = messageOf(type);
  return message ? read(message, value) : E.left('bytes where none belong');
};

const entry = (type: string, value: bigint | Buffer): E.Either<string, JsonRecord> => {
  const parts: Message = new Map([
    [1, ['key', 'string']],
    [2, ['value', type]],
  ]);
  if (typeof value === 'bigint') return E.left('no map entry');
  return E.map(({ key, value: one }: JsonRecord) => ({ [String(key ?? '')]: one ?? '' }))(read(parts, value));
};

/** The member of a message, beside what came `before` it where it is a list or a map. */
const member = (type: string, value: bigint | Buffer, before: unknown): E.Either<string, unknown> => {
  const inner = type.slice(0, -2);
  if (type.endsWith('{}')) return E.map((one: JsonRecord) => ({ ...objectOf(before), ...one }))(entry(inner, value));
  if (type.endsWith('[]')) return E.map((one) => [...listOf(before), one])(scalar(inner, value));
  return scalar(type, value);
};

function read(message: Message, bytes: Buffer): E.Either<string, JsonRecord> {
  const parts = wires(bytes);
  if (parts === undefined) return E.left('the message is cut off');
  const made: Record<string, unknown> = {};
  for (const { number, value } of parts) {
    const [name, type] = message.get(number) ?? [];
    if (name === undefined || type === undefined) return E.left(`field ${number} cannot be read`);
    const one = member(type, value, made[name]);
    if (E.isLeft(one)) return one;
    if (one.right !== undefined) made[name] = one.right;
  }
  return E.right(made);
}

/** The object of a protobuf body as JSON; the error says which part cannot be read. */
export const readProtobuf = (body: Buffer): E.Either<string, unknown> => {
  const envelope = messageOf('Unknown');
  if (!body.subarray(0, 4).equals(magic) || !envelope) return E.left('no Kubernetes protobuf message');
  const outer = read(envelope, body.subarray(4));
  if (E.isLeft(outer)) return outer;
  const { apiVersion, kind } = (outer.right.typeMeta ?? {}) as { apiVersion?: string; kind?: string };
  const message = messageOf(`V1${kind}`);
  if (!message) return E.left(`kind ${kind} cannot be read in this form`);
  const inner = read(message, Buffer.from(String(outer.right.raw ?? ''), 'base64'));
  return E.isLeft(inner) ? inner : E.right({ apiVersion, kind, ...inner.right });
};
