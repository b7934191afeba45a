import * as E from 'fp-ts/Either';
import * as t from 'io-ts';
import { isTooDeep } from '../model/json/json-object.ts';
import { such } from '../model/json/strict.ts';
import { outcomes } from '../model/litmus/outcome.ts';
import { type AuditRecord, actors, type JsonValue, machines } from '../model/progress/record.ts';
import { partsOfId, recordType } from './hash-chain.ts';

const oneOf = <T extends string>(values: readonly T[]): t.Type<T, unknown, unknown> =>
  such(`one of ${values.join(', ')}`, (input): input is T => values.some((value) => value === input));

const matching = (name: string, pattern: RegExp): t.Type<string, unknown, unknown> =>
  such(name, (input): input is string => typeof input === 'string' && pattern.test(input));

/** What was read from JSON is JSON; only its absence has to be told. */
const json = such('a JSON value', (input): input is JsonValue => input !== undefined);

const wholeFrom = (least: number): t.Type<number, unknown, unknown> =>
  such(
    `a whole number from ${least}`,
    (input): input is number => Number.isSafeInteger(input) && Number(input) >= least,
  );
const count = wholeFrom(1);

const digest = matching('a SHA-256 in hex', /^[0-9a-f]{64}$/);

const time = such(
  'a time such as 2026-01-31T12:00:00.000Z',
  (input): input is string =>
    typeof input === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(input) &&
    !Number.isNaN(Date.parse(input)),
);

const effect = t.type({ type: t.string, params: t.record(t.string, json) });
const jobFields = { name: t.string, uid: t.string };
const job = t.intersection([t.type({ name: t.string }), t.partial(jobFields)]);
const continues = t.type({ segment: count, sequence: count, head: digest });

const dataRequired = {
  sequence: count,
  machine: oneOf(machines),
  to: t.string,
  event: t.intersection([t.type({ type: t.string, at: t.number }), t.record(t.string, json)]),
  effects: t.array(effect),
  actor: oneOf(actors),
  previous: digest,
};
const dataOptional = {
  from: t.string,
  iteration: count,
  /** 0 for a step that ended before its first attempt. */
  attempt: wholeFrom(0),
  outcome: oneOf(outcomes),
  reason: t.string,
  job,
  input: json,
  restored: json,
  draws: json,
  continues,
};
const envelopeRequired = {
  specversion: t.literal('1.0'),
  id: matching('<run id>/<segment>/<sequence>', /^.+\/[1-9]\d*\/[1-9]\d*$/),
  source: t.string,
  type: t.string,
  time,
  datacontenttype: t.literal('application/json'),
  data: t.intersection([t.type(dataRequired), t.partial(dataOptional)]),
};

/** The audit record as it is read back: CloudEvents 1.0, structured mode. Decode with `decodeRecord`, which is strict. */
const auditRecord = t.intersection([t.type(envelopeRequired), t.partial({ subject: t.string })]);

const envelopeFields = { ...envelopeRequired, subject: t.string };
const dataFields = { ...dataRequired, ...dataOptional };

const unknownKey = (record: AuditRecord): string | undefined => {
  const { data } = record;
  const parts = [
    ['the record', record, envelopeFields],
    ['data', data, dataFields],
    ['data.job', data.job, jobFields],
    ['data.continues', data.continues, continues.props],
  ] as const;
  for (const [path, part = {}, fields] of parts) {
    const stranger = Object.keys(part).find((key) => !Object.hasOwn(fields, key));
    if (stranger !== undefined) return `${path} has the unknown field \`${stranger}\``;
  }
  return undefined;
};

const sayError = (errors: t.Errors): string => {
  const [first] = errors;
  if (first === undefined) return 'not an audit record';
  // Intersections put their member's number between the keys.
  const path = first.context.map(({ key }) => key).filter((key) => key !== '' && !/^\d+$/.test(key));
  const expected = first.message ?? first.context.at(-1)?.type.name ?? 'something else';
  const found = first.value === undefined ? 'nothing' : JSON.stringify(first.value).slice(0, 60);
  return `\`${path.join('.') || 'the record'}\` should be ${expected} and is ${found}`;
};

const contradiction = (record: AuditRecord): string | undefined => {
  const { data, id, type } = record;
  if (partsOfId(id)?.sequence !== data.sequence) {
    return `\`id\` ${id} and \`data.sequence\` ${data.sequence} contradict each other`;
  }
  const expected = recordType(data.machine, data.event.type);
  return type === expected ? undefined : `\`type\` ${type} should be ${expected} by its machine and event`;
};

/** No record has so many levels, whatever its plan's conditions are: who reads it is not to run out of stack. */
const deepest = 1_000;

/** Left: a sentence that names the first field that is wrong, unknown or contradicts another. */
export const decodeRecord = (value: unknown): E.Either<string, AuditRecord> => {
  if (isTooDeep(value, deepest)) return E.left('it is nested deeper than any record');
  // Asking is several times faster than decoding, and says as much where the answer is yes.
  const decoded = auditRecord.is(value) ? E.right(value) : auditRecord.decode(value);
  if (E.isLeft(decoded)) return E.left(sayError(decoded.left));
  const record = value as AuditRecord;
  const fault = unknownKey(record) ?? contradiction(record);
  return fault === undefined ? E.right(record) : E.left(fault);
};
