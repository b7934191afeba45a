import { networkFault, type Trial } from './trial.ts';

const trial = (kind: Trial['kind'], targets: number, more: Partial<Trial> = {}): Trial => ({
  fault: networkFault,
  kind,
  targets,
  after: 3,
  ...more,
});

/** Each way in which a fault ends, with few and many targets, with and without CPU limits spread over them. */
const all: readonly Trial[] = [
  trial('stop', 6),
  trial('stop', 6, { after: 'birth' }),
  trial('stop', 6, { cpu: '100m' }),
  trial('stop', 20, { cpu: '50m' }),
  trial('stop', 20),
  trial('stop', 20, { after: 'birth' }),
  trial('stop', 20, { after: 'first' }),
  trial('stop', 6, { after: 'birth', cpu: '100m' }),
  trial('delete', 6, { cpu: '50m' }),
  trial('delete', 20),
  trial('delete', 6, { after: 'birth' }),
  trial('end', 6),
  trial('end', 20, { cpu: '50m' }),
  trial('time-out', 6),
  trial('time-out', 20, { cpu: '100m' }),
  trial('cancel', 6, { cpu: '100m' }),
  trial('cancel', 20),
  trial('kill', 6),
  trial('kill', 20, { cpu: '100m' }),
  trial('lose', 6, { cpu: '50m' }),
  trial('lose', 20),
];

/** What takes a few minutes and would have shown the worst: a fault that stays, and a helper that is born late. */
const smoke: readonly Trial[] = [trial('stop', 6, { cpu: '100m' }), trial('stop', 6, { after: 'birth', cpu: '100m' })];

/** The trials of this run of the suite: with REAL=smoke only a few. */
export const trials = process.env.REAL === 'smoke' ? smoke : all;
