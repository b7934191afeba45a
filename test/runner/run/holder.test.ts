import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import { commandLineHolder, mayStillAct, podUidFrom } from '../../../src/runner/run/holder.ts';

const uid = '0b5d4a2c-1111-2222-3333-444455556666';

const away: ClusterError = { is: 'NotFound', message: '' };

/** What the server answers about the runner's pod. */
const question = (pod: { readonly uid: string; readonly phase: string } | ClusterError, alive = true) => ({
  ...{ namespace: 'litmus', engineName: 'engine', host: 'here', isAlive: () => alive },
  cluster: {
    get: async (_kind: unknown, { name }: { readonly name: string }) =>
      'is' in pod || name !== 'engine-runner'
        ? E.left('is' in pod ? pod : away)
        : E.right({
            ...{ apiVersion: 'v1', kind: 'Pod' },
            metadata: { name, uid: pod.uid },
            status: { phase: pod.phase },
          }),
  },
});

describe('the holder of a run', () => {
  it.each([
    ['a pod that runs', uid, question({ uid, phase: 'Running' }), true],
    ['a pod that has not started', uid, question({ uid, phase: 'Pending' }), true],
    ['a pod that failed', uid, question({ uid, phase: 'Failed' }), false],
    ['a pod that has completed', uid, question({ uid, phase: 'Succeeded' }), false],
    ['a pod whose successor has its name', uid, question({ uid: 'another', phase: 'Running' }), false],
    ['a pod that is gone', uid, question(away), false],
    ['a pod that nobody may look at', uid, question({ is: 'Forbidden', message: '', rule: 'get pods' }), false],
    ['a pod of which the server gives no answer', uid, question({ is: 'Unavailable', message: '' }), true],
    ['a command line here that lives', commandLineHolder('here', 7, 'x'), question(away), true],
    ['a command line here that has ended', commandLineHolder('here', 7, 'x'), question(away, false), false],
    ['a command line on another host', commandLineHolder('there', 7, 'x'), question(away), false],
  ])('may still act, or not: %s', async (_, holder, asked, expected) => {
    expect(await mayStillAct(holder, asked)).toBe(expected);
  });

  it('is read from the mount table of a pod', () => {
    const line = `623 615 8:1 /var/lib/kubelet/pods/${uid}/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw`;
    expect(podUidFrom(`1 2 0:1 / / rw\n${line}\n`)).toBe(uid);
    expect(podUidFrom('1 2 0:1 / / rw')).toBeUndefined();
  });
});
