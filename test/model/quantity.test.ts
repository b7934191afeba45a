import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity } from '../../src/model/kube/quantity.ts';

describe('quantities', () => {
  it.each([
    ['1', '1'],
    ['0', '0'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1000', '1k'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['100Mi', '100Mi'],
    ['128974848', '128974848'],
    ['65578.125Ki', '67152k'],
    ['0.9765625Ki', '1k'],
    ['1e3', '1e3'],
    ['-0.25', '-250m'],
    ['much', 'much'],
    ['', ''],
  ])('write %j as %j', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('have one form only', () => {
    const amounts = fc.tuple(
      fc.nat(100_000),
      fc.constantFrom('', '.5', '.125'),
      fc.constantFrom('', 'm', 'k', 'Ki', 'Mi', 'Gi'),
    );
    fc.assert(
      fc.property(amounts, (parts) => {
        const once = canonicalQuantity(parts.join(''));
        expect(canonicalQuantity(once)).toBe(once);
      }),
    );
  });
});
