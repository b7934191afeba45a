import { describe, expect, it } from 'vitest';
import { createTimers } from '../../../src/runner/run/timers.ts';
import { start } from '../fixtures.ts';
import { manualClock } from '../manual-clock.ts';

/** Timers on a clock that is driven by hand; `arm` names what goes off. */
const world = () => {
  const clock = manualClock(start);
  const timers = createTimers(clock);
  const went: string[] = [];
  const arm = (owner: string, name: string, afterMs: number, label = `${owner} ${name}`): void =>
    timers.arm(owner, name, start + afterMs, () => went.push(label));
  return { clock, timers, went, arm };
};

describe('timers', () => {
  it('go off once, each at its time', () => {
    const { clock, went, arm } = world();
    arm('a', 'step', 200);
    arm('a', 'start', 100);
    clock.goTo(start + 150);
    expect(went).toEqual(['a start']);
    clock.goTo(start + 1_000);
    expect([went, clock.pending()]).toEqual([['a start', 'a step'], []]);
  });

  it('are replaced by one of the same name and owner only', () => {
    const { clock, went, arm } = world();
    arm('a', 'step', 100, 'first');
    arm('a', 'step', 200, 'second');
    arm('b', 'step', 100);
    clock.goTo(start + 300);
    expect(went).toEqual(['b step', 'second']);
  });

  it('keep their time when they are armed for it again, whatever was done to the clock, and call what they were given last', () => {
    const due: number[] = [];
    const timers = createTimers({
      setTimer: (at) => {
        due.push(at);
        return () => undefined;
      },
    });
    const went: string[] = [];
    timers.arm('a', 'step', start, () => went.push('first'));
    timers.arm('a', 'step', start, () => went.push('second'));
    timers.arm('a', 'step', start + 1, () => went.push('third'));
    expect(due).toEqual([start, start + 1]);

    const { clock, timers: others } = world();
    others.arm('a', 'step', start + 100, () => went.push('first'));
    others.arm('a', 'step', start + 100, () => went.push('second'));
    clock.goTo(start + 100);
    expect(went).toEqual(['second']);
  });

  it('can be armed again under a name that has gone off, also while it does', () => {
    const { clock, timers, went } = world();
    timers.arm('a', 'step', start + 100, () => timers.arm('a', 'step', start + 200, () => went.push('again')));
    clock.goTo(start + 100);
    timers.clear('a');
    expect(clock.pending()).toEqual([]);
  });

  it('are called off together for one owner, or for all', () => {
    const { clock, timers, arm } = world();
    arm('a', 'step', 100);
    arm('a', 'start', 200);
    arm('b', 'step', 300);
    arm('c', 'step', 400);
    timers.clear('a');
    timers.clear('nobody');
    expect(clock.pending()).toEqual([start + 300, start + 400]);
    timers.clearAll();
    expect(clock.pending()).toEqual([]);
  });
});
