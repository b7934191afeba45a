import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../../src/cluster/error.ts';
import { exists } from '../../../src/runner/effects/existence.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';
import { absent, rebuilding } from '../means.ts';
import { asking } from './asking.ts';

const there = { metadata: { name: 'access' } };

const asked = async (answer: E.Either<ClusterError, typeof there>) => {
  const { cluster, asked: requests } = asking({ getMetadata: async () => answer });
  const run = { ...rebuilding(manualClock(start)), existing: new Map(), cluster };
  return { existence: await exists(run, 'Secret', 'access'), requests, run };
};

describe('something that a launch depends on', () => {
  it('is looked for by its name, without its contents, as patiently as the run allows', async () => {
    const { existence, requests, run } = await asked(E.right(there));
    expect(existence).toEqual(E.right(undefined));
    const call = { signal: run.signal, patienceMs: Number.POSITIVE_INFINITY };
    expect(requests).toEqual([['getMetadata', 'Secret', { namespace: 'litmus', name: 'access' }, call]]);
  });

  it('is said to be missing, and what to do', async () => {
    expect((await asked(absent)).existence).toEqual(
      E.left({
        is: 'NotFound',
        message:
          'There is no Secret access in namespace litmus, which the experiment mounts or reads. Create it and start the engine again.',
      }),
    );
  });

  it('keeps no step from its launch where nobody may look, which is said', async () => {
    const denied: ClusterError = { is: 'Forbidden', message: 'no', rule: 'get secrets in namespace litmus' };
    expect((await asked(E.left(denied))).existence).toEqual(
      E.right(
        'Whether the Secret access exists could not be checked: the service account may not get secrets in namespace litmus. ' +
          'The experiment is launched all the same; if it is missing, its pod will not start and the step will say so.',
      ),
    );
  });

  it('is not known of where nobody answers', async () => {
    const away: ClusterError = { is: 'Unavailable', message: 'nobody answers' };
    expect((await asked(E.left(away))).existence).toEqual(E.left(away));
  });
});
