import { type PlainScalar, plainScalar } from './plain-scalar.ts';

/** A value that its tag does not fit; the message is for people. */
export interface Refused {
  readonly is: 'refused';
  readonly message: string;
}

const core = 'tag:yaml.org,2002:';

const kinds: Readonly<Record<string, { readonly is: PlainScalar['is']; readonly name: string }>> = {
  int: { is: 'integer', name: 'a whole number' },
  float: { is: 'float', name: 'a number' },
  bool: { is: 'flag', name: 'true or false' },
  null: { is: 'null', name: 'null' },
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const binary = (text: string): PlainScalar | Refused => {
  const packed = text.replaceAll(/[\r\n]/g, '');
  return base64.test(packed)
    ? { is: 'text', value: Buffer.from(packed, 'base64').toString('utf8') }
    : { is: 'refused', message: 'the value of !!binary is no base64' };
};

/** Whether a tag says something to kubectl; the value of an unknown one is taken as text. */
export const isKnownTag = (tag: string): boolean => tag === '!' || tag.startsWith(core);

/** A scalar by its explicit tag (`tag:yaml.org,2002:int`), whether quoted or not. */
export const taggedScalar = (tag: string, text: string): PlainScalar | Refused => {
  const name = tag.startsWith(core) ? tag.slice(core.length) : '';
  if (name === 'binary') return binary(text);
  const wanted = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (wanted === undefined) return { is: 'text', value: text };
  const found = plainScalar(text);
  if (found.is === wanted.is) return found;
  if (found.is === 'integer' && wanted.is === 'float' && found.value < 2n ** 63n)
    return { is: 'float', value: Number(found.value) };
  return { is: 'refused', message: `!!${name} stands before ${JSON.stringify(text)}, which is not ${wanted.name}` };
};
