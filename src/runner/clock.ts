export { type Clock, sleep, systemClock } from '../cluster/clock.ts';
