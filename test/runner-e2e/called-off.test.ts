import type { InterceptedRequest, Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, ground, within } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const denial = ({ verb, resource, user, namespace }: InterceptedRequest): string =>
  `${resource} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in the namespace "${namespace}"`;

interface Gap {
  readonly world: Ground;
  readonly close: () => void;
  /** The second attempt at the creation has been answered. */
  readonly triedAgain: Promise<void>;
}

/** One step has ended, and the Job of the next cannot be created. */
const withoutCreation = async (status: 401 | 403 | 503): Promise<Gap> => {
  let isOpen = true;
  let attempts = 0;
  let tell: () => void = () => undefined;
  const triedAgain = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const interceptor: Interceptor = (request) => {
    const isMet = request.userAgent.startsWith('chaos-runner/') && request.verb === 'create';
    if (!isOpen || !isMet || request.resource !== 'jobs' || world.created.size !== 1) return undefined;
    attempts += 1;
    if (attempts > 1) tell();
    return { is: 'respond', status, ...(status === 403 ? { message: denial(request) } : {}) };
  };
  const world: Ground = await ground({
    speed: 20,
    objects: [experiment('fault-a'), experiment('fault-b', { duration: '1h' }), engine(['fault-a', 'fault-b'])],
    interceptors: [interceptor],
  });
  return {
    world,
    close: () => {
      isOpen = false;
    },
    triedAgain,
  };
};

describe.each([401, 403, 503] as const)('a creation that is answered with %s again and again', (status) => {
  it('holds up no abort, and is not made once it may be', async () => {
    const { world, close, triedAgain } = await withoutCreation(status);
    const { runner, finish } = world.start({ mode: 'commandLine' });
    await triedAgain;
    runner.abort('user', 'Enough.');
    let isOver = false;
    void finish.then(() => {
      isOver = true;
    });
    expect(await within(world, 60_000, () => isOver)).toBe(true);
    close();
    expect(await finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', left: [] });
    expect(world.rows()).toMatchObject([
      { name: 'fault-b', status: 'Forcefully Aborted' },
      { name: 'fault-a', status: 'Completed', verdict: 'Pass' },
    ]);
    expect([...world.created.values()]).toEqual([1]);
  });
});
