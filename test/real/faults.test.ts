import { beforeAll, expect, test } from 'vitest';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { networkFault, type Trial } from './trial.ts';

const everyFault = [
  'pod-delete',
  'container-kill',
  'pod-network-latency',
  'pod-network-loss',
  'pod-cpu-hog',
  'pod-memory-hog',
  'pod-cpu-hog-exec',
  'disk-fill',
  'pod-autoscaler',
  'node-taint',
  'node-drain',
];

/** With REAL=smoke only one: the trials of the ends need minutes, too. */
const faults = process.env.REAL === 'smoke' ? [networkFault] : everyFault;

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.open();
});

test.each(faults)('%s comes to its verdict, and nothing of it stays', async (fault) => {
  const trial: Trial = { fault, kind: 'end', targets: 6, after: 0 };
  expect(problemsOf(await suite.find(trial))).toEqual([]);
});
