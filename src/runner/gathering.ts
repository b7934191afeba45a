import type { Clock } from './clock.ts';

/** So long at most a wish waits for the answer to others, in milliseconds: a request that hangs holds up no other. */
const gatherMs = 1_000;

/**
 * Takes wishes that requests can serve together. One that comes alone is sent at once; those that come while requests are
 * under way are gathered, and sent together when these have been answered. `send` resolves with that.
 */
export const gatherWhileUnderWay = <W>(
  clock: Clock,
  send: (wishes: readonly W[]) => Promise<unknown>,
): ((wish: W) => void) => {
  let gathered: W[] = [];
  /** The requests that were sent last, until they are answered. */
  let underWay: symbol | undefined;
  let disarm = (): void => undefined;

  const sendNow = async (wishes: readonly W[]): Promise<void> => {
    const mine = Symbol();
    underWay = mine;
    await send(wishes);
    if (underWay !== mine) return;
    underWay = undefined;
    sendGathered();
  };

  const sendGathered = (): void => {
    disarm();
    const wishes = gathered;
    gathered = [];
    if (wishes.length > 0) void sendNow(wishes);
  };

  return (wish) => {
    if (underWay === undefined) return void sendNow([wish]);
    gathered.push(wish);
    if (gathered.length === 1) disarm = clock.setTimer(clock.now() + gatherMs, sendGathered);
  };
};
