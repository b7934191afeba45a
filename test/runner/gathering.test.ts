import { describe, expect, it } from 'vitest';
import { gatherWhileUnderWay } from '../../src/runner/gathering.ts';
import { settled } from './effects/asking.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';

/** Wishes by their names; `answer` lets what was sent first be answered. */
const scene = () => {
  const clock = manualClock(start);
  const sent: (readonly string[])[] = [];
  const open: (() => void)[] = [];
  const ask = gatherWhileUnderWay<string>(clock, (wishes) => {
    sent.push(wishes);
    return new Promise<void>((resolve) => open.push(resolve));
  });
  const answer = async (): Promise<void> => {
    open.shift()?.();
    await settled();
  };
  return { clock, sent, ask, answer };
};

describe('wishes that requests can serve together', () => {
  it('are sent at once where nothing is under way', async () => {
    const { sent, ask, answer } = scene();
    ask('a');
    expect(sent).toEqual([['a']]);
    await answer();
    ask('b');
    expect(sent).toEqual([['a'], ['b']]);
  });

  it('are gathered while others are under way, and sent together when these are answered', async () => {
    const { sent, ask, answer, clock } = scene();
    for (const wish of ['a', 'b', 'c']) ask(wish);
    expect(sent).toEqual([['a']]);
    await answer();
    expect(sent).toEqual([['a'], ['b', 'c']]);
    expect(clock.pending()).toEqual([]);
  });

  it('wait for a second at most for others that are not answered', async () => {
    const { sent, ask, answer, clock } = scene();
    ask('a');
    clock.goTo(start + 500);
    ask('b');
    clock.goTo(start + 1_499);
    ask('c');
    expect(sent).toEqual([['a']]);
    clock.goTo(start + 1_500);
    expect(sent).toEqual([['a'], ['b', 'c']]);
    ask('d');
    await answer();
    expect(sent).toHaveLength(2);
    await answer();
    expect(sent).toEqual([['a'], ['b', 'c'], ['d']]);
  });
});
