/** Uses a cluster whose address is the first argument, closes it, and must then end without being told to. */
import * as E from 'fp-ts/Either';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';

const cluster = assembleCluster({
  connection: connectTo({ server: process.argv[2] ?? '' }),
  clock: systemClock,
  random: Math.random,
  userAgent: 'chaos-runner/test',
});
const got = await cluster.get('Pod', { namespace: 'n', name: 'a' });
const watching = cluster.watch('Pod', 'n', {}, '1', () => void cluster.close(), new AbortController().signal);
const watched = await watching;
console.log(got._tag, watched._tag, E.isLeft(watched) ? watched.left.is : '');
