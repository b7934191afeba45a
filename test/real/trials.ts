import { networkFault, type Trial } from './trial.ts';

const trial = (kind: Trial['kind'], targets: number, more: Partial<Trial> = {}): Trial => ({
  fault: networkFault,
  kind,
  targets,
  after: 3,
  ...more,
});

/** Each way in which a fault ends, with few and many targets, with and without CPU limits spread over them. */
export const everyEnd: readonly Trial[] = [
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

/** Each fault to its verdict. */
export const everyFault: readonly Trial[] = [
  'pod-delete',
  'container-kill',
  networkFault,
  'pod-network-loss',
  'pod-cpu-hog',
  'pod-memory-hog',
  'pod-cpu-hog-exec',
  'disk-fill',
  'pod-autoscaler',
  'node-taint',
  'node-drain',
].map((fault) => ({ fault, kind: 'end', targets: 6, after: 0 }));

/** What takes a few minutes and would have shown the worst: a fault that stays, and a helper that is born late. */
const smoke: readonly Trial[] = [trial('stop', 6, { cpu: '100m' }), trial('stop', 6, { after: 'birth', cpu: '100m' })];
const isSmoke = process.env.REAL === 'smoke';

/** The trials of this run of the suite: with REAL=smoke only a few. */
export const ends = isSmoke ? smoke : everyEnd;
export const verdicts = isSmoke ? everyFault.filter(({ fault }) => fault === networkFault) : everyFault;

const abortKinds: readonly Pick<Trial, 'kind' | 'after'>[] = [
  { kind: 'stop', after: 3 },
  { kind: 'delete', after: 3 },
  { kind: 'time-out', after: 3 },
  { kind: 'stop', after: 'birth' },
  { kind: 'cancel', after: 3 },
  { kind: 'delete', after: 'birth' },
  { kind: 'stop', after: 'first' },
];

/** How many aborts make a whole of `npm run test:real:aborts`. */
export const abortsWanted = 100;

/** The first so many aborts, of all kinds in turn, every other one with a CPU limit. */
export const aborts = (count: number): readonly Trial[] =>
  Array.from({ length: count }, (_, index) => ({
    ...trial('stop', 6),
    ...(abortKinds[(index + 1) % abortKinds.length] as (typeof abortKinds)[number]),
    number: index + 1,
    ...(index % 2 === 0 && { cpu: '50m' }),
  }));

const peerRounds = [1, 2, 3];
const peerKinds: readonly Pick<Trial, 'kind' | 'after' | 'cpu'>[] = [
  { kind: 'end', after: 3 },
  { kind: 'stop', after: 3 },
  { kind: 'stop', after: 3, cpu: '100m' },
  { kind: 'stop', after: 'birth' },
  { kind: 'delete', after: 3 },
  { kind: 'kill', after: 3 },
];

/** What the Go runner can take part in, three of each kind; one of each first. */
export const peerTrials: readonly Trial[] = peerRounds.flatMap((number) =>
  peerKinds.map((kind) => ({ ...trial('stop', 6), ...kind, number })),
);
