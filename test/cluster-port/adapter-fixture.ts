import * as E from 'fp-ts/Either';
import { assembleCluster, type ClusterAdapter, type ClusterOptions } from '../../src/cluster/adapter.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';
import type { ClusterError } from '../../src/cluster/error.ts';
import { type Handler, type ScriptedServer, serve } from './scripted-server.ts';
import { type TestClock, testClock } from './test-clock.ts';

export interface Fixture {
  readonly server: ScriptedServer;
  readonly cluster: ClusterAdapter;
  readonly clock: TestClock;
}

/** A cluster adapter before a scripted server; random numbers are 0.5, waits take no time. */
export const adapterOn = async (handler: Handler, options: Partial<ClusterOptions> = {}): Promise<Fixture> => {
  const server = await serve(handler);
  const clock = testClock();
  const cluster = assembleCluster({
    connection: connectTo({ server: server.url, token: 'secret-token' }),
    clock,
    random: () => 0.5,
    userAgent: 'chaos-runner/0.0.0-test',
    ...options,
  });
  return { server, cluster, clock };
};

/** The error, or a failure of the test. */
export const left = <A>(either: E.Either<ClusterError, A>): ClusterError => {
  if (E.isRight(either)) throw new Error(`expected an error, got ${JSON.stringify(either.right)}`);
  return either.left;
};

/** The value, or a failure of the test. */
export const right = <A>(either: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a value, got ${either.left.message}`);
  return either.right;
};
