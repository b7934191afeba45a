import { parseArgs } from 'node:util';
import type { Account } from '../ground.ts';

/** So many steps, so many of them at once. */
export interface BatchSize {
  readonly steps: number;
  readonly parallelism: number;
}

const parts = ['sizes', 'crash', 'real'] as const;
type Part = (typeof parts)[number];
const accounts = ['polling', 'watching'] as const satisfies readonly Account[];
const policies = ['delete', 'retain'] as const;

/** What `npm run bench:many` is to do. */
export interface Options {
  readonly wants: ReadonlySet<Part>;
  /** Whether the parts were named: a part that nobody named is left out where it has no cluster. */
  readonly areNamed: boolean;
  readonly sizes: readonly number[];
  readonly parallelism: number;
  /** Of the batch that is killed. */
  readonly crashSteps: number;
  /** Of the part `real`. */
  readonly beside: readonly BatchSize[];
  readonly accounts: readonly Account[];
  readonly cleanUp: (typeof policies)[number];
  readonly check: boolean;
  /** Which sections of the document may be replaced: those of which everything is measured. */
  readonly writes: { readonly simulator: boolean; readonly cluster: boolean };
}

/** Reads the arguments of the program. Throws, with what is wrong, where they make no sense. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      sizes: { type: 'string' },
      parallelism: { type: 'string' },
      steps: { type: 'string' },
      beside: { type: 'string' },
      account: { type: 'string' },
      'clean-up': { type: 'string' },
      check: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const wants = new Set(values.only?.map((part) => oneOf('--only', parts, part)) ?? parts);
  const { check, 'no-write': writesNothing } = values;
  const isAsUsual = values.account === undefined && values['clean-up'] === undefined;
  const hasUsualSizes = values.sizes === undefined && values.parallelism === undefined && values.steps === undefined;
  return {
    wants,
    areNamed: values.only !== undefined,
    sizes: (values.sizes ?? '20,50,200,1000,2000').split(',').map((size) => count('--sizes', size)),
    parallelism: count('--parallelism', values.parallelism ?? '50'),
    crashSteps: count('--steps', values.steps ?? '1000'),
    beside: (values.beside ?? '300x20,20x20').split(',').map(batchSize),
    accounts: values.account === undefined ? accounts : [oneOf('--account', accounts, values.account)],
    cleanUp: oneOf('--clean-up', policies, values['clean-up'] ?? 'delete'),
    check,
    writes: {
      simulator: !writesNothing && isAsUsual && hasUsualSizes && wants.has('sizes') && wants.has('crash'),
      cluster: !writesNothing && isAsUsual && values.beside === undefined && wants.has('real'),
    },
  };
}

function oneOf<A extends string>(option: string, known: readonly A[], given: string): A {
  const found = known.find((one) => one === given);
  if (found === undefined) throw new Error(`${option} takes one of ${known.join(', ')}, not "${given}"`);
  return found;
}

function count(option: string, given: string): number {
  if (!/^[1-9]\d*$/.test(given)) throw new Error(`${option} takes whole numbers from 1, not "${given}"`);
  return Number(given);
}

function batchSize(given: string): BatchSize {
  const [, steps = '', parallelism = ''] = /^([^x]*)x([^x]*)$/.exec(given) ?? [];
  return { steps: count('--beside', steps), parallelism: count('--beside', parallelism) };
}
