/** One HTTP exchange: reading what came in, writing what goes out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as E from 'fp-ts/Either';
import { stringify } from 'yaml';
import { parseYaml } from '../../src/model/json/yaml/parse.ts';
import { placeIn } from '../../src/model/json/yaml/place-in.ts';
import { duplicateFields } from './duplicate-fields.ts';
import type { RequestRecord } from './faults.ts';
import { readProtobuf } from './protobuf.ts';
import { type Form, listText, objectText } from './representation.ts';
import type { Outcome } from './rest.ts';
import { type ApiError, badRequest, statusOf, tooLarge, unknownFormat } from './status.ts';
import type { Warnings } from './warnings.ts';

const bodyLimit = 3_145_728;

/** The whole body of a request; 413 when it is too long, 400 when the client left before its end. */
export const readBody = async (request: IncomingMessage): Promise<E.Either<ApiError, Buffer>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
    }
  } catch {
    // Half a request must do nothing: without its options a deletion would be another one.
    return E.left(badRequest('unexpected EOF'));
  }
  return size > bodyLimit ? E.left(tooLarge) : E.right(Buffer.concat(chunks));
};

/** The media type without its parameters. */
export const mediaType = (header: string | undefined): string =>
  (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export interface Body {
  /** Undefined where there is none, or it cannot be parsed. */
  readonly document: unknown;
  /** Complaints about keys that come twice; the last one counts. */
  readonly repeated: readonly string[];
}

const unrepeated = (document?: unknown): Body => ({ document, repeated: [] });

const repeatedIn = (text: string): readonly string[] =>
  duplicateFields(text).map((path) => `duplicate field ${JSON.stringify(path)}`);

/** All keys of a YAML text that come twice are one complaint, of a line each. */
export const yamlPrefix = 'yaml: unmarshal errors:';

/** The document of a YAML text. Throws where it cannot be parsed. */
const yamlBody = (text: string): Body => {
  const { value, problems, repeated } = parseYaml(text, 'kubectl');
  const [fault] = problems;
  if (fault) throw new Error(fault.message);
  const placeAt = placeIn(text);
  const lines = repeated.map(
    ({ key, offset }) => `\n  line ${placeAt(offset).line}: key ${JSON.stringify(key)} already set in map`,
  );
  return { document: value, repeated: lines.length === 0 ? [] : [`${yamlPrefix}${[...new Set(lines)].join('')}`] };
};

const readable = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * The document of a body. `patch`: the media type says which kind of patch it is, and a document that cannot be parsed
 * is left to the patch's own rules.
 */
export const parseBody = (
  bytes: Buffer,
  contentType: string,
  patch: boolean,
  kind: string,
): E.Either<ApiError, Body> => {
  if (bytes.length === 0) return E.right(unrepeated());
  if (contentType === 'application/vnd.kubernetes.protobuf') {
    return E.bimap(unreadableProtobuf, unrepeated)(readProtobuf(bytes));
  }
  const text = bytes.toString();
  const yaml = contentType === 'application/yaml' || contentType === 'application/apply-patch+yaml';
  if (!patch && !yaml && contentType !== '' && contentType !== 'application/json')
    return E.left(unknownFormat(readable));
  try {
    return E.right(yaml ? yamlBody(text) : { document: JSON.parse(text), repeated: repeatedIn(text) });
  } catch {
    if (patch) return E.right(unrepeated());
    const shown = text.length > 200 ? `${text.slice(0, 200)}...` : text;
    const why = `couldn't get version/kind; json parse error: unexpected end of JSON input (${shown})`;
    return E.left(badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`));
  }
};

const unreadableProtobuf = (why: string): ApiError => ({
  ...unknownFormat(['application/json', 'application/yaml']),
  message: `the body of the request is protobuf that this server cannot read (${why}); send JSON or YAML`,
});

export interface Reply {
  /** Sends a text with its status; nothing happens once the connection is gone. */
  text(code: number, contentType: string, body: string | Buffer, headers?: Readonly<Record<string, string>>): undefined;
  error(failure: ApiError): undefined;
  /** Sends the answer in its form, or the error. */
  outcome(outcome: Outcome, form: Form): undefined;
  /** Of the body that is sent only the first half arrives. */
  garble(): void;
}

/** Writes answers to the response and notes them in the record of the request. `now`: by which ages are counted. */
export const replyTo = (
  response: ServerResponse,
  record: RequestRecord,
  warnings: Warnings,
  now: () => number,
): Reply => {
  let kept = 1;
  const text: Reply['text'] = (code, contentType, whole, headers = {}) => {
    if (response.destroyed || response.headersSent) return undefined;
    const body = whole.slice(0, Math.ceil(whole.length * kept));
    const bytes = Buffer.byteLength(body);
    record.status = code;
    record.responseBytes = bytes;
    const told = warnings.headers();
    if (told.length > 0) response.setHeader('warning', told);
    response.writeHead(code, {
      'audit-id': String(record.id),
      'cache-control': 'no-cache, private',
      'content-type': contentType,
      'content-length': bytes,
      ...headers,
    });
    response.end(body);
    return undefined;
  };
  const json = (code: number, body: string, yaml: boolean): undefined =>
    yaml ? text(code, 'application/yaml', stringify(JSON.parse(body))) : text(code, 'application/json', body);
  const error: Reply['error'] = (failure) => {
    const { retryAfterSeconds } = failure;
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    return text(failure.code, 'application/json', JSON.stringify(statusOf(failure)), headers);
  };
  return {
    text,
    error,
    garble: () => {
      kept = 0.5;
    },
    outcome: (outcome, form) => {
      if (E.isLeft(outcome)) return error(outcome.left);
      const answer = outcome.right;
      switch (answer.is) {
        case 'Object':
          return json(answer.code, objectText(answer.type, answer.object, form, now()), form.yaml);
        case 'List':
          return json(200, listText(answer.type, answer.items, answer.metadata, form, now()), form.yaml);
        case 'Json':
          return json(answer.code, JSON.stringify(answer.body), form.yaml);
      }
    },
  };
};
