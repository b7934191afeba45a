import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from '../../../src/model/text/plain-text.ts';

const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const hostile = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(
      '\u001b',
      '\u009b',
      '\u202e',
      '\u2066',
      '\u007f',
      '\r',
      '\n',
      '\t',
      '\u{e0041}',
      '\ufeff',
      '\u2028',
    ),
  ),
});

describe('a plain text', () => {
  it.each([
    ['a\u001b[31mb', 'a\\u001b[31mb'],
    ['a\u009b31mb', 'a\\u009b31mb'],
    ['evil\u202egpj.exe', 'evil\\u202egpj.exe'],
    ['a\rb', 'a\\u000db'],
    ['tag\u{e0041}', 'tag\\udb40\\udc41'],
    ['one\r\ntwo\n\tthree', 'one\ntwo\n\tthree'],
    ['schön 日本 🔑', 'schön 日本 🔑'],
  ])('of %j is %j', (text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  it('has no control character but newline and tab', () => {
    fc.assert(
      fc.property(hostile, (text) => !unseen.test(plainText(text))),
      { numRuns: 1_000 },
    );
  });

  it('of JSON means the same', () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, hostile), (value) => {
        for (const indent of [0, 2])
          expect(JSON.parse(plainText(JSON.stringify(value, null, indent)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

it('a plain line has no line feeds either', () => {
  expect(plainLine(' a\nb\u001b[2J\u202ec\t')).toBe('a b [2J c');
});
