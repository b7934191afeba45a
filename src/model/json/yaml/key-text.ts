import type { PlainScalar } from './plain-scalar.ts';

/** So many digits of a number. Where two texts are as near, JavaScript takes the larger one, and Go the one that is even. */
const evenAtTie = (single: number, digits: number): string => {
  const text = single.toExponential(digits - 1);
  const exact = single.toExponential(60);
  const rest = exact.slice(0, exact.indexOf('e')).replace(/[-.]/g, '').slice(digits);
  const [mantissa = '', exponent = ''] = text.split('e');
  const last = Number(mantissa.at(-1));
  if (!/^50*$/.test(rest) || last % 2 === 0) return text;
  const even = `${mantissa.slice(0, -1)}${last - 1}e${exponent}`;
  return Math.fround(Number(even)) === single ? even : text;
};

/** A number as Go's `FormatFloat(value, 'g', -1, 32)` writes it: the shortest text that gives the same 32 bits. */
const shortFloat = (value: number): string => {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const digits =
    [1, 2, 3, 4, 5, 6, 7, 8].find((count) => Math.fround(Number(single.toPrecision(count))) === single) ?? 9;
  const [mantissa = '', exponent = ''] = evenAtTie(single, digits).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
};

/** The key of an object that a scalar becomes in JSON, as `sigs.k8s.io/yaml` makes it; undefined: it cannot be one. */
export const keyText = (key: PlainScalar): string | undefined => {
  if (key.is === 'null' || (key.is === 'integer' && key.value >= 2n ** 63n)) return undefined;
  return key.is === 'float' ? shortFloat(key.value) : String(key.value);
};
