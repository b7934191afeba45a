import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';
import type { RunnerInProcess } from './process.ts';

const says = (line: string, type: string): boolean => line.includes(`"event":{"type":"${type}"`);

it('launches nothing after an abort that came while the run was being opened, however long its record takes to be kept', async () => {
  const world = await ground({ speed: 20, objects: [experiment('pod-delete'), engine(['pod-delete'])] });
  const full = E.left({ is: 'QuotaExceeded', message: 'no room' } as const);
  const first = world.start({
    mode: 'pod',
    between: {
      create: async (inner, kind, object, call) => (kind === 'Job' ? full : inner.create(kind, object, call)),
    },
  });
  await world.until(() => world.records().some(({ data }) => data.to === 'Launching.Held'));
  first.runner.terminate();
  expect(await first.finish).toMatchObject({ is: 'HandedOver' });
  const process: { second?: RunnerInProcess } = {};
  let kept: Promise<void> | undefined;
  const written = (line: string): Promise<void> | undefined => {
    if (says(line, 'OPENED')) process.second?.runner.abort('user', 'enough');
    if (says(line, 'ABORT'))
      kept ??= new Promise((resolve) => void world.clock.setTimer(world.clock.now() + 10_000, resolve));
    return kept;
  };
  process.second = world.start({ written });
  expect(await process.second.finish).toMatchObject({ is: 'Finished', outcome: 'Stopped', left: [] });
  expect(kept).toBeDefined();
  expect([...world.created.keys()]).toEqual([]);
});
