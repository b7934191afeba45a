import type { ChaosEngine } from '../../model/litmus/engine.ts';
import { serverTime } from '../server-time.ts';
import type { Finish } from './finish.ts';
import { type Rejection, rejectRun } from './reject-run.ts';

/**
 * How long a runner that can launch nothing is started again, in milliseconds: others wait for the engine to end.
 */
export const tryAgainForMs = 15 * 60_000;

export interface LastTry extends Rejection {
  /** When our pod was started, in milliseconds since the epoch by the server's clock; undefined where that cannot be told. */
  readonly podStartedAt?: () => Promise<number | undefined>;
}

/**
 * The end of a process that launched nothing and would leave it to the next: once the pod has been trying for too long, the
 * engine's rows say so and nobody tries again. `engine`: as it was read; undefined where something of it may be running.
 */
export const lastTry = async (options: LastTry, engine: ChaosEngine | undefined, finish: Finish): Promise<Finish> => {
  if (finish.is !== 'TryAgain' || finish.left !== undefined || engine === undefined) return finish;
  const createdAt = await options.podStartedAt?.();
  if (createdAt === undefined || serverTime(options) - createdAt <= tryAgainForMs) return finish;
  return rejectRun(options, engine, [`Tried for 15 minutes, nothing was launched. ${finish.reason}`]);
};
