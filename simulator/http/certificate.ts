/** A self-signed certificate for loopback, made of nothing but node:crypto. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** Both as PEM. */
interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
};

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const set = (...content: readonly Buffer[]): Buffer => der(0x31, ...content);
const octets = (content: Buffer): Buffer => der(0x04, content);
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const yes = Buffer.from([0x01, 0x01, 0xff]);

/** An object identifier from its numbers. */
const oid = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const base128 = (value: number, more = 0): readonly number[] =>
    value < 128 ? [more | value] : [...base128(value >> 7, 0x80), more | (value & 127)];
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap((one) => base128(one))]));
};

const time = (milliseconds: number): Buffer => {
  const text = new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${text}Z`));
};

const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const name = sequence(set(sequence(oid('2.5.4.3'), der(0x0c, Buffer.from('simulated-cluster')))));
const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(value));

const pem = (label: string, content: Buffer): string =>
  `-----BEGIN ${label}-----\n${(content.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

/** An ECDSA certificate for localhost and 127.0.0.1, its own authority, valid for a year around `now`. */
export const loopbackCertificate = (now: number): Certificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicInfo = publicKey.export({ type: 'spki', format: 'der' });
  const day = 86_400_000;
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const serial = Buffer.concat([Buffer.from([1]), createHash('sha256').update(publicInfo).digest().subarray(0, 15)]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    name,
    sequence(time(now - day), time(now + 365 * day)),
    name,
    publicInfo,
    der(0xa3, sequence(extension('2.5.29.19', true, sequence(yes)), extension('2.5.29.17', false, names))),
  );
  const signature = sign('sha256', body, privateKey);
  return {
    certificate: pem('CERTIFICATE', sequence(body, algorithm, bits(signature))),
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
};
