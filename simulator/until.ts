/** Waiting for something in the store, without looking at it again and again. */
import type { Store } from './store.ts';

/**
 * Resolves with the first answer that is neither undefined nor false; asked at once, and after every change of the store.
 * Rejects with what the question throws, and when there is no answer within so many milliseconds of this machine's clock.
 */
export const untilAnswered = <A>(
  store: Pick<Store, 'subscribe'>,
  question: () => A | undefined | false,
  within: number,
): Promise<A> => {
  const { promise, resolve, reject } = Promise.withResolvers<A>();
  const ask = (): void => {
    try {
      const answer = question();
      if (answer !== undefined && answer !== false) resolve(answer);
    } catch (error) {
      reject(error);
    }
  };
  const late = new Error(`what was waited for has not come within ${within} ms: ${question}`);
  const timer = setTimeout(() => reject(late), within);
  const stop = store.subscribe(ask);
  ask();
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
};
