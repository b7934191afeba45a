import { expect, it } from 'vitest';
import type { Interceptor } from '../../simulator/server.ts';
import { type Ground, ground } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const isCleaned = (world: Ground): boolean => world.records().some(({ data }) => data.event.stays === true);

/**
 * A step that runs into its time-out beside one that passes. A webhook refuses the deletion of its Job, so its pod goes on
 * injecting.
 */
const stuck = async (opensAgain: boolean) => {
  let isShut = true;
  const interceptor: Interceptor = ({ userAgent, resource, verb }) =>
    isShut && userAgent.startsWith('chaos-runner/') && resource === 'jobs' && verb === 'delete'
      ? { is: 'respond', status: 422 }
      : undefined;
  const world = await ground({
    speed: 15,
    objects: [
      experiment('pod-network-latency', { duration: '10h' }),
      experiment('pod-delete', { duration: '1s' }),
      engine(['pod-network-latency', 'pod-delete'], {
        batch: 'steps: {pod-network-latency: {timeout: 10s}}',
      }),
    ],
    interceptors: [interceptor],
    onRecord: ({ data }) => {
      if (opensAgain && data.event.stays === true) isShut = false;
    },
  });
  const runner = world.start({ mode: 'pod' });
  const finish = await runner.finish;
  if (finish?.is !== 'Finished') throw new Error(`it ended otherwise: ${finish?.is}`);
  const told = world
    .events()
    .filter(({ type }) => type === 'Warning')
    .map(({ reason, message }) => `${reason}: ${message}`);
  return {
    world,
    finish,
    told,
    closed: world.records().findLast(({ data }) => data.machine === 'supervisor')?.data.event,
  };
};

it('is in the result, in the last record of the supervisor and in warnings on the engine what a step has left that does not go', async () => {
  const { world, finish, told, closed } = await stuck(false);
  const job = world
    .residue()
    .find((one) => one.startsWith('jobs/pod-network-latency'))
    ?.replace('jobs/', 'job/');
  expect(finish).toMatchObject({ outcome: 'Stopped', aborted: false });
  expect(finish.left).toEqual(
    expect.arrayContaining([
      `${job} is still there`,
      expect.stringMatching(/^pod\/pod-network-latency-\S+ is still there and may yet start helpers$/),
    ]),
  );
  expect(closed).toMatchObject({ type: 'RUN_CLOSED', aborted: false, left: finish.left });
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^LeftBehind: Chaos Experiment: pod-network-latency has ended \(Stopped\), but this had not gone/,
      ),
      expect.stringMatching(
        /^LeftBehind: Of pod-network-latency something had not gone, and it was not seen to be gone/,
      ),
      expect.stringMatching(/^BatchSummary: .* Not seen to be gone: .*job\/pod-network-latency/),
    ]),
  );
  expect(told.join()).toContain(job);
});

it('is told of when it has not gone, and is in no result where it has gone by the end of the run', async () => {
  const { world, finish, told, closed } = await stuck(true);
  expect(isCleaned(world)).toBe(true);
  expect(told.filter((one) => one.startsWith('LeftBehind'))).toEqual([
    expect.stringContaining('pod-network-latency has ended (Stopped), but this had not gone'),
  ]);
  expect(finish.left).toEqual([]);
  expect(closed).toMatchObject({ aborted: false, left: [] });
  expect(world.residue().filter((one) => one.includes('pod-network-latency'))).toEqual([]);
});
