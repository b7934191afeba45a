/**
 * `/openapi/v2`: which kinds exist, without their fields. That is all that clients which validate before they send need
 * to know in order to leave the validation to the server. Kubernetes before 1.24 has no `/openapi/v3`, and neither has
 * this server: clients fall back by themselves.
 */

const title = 'Kubernetes';

const document = {
  swagger: '2.0',
  info: { title, version: 'v1.20.2' },
  paths: {},
  definitions: {},
} as const;

/** Tag and length of a length-delimited protobuf field of less than 128 bytes, followed by them. */
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);

const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

/** The same document in the protobuf form of the gnostic library, the only one that kubectl reads. */
const binary = Buffer.concat([
  text(1, document.swagger),
  field(2, Buffer.concat([text(1, document.info.title), text(2, document.info.version)])),
  field(8, Buffer.alloc(0)),
]);

export interface OpenApi {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The document in the form that the Accept header asks for. */
export const openApi = (accept: string): OpenApi =>
  accept.includes('proto-openapi')
    ? { contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf', body: binary }
    : { contentType: 'application/json', body: Buffer.from(JSON.stringify(document)) };
