import { isRecord } from '../../model/json/json-object.ts';

type Undecoded = Readonly<Record<string, unknown>>;

/** What is known of a step, not yet decoded, as it was before checkpoints of shape 3: phase and end stood side by side. */
export const factsOfToday = (step: Undecoded): Undecoded => {
  const { current, worst, ...rest } = step;
  return {
    ...rest,
    ...(current === undefined ? {} : { current: attemptOfToday(current) }),
    ...(worst === undefined ? {} : { worst: attemptOfToday(worst) }),
  };
};

/** One that says it has ended and not how is left as it is, to be refused. */
const attemptOfToday = (attempt: unknown): unknown => {
  if (!isRecord(attempt)) return attempt;
  const { phase, ending, outcome, verdict, reason, ...rest } = attempt;
  if (phase === 'waiting' || phase === 'running') return rest;
  const end = { ending, outcome, verdict, reason };
  return { ...rest, end: Object.fromEntries(Object.entries(end).filter(([, value]) => value !== undefined)) };
};
