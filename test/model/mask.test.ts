import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masker, maskText } from '../../src/model/mask.ts';

const secretValue = fc
  .string({ minLength: 4, maxLength: 24, unit: 'grapheme-ascii' })
  .filter((value) => !value.includes('*'));

describe('masker', () => {
  test('leaves no secret of at least four characters in any text', () => {
    fc.assert(
      fc.property(fc.array(secretValue, { maxLength: 8 }), fc.array(fc.string()), (secrets, noise) => {
        const text = secrets.map((secret, index) => `${noise[index] ?? ''}${secret}`).join('');
        const masked = masker(secrets, [])(text);
        return secrets.every((secret) => !masked.includes(secret));
      }),
    );
  });

  test('leaves a text without secrets as it is', () => {
    fc.assert(
      fc.property(fc.string(), secretValue, (text, secret) => {
        fc.pre(!text.includes(secret.trim()));
        return !text.includes(secret) && masker([], [])(text) === text;
      }),
    );
  });

  test('masks base64, URL and JSON forms', () => {
    const secret = 'p@ss "w/örd"';
    const mask = masker([secret], []);
    const forms = [
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ];
    expect(forms.map((form) => mask(`<${form}>`))).toEqual(Array(forms.length).fill(`<${maskText}>`));
  });

  test('masks each line of a secret with several lines', () => {
    const mask = masker(['-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n'], []);
    expect(mask('first MIIEvQIBADANBg last')).toBe(`first ${maskText} last`);
  });

  test('leaves no part of overlapping values between two masks', () => {
    expect(masker(['abcdef', 'defghi', 'abcd'], [])('xabcdefghix abcd')).toBe(`x${maskText}x ${maskText}`);
  });

  test('prefers the longest of values that begin alike', () => {
    expect(masker(['hunter', 'hunter2hunter2'], [])('hunter2hunter2.')).toBe(`${maskText}.`);
  });

  test('masks literal values by length, and shorter ones under the name of a credential', () => {
    const mask = masker(
      [],
      [
        { name: 'ENDPOINT', value: 'shop.example' },
        { name: 'INTERFACE', value: 'eth0' },
        { name: 'DB_PASSWORD', value: 'abcd' },
        { name: 'PIN_TOKEN', value: '123' },
      ],
    );
    expect(mask('shop.example eth0 abcd 123')).toBe(`${maskText} eth0 ${maskText} 123`);
  });

  test('leaves the ordinary words of published manifests', () => {
    expect(masker([], [{ name: 'CONTAINER_RUNTIME', value: 'containerd' }])('containerd')).toBe('containerd');
    expect(masker(['containerd'], [])('containerd')).toBe(maskText);
  });
});
