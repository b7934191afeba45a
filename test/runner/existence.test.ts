import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/runner/effects/existence.ts';
import type { RunContext } from '../../src/runner/run/run-context.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';

/** A run that looks for Secrets; the answers come one after the other. */
const looking = (...answers: readonly E.Either<object, object>[]) => {
  const rest = [...answers];
  const asked: string[] = [];
  const clock = manualClock(start);
  const run = {
    clock,
    existing: new Map(),
    launched: { yet: true },
    signal: new AbortController().signal,
    identity: { namespace: 'litmus' },
    cluster: {
      getMetadata: async (_: string, { name }: { readonly name: string }) => {
        asked.push(name);
        return rest.shift() ?? E.right({});
      },
    },
  } as unknown as RunContext;
  return { run, clock, asked };
};

const missing = E.left({ is: 'NotFound', message: 'not found' });

describe('whether something exists that a launch depends on', () => {
  it('is asked once by steps that ask within a second', async () => {
    const { run, clock, asked } = looking();
    await exists(run, 'Secret', 'credentials');
    clock.goTo(start + 999);
    await exists(run, 'Secret', 'credentials');
    expect(asked).toEqual(['credentials']);
  });

  it('is asked anew after that: what was missing may have been created, and what was there deleted', async () => {
    const { run, clock, asked } = looking(missing, E.right({}));
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
