import { beforeAll, expect, test } from 'vitest';
import { problemsOf } from './judge.ts';
import { Suite } from './suite.ts';
import { nameOf } from './trial.ts';
import { ends } from './trials.ts';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.open();
});

test.each(ends.map((trial) => [nameOf(trial), trial] as const))('%s, and nothing stays', async (_, trial) => {
  expect(problemsOf(await suite.find(trial))).toEqual([]);
});
