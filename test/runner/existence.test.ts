import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import { type ExistsMeans, exists } from '../../src/runner/effects/existence.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { absent, identity, noRequests } from './means.ts';

const there = { metadata: { name: 'there' } };

/** A run that looks for Secrets; the answers come one after the other. */
const looking = (...answers: readonly E.Either<ClusterError, typeof there>[]) => {
  const rest = [...answers];
  const asked: string[] = [];
  const clock = manualClock(start);
  const run: ExistsMeans = {
    ...{ clock, identity, existing: new Map(), launched: { yet: true }, signal: new AbortController().signal },
    cluster: {
      ...noRequests,
      getMetadata: async (_, { name }) => {
        asked.push(name);
        return rest.shift() ?? E.right(there);
      },
    },
  };
  return { run, clock, asked };
};

describe('whether something exists that a launch depends on', () => {
  it('is asked once by steps that ask within a second', async () => {
    const { run, clock, asked } = looking();
    await exists(run, 'Secret', 'credentials');
    clock.goTo(start + 999);
    await exists(run, 'Secret', 'credentials');
    expect(asked).toEqual(['credentials']);
  });

  it('is asked anew after that: what was missing may have been created, and what was there deleted', async () => {
    const { run, clock, asked } = looking(absent, E.right(there));
    expect(E.isLeft(await exists(run, 'Secret', 'credentials'))).toBe(true);
    clock.goTo(start + 1_000);
    expect(E.isRight(await exists(run, 'Secret', 'credentials'))).toBe(true);
    expect(asked).toEqual(['credentials', 'credentials']);
  });

  it('is another question for a ConfigMap of the same name', async () => {
    const { run, asked } = looking();
    await Promise.all([exists(run, 'Secret', 'settings'), exists(run, 'ConfigMap', 'settings')]);
    expect(asked.length).toBe(2);
  });
});
