import { describe, expect, it } from 'vitest';
import { failedProbeIn } from '../../../src/model/litmus/failed-probe.ts';

describe('a probe that has failed', () => {
  it.each([
    ['in the words of litmus-go 3', 'time="…" level=error msg="probe check-cart has Failed"'],
    ['in those of older ones', '[Probe]: check-cart probe has been failed, err: expected 200, got 503'],
    ['with what made it fail', 'Failed to run the probe check-cart: timeout'],
  ])('is found %s', (_, line) => {
    expect(failedProbeIn(`starting\n  ${line}\ndone`)).toBe(line);
  });

  it('is the last one', () => {
    expect(failedProbeIn('probe a failed\nprobe b failed\n')).toBe('probe b failed');
  });

  it.each(['', 'probe a has Passed', 'the pod failed', 'problems: failed'])('is not found in "%s"', (log) => {
    expect(failedProbeIn(log)).toBeUndefined();
  });

  it('is quoted up to two hundred characters', () => {
    expect(failedProbeIn(`probe failed ${'x'.repeat(500)}`)).toHaveLength(201);
  });
});
