import { describe, expect, it } from 'vitest';
import { readRequestRate, refusedRate } from '../../../src/model/kube/request-rate.ts';

describe('a rate of requests', () => {
  it.each([
    ['50-200', { requestsPerSecond: 50, mostPerSecond: 200 }],
    [' 20 - 20 ', { requestsPerSecond: 20, mostPerSecond: 20 }],
    ['75', { requestsPerSecond: 75, mostPerSecond: 75 }],
    ['1-10000', { requestsPerSecond: 1, mostPerSecond: 10_000 }],
  ])('is read of %j', (text, rate) => {
    expect(readRequestRate(text)).toEqual(rate);
  });

  it.each(['', '0', '0-50', '200-50', '1-10001', '-5', '50-', 'fast', '1e3', '50-200-300', '5.5'])(
    'is none where it says %j',
    (text) => {
      expect(readRequestRate(text)).toBeUndefined();
    },
  );

  it('that is none is told with what was expected and what holds', () => {
    expect(refusedRate('fast')).toBe(
      'RUNNER_REQUESTS_PER_SECOND is "fast", which is no rate: expected a number of requests a second at the beginning and ' +
        'at most, such as 50-200. That is what holds now',
    );
  });
});
