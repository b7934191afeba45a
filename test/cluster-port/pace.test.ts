import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answered, firstPace, nextPace, type Pace } from '../../src/cluster/transport/pace.ts';

const limits = { first: 50, least: 5, most: 200 };
const begun = firstPace(limits);
const answer = (more: Partial<Answered> = {}): Answered => ({
  at: 0,
  tookMs: 10,
  what: 'GET pods',
  isWanted: true,
  ...more,
});
const paceAfter = (answers: readonly Answered[], pace: Pace = begun): Pace =>
  answers.reduce((so, one) => nextPace(so, one, limits), pace);
const many = (count: number, more: Partial<Answered> = {}): readonly Answered[] =>
  Array.from({ length: count }, () => answer(more));

/** So many clients at once ask a server that answers `capacity` requests a second, and refuses whom it would keep waiting longer than two seconds. */
const shared = (clients: number, capacity: number, seconds: number) => {
  let paces = Array.from({ length: clients }, () => begun);
  let queue = 0;
  const rates: number[][] = [];
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    const at = tick * 100;
    const asked = paces.map((pace) => pace.ratePerSecond / 10);
    queue = Math.max(0, queue + asked.reduce((sum, one) => sum + one, 0) - capacity / 10);
    const tookMs = 5 + (queue / capacity) * 1_000;
    const refused = tookMs > 2_000 ? { refused: {} } : {};
    paces = paces.map((pace, client) =>
      paceAfter(many(Math.ceil(asked[client] ?? 0), { at, tookMs, ...refused }), pace),
    );
    rates.push(paces.map(({ ratePerSecond }) => ratePerSecond));
  }
  return { rates, queue };
};

describe('the pace of requests', () => {
  it('grows to the most while answers come quickly', () => {
    expect(begun.ratePerSecond).toBe(50);
    expect(paceAfter(many(1)).ratePerSecond).toBeGreaterThan(50);
    expect(paceAfter(many(1_000)).ratePerSecond).toBe(200);
  });

  it('does not grow on the word of answers when nothing waits to be sent', () => {
    expect(paceAfter(many(1_000, { isWanted: false })).ratePerSecond).toBe(50);
  });

  it('is halved when the server says that it is too much, and once for all that were under way then', () => {
    const refused = { refused: {}, at: 5_000 };
    expect(paceAfter([answer(refused)]).ratePerSecond).toBe(25);
    expect(paceAfter(many(10, refused)).ratePerSecond).toBe(25);
    expect(paceAfter([answer(refused), answer({ ...refused, at: 6_000 })]).ratePerSecond).toBe(12.5);
  });

  it('is closed for as long as the server asks to be left alone, and never for less than it has asked before', () => {
    const closed = paceAfter([answer({ at: 1_000, refused: { retryAfterMs: 7_000 } })]);
    expect(closed.closedUntil).toBe(8_000);
    expect(paceAfter([answer({ at: 2_000, refused: { retryAfterMs: 1_000 } })], closed).closedUntil).toBe(8_000);
  });

  it('is not closed for minutes on the word of one answer', () => {
    expect(paceAfter([answer({ at: 1_000, refused: { retryAfterMs: 300_000 } })]).closedUntil).toBe(11_000);
  });

  it('is halved when answers take much longer than the quickest of their kind', () => {
    const slow = paceAfter([...many(200), ...many(40, { tookMs: 500, at: 9_000 })]);
    expect(slow.ratePerSecond).toBeLessThan(80);
  });

  it('is not slower than at the beginning for slow answers alone: a busy processor makes them slow, too', () => {
    const slow = paceAfter([...many(400), ...[9_000, 12_000, 15_000].flatMap((at) => many(60, { tookMs: 900, at }))]);
    expect(slow.ratePerSecond).toBe(50);
  });

  it('takes what is asked for seldom and takes long for no slowness of the server', () => {
    const mixed = Array.from({ length: 400 }, (_, index) =>
      index % 4 === 0 ? answer({ what: 'LIST jobs', tookMs: 900 }) : answer(),
    );
    expect(paceAfter(mixed).ratePerSecond).toBe(200);
  });

  it('takes answers within a tenth of a second for quick, however quick others were', () => {
    expect(paceAfter([...many(100, { tookMs: 2 }), ...many(100, { tookMs: 90 })]).ratePerSecond).toBeGreaterThan(100);
  });

  it('grows slowly again to where it was too much, not at once', () => {
    const halved = paceAfter([...many(1_000), answer({ refused: {}, at: 10_000 })]);
    const second = paceAfter(many(100, { at: 11_000 }), halved);
    expect(halved.ratePerSecond).toBe(100);
    expect(second.ratePerSecond).toBeGreaterThan(103);
    expect(second.ratePerSecond).toBeLessThan(106);
  });

  it('stays between the least and the most, whatever the answers say', () => {
    const answers = fc.array(
      fc.record({
        at: fc.nat(100_000),
        tookMs: fc.nat(60_000),
        what: fc.constantFrom('GET pods', 'LIST jobs'),
        isWanted: fc.boolean(),
        refused: fc.option(fc.record({ retryAfterMs: fc.nat(10_000) }), { nil: undefined }),
      }),
      { maxLength: 300 },
    );
    fc.assert(
      fc.property(answers, (all) => {
        const told = all.map(({ refused, ...one }) => (refused === undefined ? one : { ...one, refused }));
        const { ratePerSecond } = paceAfter(told);
        expect(ratePerSecond).toBeGreaterThanOrEqual(limits.least);
        expect(ratePerSecond).toBeLessThanOrEqual(limits.most);
      }),
    );
  });

  it('of twenty clients of one slow server comes to what the server bears, and to fair shares', () => {
    const { rates, queue } = shared(20, 400, 120);
    const late = rates.slice(-300);
    const sums = late.map((one) => one.reduce((sum, rate) => sum + rate, 0));
    const average = sums.reduce((sum, one) => sum + one, 0) / sums.length;
    expect(average).toBeLessThanOrEqual(400 * 1.05);
    expect(average).toBeGreaterThan(200);
    expect(queue).toBeLessThan(400 * 2);
    const shares = Array.from({ length: 20 }, (_, client) => late.reduce((sum, one) => sum + (one[client] ?? 0), 0));
    expect(Math.min(...shares)).toBeGreaterThan(Math.max(...shares) / 2);
  });
});
