/** How many requests a second an API server is asked: at the beginning, and at most. */
export interface RequestRate {
  readonly requestsPerSecond: number;
  readonly mostPerSecond: number;
}

/** The variable that says so, as `50-200`, or as one number for both. */
export const requestRateVariable = 'RUNNER_REQUESTS_PER_SECOND';

/** No server of Kubernetes takes more of one client. */
const mostOfAll = 10_000;

/**
 * Reads `50-200`: fifty at the beginning and two hundred at most; `50`: fifty at any time. Undefined of anything else, such as
 * a beginning above the most, none at all, or more than 10,000.
 */
export const readRequestRate = (text: string): RequestRate | undefined => {
  const found = /^\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?$/.exec(text);
  if (found === null) return undefined;
  const [requestsPerSecond, mostPerSecond] = [Number(found[1]), Number(found[2] ?? found[1])];
  const isRate = requestsPerSecond >= 1 && requestsPerSecond <= mostPerSecond && mostPerSecond <= mostOfAll;
  return isRate ? { requestsPerSecond, mostPerSecond } : undefined;
};

/** What is wrong with a rate that cannot be read, and what then holds: a sentence. */
export const refusedRate = (text: string): string =>
  `${requestRateVariable} is ${JSON.stringify(text.slice(0, 40))}, which is no rate: expected a number of requests a second at ` +
  'the beginning and at most, such as 50-200. That is what holds now';
