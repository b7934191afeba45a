import { beforeAll, expect, test } from 'vitest';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { verdicts } from './trials.ts';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.open();
});

test.each(verdicts.map((trial) => [trial.fault, trial] as const))(
  '%s comes to its verdict, and nothing of it stays',
  async (_, trial) => {
    expect(problemsOf(await suite.find(trial))).toEqual([]);
  },
);
