import { masker } from '../../src/model/text/mask.ts';
import { type Measurement, measured } from './measurement.ts';

const small = 65_536;
const large = 1_048_576;
const rounds = 9;

/** Values that cost a search the most: one that the text nearly is, which has a target, and many that begin alike. */
const literals = {
  'a value that the text nearly is': [{ name: 'PASSWORD', value: `${'a'.repeat(32_768)}b` }],
  'a hundred secrets': Array.from({ length: 100 }, (_, index) => ({
    name: 'API_KEY',
    value: `aaaa${index}Xy7#kQ92pL!m`,
  })),
} as const;

const secondsOf = (act: () => unknown): number => {
  const began = performance.now();
  act();
  return (performance.now() - began) / 1000;
};

/** How long it takes to mask the log of a container, and how that grows with its length. */
export const measureMasking = (): readonly Measurement[] =>
  Object.entries(literals).flatMap(([name, values]) => {
    const mask = masker([], values);
    const timesOf = (length: number): readonly number[] => {
      const text = 'a'.repeat(length);
      mask(text);
      return Array.from({ length: rounds }, () => secondsOf(() => mask(text)));
    };
    const [short, long] = [timesOf(small), timesOf(large)];
    const where = 'memory';
    // The machine may be busy: the least of several times says most of what the work itself takes.
    const growth = Math.min(...long) / Math.min(...short);
    return [
      measured(
        { name: `mask 1 MiB of log, ${name}`, where, unit: 's', ...(values.length === 1 ? { target: 0.1 } : {}) },
        long,
      ),
      measured({ name: `growth from 64 KiB to 1 MiB, ${name}`, where, unit: 'x', target: 32, binding: true }, [growth]),
    ];
  });
