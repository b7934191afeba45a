import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import { removedOf } from '../../src/cluster/transport/reply.ts';
import type { Target } from '../../src/cluster/transport/request-path.ts';

const target: Target = { verb: 'delete', group: 'batch', resource: 'jobs', namespace: 'litmus', name: 'a' };

const removed = (body: string) => removedOf('Job')(target, { status: 200, headers: {}, body });

describe('the answer 200 to a deletion', () => {
  test.each([
    ['the object as it is now', { kind: 'Job', apiVersion: 'batch/v1', metadata: { name: 'a' } }, 'a'],
    ['a Status that says Success', { kind: 'Status', apiVersion: 'v1', status: 'Success' }, undefined],
  ])('is believed where it is %s', (_, body, name) => {
    const answer = removed(JSON.stringify(body));
    expect(E.isRight(answer) && [answer.right?.metadata.name]).toEqual([name]);
  });

  test.each([
    ['cut off', '{"kind":"Job","metadata":{"na'],
    ['empty', ''],
    ['a page of something between', '<html>OK</html>'],
    ['an object without a name', '{"kind":"Job","metadata":{}}'],
    ['a Status that says Failure', '{"kind":"Status","status":"Failure"}'],
    ['any other JSON', '{"deleted":true}'],
  ])('says nothing of the object where it is %s', (_, body) => {
    const answer = removed(body);
    expect(E.isLeft(answer) && answer.left.is).toBe('Malformed');
  });
});
