import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { mayStillAct } from '../../src/runner/holder.ts';

const ask = (tag: string): Promise<boolean> =>
  mayStillAct('a-pod-uid', {
    cluster: { get: async () => E.left({ _tag: tag, message: '' } as never) },
    namespace: 'litmus',
    engineName: 'engine',
    host: 'here',
    isAlive: () => false,
  });

it('a holder is taken for gone where its pod is not there or nobody may look, not where the server gave no answer', async () => {
  expect(await Promise.all(['NotFound', 'Forbidden', 'Unavailable'].map(ask))).toEqual([false, false, true]);
});
