import type { PlainScalar } from './plain-scalar.ts';

/** A number as Go's `FormatFloat(value, 'g', -1, 32)` writes it: the shortest text that gives the same 32 bits. */
const shortFloat = (value: number): string => {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const digits = [1, 2, 3, 4, 5, 6, 7, 8].find((count) => Math.fround(Number(single.toPrecision(count))) === single) ?? 9;
  const [mantissa = '', exponent = ''] = single.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
};

/** The key of an object that a scalar becomes in JSON, as `sigs.k8s.io/yaml` makes it; undefined: it cannot be one. */
export const keyText = (key: PlainScalar): string | undefined => {
  switch (key.is) {
    case 'text':
      return key.value;
    case 'flag':
      return String(key.value);
    case 'integer':
      return key.value < 2n ** 63n ? String(key.value) : undefined;
    case 'float':
      return shortFloat(key.value);
    case 'null':
      return undefined;
  }
};
