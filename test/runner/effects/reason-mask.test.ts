import { describe, expect, it } from 'vitest';
import { reasonMask } from '../../../src/runner/effects/reason-mask.ts';
import { builtJob } from '../means.ts';

/** A process that has built a Job with a password in its environment. */
const scene = () => {
  const { dependencies } = builtJob('a-job');
  const literals = [{ name: 'PASSWORD', value: 'hunter2-hunter2' }];
  return { built: new Map([['a-job', builtJob('a-job', { dependencies: { ...dependencies, literals } })]]) };
};

describe('the mask of a reason', () => {
  it('hides what could be a secret in the environment of its Job', () => {
    expect(reasonMask(scene(), 'a-job')('no hunter2-hunter2 here')).toBe('no *** here');
  });

  it('is made once for a Job, when there is a first text: large environments take their time', () => {
    const { dependencies, ...built } = builtJob('a-job');
    let asked = 0;
    const counted = Object.defineProperty({ ...dependencies }, 'literals', {
      get: () => {
        asked += 1;
        return dependencies.literals;
      },
    });
    const mask = reasonMask({ built: new Map([['a-job', { ...built, dependencies: counted }]]) }, 'a-job');
    expect(asked).toBe(0);
    mask('one text');
    mask('another');
    expect(asked).toBe(1);
  });

  it('hides nothing of a Job that another process had built', () => {
    expect(reasonMask(scene(), 'other')('no hunter2-hunter2 here')).toBe('no hunter2-hunter2 here');
  });

  it('hides nothing where nothing in the environment could be a secret', () => {
    const plain = { built: new Map([['a-job', builtJob('a-job')]]) };
    expect(reasonMask(plain, 'a-job')('all of it')).toBe('all of it');
  });
});
