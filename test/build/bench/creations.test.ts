import { describe, expect, it } from 'vitest';
import { doubles, madeJobs } from '../../bench/large/creations.ts';
import type { SeenRequest } from '../../bench/place.ts';

const creation = (status: number): SeenRequest => ({
  verb: 'create',
  path: '/apis/batch/v1/namespaces/test/jobs',
  status,
  at: 0,
});
const times = (count: number): readonly SeenRequest[] => Array.from({ length: count }, () => creation(201));

describe('the Jobs that were made', () => {
  it.each([
    { name: 'a creation that was done', request: creation(201), made: 1 },
    { name: 'one of a Job that was there already', request: creation(409), made: 0 },
    { name: 'one that was not answered', request: creation(0), made: 0 },
    {
      name: 'the creation of something else',
      request: { ...creation(201), path: '/api/v1/namespaces/test/events' },
      made: 0,
    },
    { name: 'a read', request: { ...creation(200), verb: 'list' }, made: 0 },
  ])('are $made after $name', ({ request, made }) => {
    expect(madeJobs([request])).toBe(made);
  });
});

describe('the Jobs beyond one for each step', () => {
  it('are none where each step has had one', () => {
    const byStep = new Map([
      ['a i1', new Set(['1'])],
      ['a i2', new Set(['2'])],
    ]);
    expect(doubles(byStep, times(2))).toBe(0);
  });

  it('are those that were made again under another uid', () => {
    const byStep = new Map([
      ['a i1', new Set(['1', '3', '4'])],
      ['a i2', new Set(['2'])],
    ]);
    expect(doubles(byStep, times(2))).toBe(2);
  });

  it('are those that the server says it has made, also where nobody has seen them', () => {
    expect(doubles(new Map([['a i1', new Set(['1'])]]), times(2))).toBe(1);
  });

  it('are counted where the server did not say that it made one, because the process was killed', () => {
    expect(doubles(new Map([['a i1', new Set(['1', '2'])]]), [creation(201), creation(0)])).toBe(1);
  });
});
