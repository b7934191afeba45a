import { expect, test } from 'vitest';
import type { Finding } from '../real/finding.ts';
import { problemsOf } from '../real/judge.ts';

const images = { operator: 'o', litmus: 'l', runner: 'r' } as unknown as Finding['tags'];

const stopped: Finding = {
  fault: 'pod-network-latency',
  kind: 'stop',
  targets: 6,
  after: 3,
  trial: 'a stop',
  namespace: 'shop',
  runner: 'chaos-runner',
  shops: 1,
  commit: 'c',
  tags: images,
  digests: images,
  at: '2026-11-26T20:00:00.000Z',
  took: 60,
  load: [1, 1],
  injected: 6,
  reverted: 1.1,
  gone: 9,
  done: 10.4,
  helperEnded: 7,
  stay: [],
  marks: { reverted: 6 },
  verdict: 'Stopped',
  left: [],
  jobs: 1,
  helpers: 1,
  engineStatus: 'stopped',
  rows: [
    {
      name: 'pod-network-latency',
      status: 'Forcefully Aborted',
      verdict: 'Stopped',
    } as unknown as Finding['rows'][number],
  ],
  told: [],
};

const leftBehind = { type: 'Warning', reason: 'LeftBehind', message: 'a target' };

type Difference = { readonly [K in keyof Finding]?: Finding[K] | undefined };

test.each<[string, Difference, readonly unknown[]]>([
  ['a stop after which nothing stays is right', {}, []],
  ['a helper that never started has no end, which changes no bound', { helperEnded: undefined }, []],
  ['a fault that stays is wrong', { stay: ['a-0 has a qdisc'] }, ['a fault stays: a-0 has a qdisc']],
  [
    'an operator that was blocked for longer than 12 s is wrong',
    { done: 12.1 },
    ['the operator had finished after 12.1 seconds, more than 12'],
  ],
  ['where the end met the injection the operator has four seconds more', { after: 'first', done: 16 }, []],
  [
    'where the end met the injection the operator has no more than four seconds more',
    { after: 'first', done: 16.1 },
    ['the operator had finished after 16.1 seconds, more than 16'],
  ],
  ['an operator that never finishes is wrong', { done: undefined }, [expect.stringContaining('after no seconds')]],
  ['with a CPU limit the operator has 15 s beyond the last revert', { cpu: '50m', helperEnded: 8, done: 23 }, []],
  [
    'with a CPU limit it has no more than 15 s beyond the last revert',
    { cpu: '50m', helperEnded: 8, done: 23.1 },
    ['the operator had finished after 23.1 seconds, more than 23'],
  ],
  ['an operator with several engines to abort is not timed', { shops: 4, done: 40 }, []],
  [
    'a target that is marked as injected is wrong',
    { marks: { reverted: 5, injected: 1 } },
    ['1 targets are marked injected'],
  ],
  [
    'a target that is marked as injected is wrong also when the runner names it, unless the end met the injection',
    { marks: { reverted: 5, injected: 1 }, told: [leftBehind] },
    ['1 targets are marked injected'],
  ],
  [
    'where the end met the injection a target may be marked as injected if the runner names it',
    { after: 'first', marks: { reverted: 5, injected: 1 }, told: [leftBehind] },
    [],
  ],
  [
    'where the end met the injection a target that the runner does not name is wrong',
    { after: 'first', marks: { reverted: 5, injected: 1 } },
    ['1 targets are marked injected'],
  ],
  ['a second Job is wrong', { jobs: 2 }, ['2 Jobs were created']],
])('%s', (_, difference, problems) => {
  expect(problemsOf({ ...stopped, ...difference } as Finding)).toEqual(problems);
});
