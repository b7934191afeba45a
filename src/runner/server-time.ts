import type { Cluster } from '../cluster/port.ts';
import type { Clock } from './clock.ts';

/**
 * The server's time now, in milliseconds since the epoch: what the server has dated is compared with this. Our own clock may
 * have been set, or go wrong, by hours: then a helper that has just been told to end would look long overdue, and be forced in
 * the middle of its revert. Our own clock only where no answer has told.
 */
export const serverTime = ({ cluster, clock }: { cluster: Pick<Cluster, 'serverTime'>; clock: Clock }): number =>
  cluster.serverTime?.() ?? clock.now();
