import { describe, expect, it } from 'vitest';
import { readOptions } from '../../bench/large/options.ts';

describe('the options of npm run bench:many', () => {
  it('are every part, size and account, where nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      wants: new Set(['sizes', 'crash', 'real']),
      areNamed: false,
      sizes: [20, 50, 200, 1_000, 2_000],
      parallelism: 50,
      crashSteps: 1_000,
      beside: [
        { steps: 300, parallelism: 20 },
        { steps: 20, parallelism: 20 },
      ],
      accounts: ['polling', 'watching'],
      cleanUp: 'delete',
      check: false,
    });
  });

  it.each([
    [['--only', 'crash'], { wants: new Set(['crash']), areNamed: true }],
    [['--only', 'crash', '--only', 'real'], { wants: new Set(['crash', 'real']) }],
    [['--sizes', '20,50'], { sizes: [20, 50] }],
    [['--parallelism', '7'], { parallelism: 7 }],
    [['--steps', '100'], { crashSteps: 100 }],
    [
      ['--beside', '40x10,5x5'],
      {
        beside: [
          { steps: 40, parallelism: 10 },
          { steps: 5, parallelism: 5 },
        ],
      },
    ],
    [['--account', 'watching'], { accounts: ['watching'] }],
    [['--clean-up', 'retain'], { cleanUp: 'retain' }],
    [['--check'], { check: true }],
  ])('%j are read', (args, read) => {
    expect(readOptions(args)).toMatchObject(read);
  });

  it.each([
    [['--only', 'all'], '--only takes one of sizes, crash, real, not "all"'],
    [['--sizes', '20,many'], '--sizes takes whole numbers from 1, not "many"'],
    [['--steps', '0'], '--steps takes whole numbers from 1, not "0"'],
    [['--beside', '300'], '--beside takes'],
    [['--account', 'admin'], '--account takes one of polling, watching, not "admin"'],
    [['--clean-up', 'keep'], '--clean-up takes one of delete, retain, not "keep"'],
    [['--size', '20'], "'--size'"],
  ])('%j are refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

describe('the sections of docs/performance.md', () => {
  it.each([
    { args: [], simulator: true, cluster: true },
    { args: ['--check'], simulator: true, cluster: true },
    { args: ['--no-write'], simulator: false, cluster: false },
    { args: ['--only', 'real'], simulator: false, cluster: true },
    { args: ['--only', 'sizes', '--only', 'crash'], simulator: true, cluster: false },
    { args: ['--only', 'sizes'], simulator: false, cluster: false },
    { args: ['--only', 'crash'], simulator: false, cluster: false },
    { args: ['--sizes', '20'], simulator: false, cluster: true },
    { args: ['--parallelism', '20'], simulator: false, cluster: true },
    { args: ['--steps', '100'], simulator: false, cluster: true },
    { args: ['--beside', '40x10'], simulator: true, cluster: false },
    { args: ['--account', 'polling'], simulator: false, cluster: false },
    { args: ['--clean-up', 'retain'], simulator: false, cluster: false },
  ])('are written with $args: simulator $simulator, cluster $cluster', ({ args, simulator, cluster }) => {
    expect(readOptions(args).writes).toEqual({ simulator, cluster });
  });
});
