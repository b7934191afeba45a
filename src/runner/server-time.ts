import type { Cluster } from '../cluster/port.ts';
import type { Clock } from './clock.ts';

interface Clocks {
  readonly cluster: Pick<Cluster, 'serverTime'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The server's time now, in milliseconds since the epoch: what the server has dated is compared with this. Our own clock may
 * have been set, or go wrong, by hours: then a helper that has just been told to end would look long overdue, and be forced in
 * the middle of its revert. Our own clock only where no answer has told.
 */
export const serverTime = ({ cluster, clock }: Clocks): number => cluster.serverTime?.() ?? clock.now();

/** So far from ours the server's time may seem to be, in milliseconds, where they agree: it is told in whole seconds, and on its way for a while. */
const agreeMs = 5_000;

/**
 * A moment that the server, or a node, has dated, by our own clock; both in milliseconds since the epoch. Deadlines are reckoned
 * from it: where our clock is an hour ahead, a Job that was created just now would look an hour old, and its time-out over. Never
 * later than now, because it has been.
 */
export const byOurClock = (clocks: Clocks, at: number): number => {
  const now = clocks.clock.now();
  const ahead = serverTime(clocks) - now;
  return Math.min(now, Math.abs(ahead) <= agreeMs ? at : Math.floor(at - ahead));
};
