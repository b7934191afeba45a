import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate, type GateLimits, type Lane, type Leave } from '../../src/cluster/transport/gate.ts';
import { manualClock } from '../runner/manual-clock.ts';

const limits: GateLimits = {
  ...{ slots: 4, reservedSlots: 1, requestsPerSecond: 50, mostPerSecond: 200, leastPerSecond: 5 },
  ...{ burst: 20, reservedTokens: 5 },
};
const never = new AbortController().signal;
const quick = { what: 'get pods', isAnswered: true } as const;
const tooMuch = { what: 'get pods', isAnswered: true, refused: {} } as const;

/** A gate, the order in which it lets through, and what gives a slot back. */
const scene = (change: Partial<GateLimits> = {}) => {
  const clock = manualClock(0);
  const gate = createGate(clock, { ...limits, ...change });
  const order: Lane[] = [];
  const inside: Leave[] = [];
  const ask = (lane: Lane): void =>
    void gate.enter(lane, never).then((leave) => {
      order.push(lane);
      if (leave !== undefined) inside.push(leave);
    });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  /** Answers one request. */
  const answer = async (heard: Parameters<Leave>[0] = quick): Promise<void> => {
    inside.shift()?.(heard);
    await settle();
  };
  /** Lets so many milliseconds pass, each request answered at once. Answers how many were let through. */
  const run = async (ms: number, heard: Parameters<Leave>[0] = quick): Promise<number> => {
    const before = order.length;
    for (const end = clock.now() + ms; clock.now() < end; ) {
      while (inside.length > 0) await answer(heard);
      clock.goTo(clock.now() + 1);
      await settle();
    }
    return order.length - before;
  };
  return { clock, gate, order, inside, ask, settle, answer, run };
};

const laneOf = fc.constantFrom<Lane>('urgent', 'normal', 'leisurely');

describe('the gate', () => {
  it('lets what is urgent wait behind nobody but one in nine, whatever else asks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(laneOf, { minLength: 1, maxLength: 80 }), async (asked) => {
        const { ask, order, answer, inside, settle } = scene({ slots: 1, reservedSlots: 0, burst: 200 });
        ask('normal');
        await settle();
        for (const lane of asked) ask(lane);
        while (inside.length > 0) await answer();
        const urgent = asked.filter((lane) => lane === 'urgent').length;
        const behind = order.slice(1, order.lastIndexOf('urgent') + 1).filter((lane) => lane !== 'urgent').length;
        // Two other lanes, each let through once after eight.
        expect(behind).toBeLessThanOrEqual(2 * Math.floor(urgent / 8));
        expect(order).toHaveLength(asked.length + 1);
      }),
    );
  });

  it('lets every lane through in the end, however many ask before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<Lane>('normal', 'leisurely'), fc.array(laneOf), async (last, others) => {
        const { ask, order, answer, settle } = scene({ burst: 2_000 });
        for (const lane of others) ask(lane);
        ask(last);
        const target = others.filter((lane) => lane === last).length + 1;
        const isThrough = (): boolean => order.filter((lane) => lane === last).length >= target;
        await settle();
        // Each answer is followed by one more urgent request: it never ends by itself.
        let turns = 0;
        for (; !isThrough() && turns < 1_000; turns += 1) {
          ask('urgent');
          await answer();
        }
        expect(turns).toBeLessThanOrEqual(20 * (others.length + 2));
      }),
    );
  });

  it('sends more a second while the answers come quickly and more is wanted, to the most that it may', async () => {
    const { ask, run } = scene();
    for (let index = 0; index < 5_000; index += 1) ask('normal');
    await run(500);
    expect(await run(1_000)).toBeGreaterThan(70);
    await run(9_000);
    expect(await run(1_000)).toBeLessThanOrEqual(201);
    expect(await run(1_000)).toBeGreaterThan(190);
  });

  it('sends half as many once the server says that it is too much, and saves nothing up', async () => {
    const { ask, run, clock, answer } = scene();
    ask('normal');
    await run(1);
    clock.goTo(2_000);
    ask('normal');
    await run(1, tooMuch);
    for (let index = 0; index < 500; index += 1) ask('normal');
    await answer(tooMuch);
    // What a bucket at 25 a second can have at most, and what comes in a second without a reason to grow.
    expect(await run(900, tooMuch)).toBeLessThanOrEqual(50);
  });

  it('keeps what is not urgent back for as long as the server asks for', async () => {
    const { ask, order, run, settle, answer } = scene();
    ask('normal');
    await settle();
    await answer({ ...tooMuch, refused: { retryAfterMs: 3_000 } });
    ask('leisurely');
    ask('normal');
    ask('urgent');
    await run(2_900);
    expect(order).toEqual(['normal', 'urgent']);
    await run(200);
    expect(order).toEqual(['normal', 'urgent', 'normal', 'leisurely']);
  });

  it('sends what is urgent as quickly as at the beginning, however slow the pace has become', async () => {
    const { ask, run, settle, clock, answer } = scene();
    for (let second = 0; second < 6; second += 1) {
      ask('normal');
      await settle();
      await answer(tooMuch);
      clock.goTo(clock.now() + 1_500);
      await settle();
    }
    for (let index = 0; index < 500; index += 1) ask('normal');
    expect(await run(1_000, tooMuch)).toBeLessThanOrEqual(25);
    // One in nine is one of the others, which have waited long.
    for (let index = 0; index < 500; index += 1) ask('urgent');
    expect(await run(2_000, tooMuch)).toBeGreaterThanOrEqual(85);
  });

  it('takes a connection that is refused at once for no quick answer', async () => {
    const { ask, run } = scene();
    for (let index = 0; index < 500; index += 1) ask('normal');
    await run(3_000, { what: 'get pods', isAnswered: false });
    expect(await run(1_000, { what: 'get pods', isAnswered: false })).toBeLessThanOrEqual(51);
  });

  it('gives up for who does not wait any more, and lets the next one through', async () => {
    const { gate, ask, order, settle, answer } = scene({ slots: 1, reservedSlots: 0 });
    ask('normal');
    await settle();
    const stop = new AbortController();
    const given = gate.enter('urgent', stop.signal);
    ask('leisurely');
    stop.abort();
    expect(await given).toBeUndefined();
    await answer();
    expect(order).toEqual(['normal', 'leisurely']);
  });
});
