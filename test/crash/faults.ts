import type { FaultAction, InterceptedRequest, Interceptor } from 'chaos-runner-simulator';
import { integerBelow, streamFor } from '../../src/model/plan/random.ts';

/** Every kind of trouble, and which requests it can meet on a real API server. */
const troubles: readonly {
  readonly name: string;
  readonly meets: (request: InterceptedRequest) => boolean;
  readonly action: (draw: (below: number) => number) => FaultAction;
}[] = [
  {
    name: '429',
    meets: ({ verb }) => verb !== 'watch',
    action: (draw) => ({ is: 'respond', status: 429, retryAfterSeconds: 1 + draw(2) }),
  },
  {
    name: '500',
    meets: () => true,
    action: (draw) => ({ is: 'respond', status: [500, 502, 503, 504][draw(4)] ?? 500 }),
  },
  // A deletion conflicts only with its own precondition; a creation with the bookkeeping of a quota.
  {
    name: '409',
    meets: ({ verb }) => verb === 'patch' || verb === 'create',
    action: () => ({ is: 'respond', status: 409 }),
  },
  { name: 'reset before', meets: () => true, action: () => ({ is: 'reset', when: 'before' }) },
  { name: 'reset after', meets: ({ verb }) => verb !== 'watch', action: () => ({ is: 'reset', when: 'after' }) },
  { name: 'latency', meets: () => true, action: (draw) => ({ is: 'delay', milliseconds: 20 + draw(400) }) },
  { name: 'stale', meets: ({ verb }) => verb === 'list', action: (draw) => ({ is: 'stale', behind: 1 + draw(15) }) },
  {
    name: 'cut',
    meets: ({ verb }) => verb === 'watch',
    action: (draw) =>
      draw(2) === 0 ? { is: 'cutWatch', afterEvents: draw(4) } : { is: 'cutWatch', afterMilliseconds: draw(400) },
  },
];

export interface Faults {
  readonly interceptor: Interceptor;
  /** What was done, in order: `<fault> at <request>`. */
  readonly done: readonly string[];
}

/** Meets one request of the runner in `every`, at places that the seed draws, `most` times at most. */
export const faults = (seed: number, every: number, most: number): Faults => {
  const stream = streamFor(seed, 'faults');
  const draw = (below: number): number => integerBelow(stream, below);
  const done: string[] = [];
  return {
    done,
    interceptor: (request) => {
      if (!request.userAgent.startsWith('chaos-runner/') || done.length >= most || draw(every) > 0) return undefined;
      const fitting = troubles.filter(({ meets }) => meets(request));
      const trouble = fitting[draw(fitting.length)];
      if (trouble === undefined) return undefined;
      done.push(`${trouble.name} at ${request.verb} ${request.resource} ${request.name ?? ''}`);
      return trouble.action(draw);
    },
  };
};
