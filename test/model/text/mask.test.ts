import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masker, maskText } from '../../../src/model/text/mask.ts';

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

  test('masks literal values that could be secrets, or whose name says that they are', () => {
    const mask = masker(
      [],
      [
        { name: 'ENDPOINT', value: 'shop.example' },
        { name: 'INTERFACE', value: 'eth0' },
        { name: 'DB_PASSWORD', value: 'abcd' },
        { name: 'PIN_TOKEN', value: '123' },
        { name: 'NEUTRAL', value: 'Xy7#kQ92pL!m' },
      ],
    );
    expect(mask('shop.example eth0 abcd 123 Xy7#kQ92pL!m')).toBe(`shop.example eth0 ${maskText} 123 ${maskText}`);
  });

  test('leaves the ordinary words of published manifests, unless they are in a Secret', () => {
    const literals = [
      { name: 'TARGET_NODE', value: 'worker' },
      { name: 'DEFAULT_HEALTH_CHECK', value: 'false' },
      { name: 'TOTAL_CHAOS_DURATION', value: '300000' },
      { name: 'CONTAINER_RUNTIME', value: 'containerd' },
      { name: 'APP_NAMESPACE', value: 'default' },
    ];
    const text = 'the worker of default runs containerd for 300000 ms: false';
    expect(masker([], literals)(text)).toBe(text);
    expect(masker(['containerd'], literals)(text)).toBe(text.replace('containerd', maskText));
  });

  test('masks Secrets of up to three characters where they stand alone', () => {
    expect(masker(['5', 'ab', 'xyz'], [])('5 of 15, ab in abc: "xyz"')).toBe(
      `${maskText} of 15, ${maskText} in abc: "${maskText}"`,
    );
  });

  test('masks what is a secret by itself within a Secret', () => {
    const mask = masker(['[default]\naws_secret_access_key = swordfish\nregion = eu-west-1\n'], []);
    expect(mask('login with swordfish in eu-west-1')).toBe(`login with ${maskText} in eu-west-1`);
  });

  test('masks bytes that are no text in what they are encoded as', () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0x00, 0x81, 0x9c, 0x10]);
    const mask = masker([bytes], []);
    const forms = [Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('hex')];
    expect(forms.map((form) => mask(form))).toEqual([maskText, maskText]);
  });

  test('takes time for a text and not for what a value looks like', () => {
    const mask = masker([], [{ name: 'PASSWORD', value: `${'a'.repeat(32_768)}b` }]);
    const stepsFor = (length: number): number => {
      const steps = { count: 0 };
      mask('a'.repeat(length), steps);
      return steps.count;
    };
    expect(stepsFor(1_048_576) / stepsFor(65_536)).toBeLessThan(17);
  });
});
