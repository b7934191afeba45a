import * as E from 'fp-ts/Either';
import { expect, test } from 'vitest';
import { intercept } from '../../src/cluster/interceptor.ts';
import { adapterOn, left, right } from './adapter-fixture.ts';
import { pod, reply } from './scripted-server.ts';

test('an interceptor stands before the function, may use it, and leaves the others alone', async () => {
  const { server, cluster } = await adapterOn((_, response) => reply(response, 200, pod('a')));
  let calls = 0;
  const faulty = intercept(cluster, {
    get: (inner, kind, ref, call) => {
      calls += 1;
      if (calls === 1) return Promise.resolve(E.left({ is: 'Gone', message: 'injected' }));
      return inner.get(kind, ref, call);
    },
  });
  const ref = { namespace: 'litmus', name: 'a' };
  expect(left(await faulty.get('Pod', ref)).message).toBe('injected');
  expect(right(await faulty.get('Pod', ref)).metadata.name).toBe('a');
  expect(right(await faulty.getMetadata('Pod', ref)).metadata.name).toBe('a');
  expect(server.seen).toHaveLength(2);
});
