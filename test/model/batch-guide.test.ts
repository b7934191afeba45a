import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
}

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
// That the schema is as strict as the codec is tested beside it.
const schema = JSON.parse(read('examples/batch.schema.json')) as Schema & {
  readonly definitions: Readonly<Record<string, Schema>>;
};

const table = read('docs/batches.md').split('| key | value | meaning |')[1]?.split('\n\n')[0] ?? '';
const rows = table
  .split('\n')
  .slice(2)
  .map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')))
  .map(([, key = '', value = '']) => ({ key, value }));

const numbersIn = (value: string): readonly number[] =>
  (value.replace('2<sup>53</sup> - 1', String(Number.MAX_SAFE_INTEGER)).match(/\d+/g) ?? []).map(Number);

const step = schema.definitions.step?.properties ?? {};
const retries = step.retries?.properties ?? {};
const keys: Readonly<Record<string, Schema>> = {
  ...schema.properties,
  ...Object.fromEntries(Object.entries(step).map(([key, value]) => [`steps.<id>.${key}`, value])),
  ...Object.fromEntries(Object.entries(retries).map(([key, value]) => [`steps.<id>.retries.${key}`, value])),
};

it('the guide has every key of a batch document, and no other', () => {
  const leaves = Object.keys(keys).filter((key) => key !== 'steps' && key !== 'steps.<id>.retries');
  expect(rows.flatMap(({ key }) => (key === '' ? [] : [key])).toSorted()).toEqual(leaves.toSorted());
});

it('the guide has the bounds of every number and the words of every choice', () => {
  for (const { key, value } of rows) {
    const { minimum, maximum } = keys[key] ?? {};
    // How many steps there are says the engine.
    if (minimum !== undefined && key !== 'pick') expect([key, ...numbersIn(value)]).toEqual([key, minimum, maximum]);
  }
  const of = (key: string) => rows.slice(rows.findIndex((row) => row.key === key)).map(({ value }) => value);
  expect(of('failurePolicy').slice(0, 3)).toEqual(keys.failurePolicy?.enum);
  expect(of('order')[0]?.split(', ')).toEqual(keys.order?.enum);
});
