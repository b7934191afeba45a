import { describe, expect, it } from 'vitest';
import { withCapacity } from '../../http/capacity.ts';
import type { InterceptedRequest } from '../../http/faults.ts';

const request = {} as InterceptedRequest;

describe('a server with a capacity', () => {
  it('answers at once what it bears, lets wait what comes beyond, and turns away what would wait too long', () => {
    let now = 0;
    const intercept = withCapacity({ perSecond: 100, longestWaitMs: 20 }, () => now);
    expect([intercept(request), intercept(request), intercept(request), intercept(request)]).toEqual([
      undefined,
      { is: 'delay', milliseconds: 10 },
      { is: 'delay', milliseconds: 20 },
      { is: 'respond', status: 429, retryAfterSeconds: 1 },
    ]);
    now = 1_000;
    expect(intercept(request)).toBeUndefined();
  });
});
