import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { Outcome } from '../../model/litmus/outcome.ts';

/** One step in one iteration: what reports count. Retries are one case, its outcome that of the last attempt. */
export interface Case {
  readonly iteration: number;
  readonly last: AttemptView;
  /** Attempts before the last, oldest first. */
  readonly earlier: readonly AttemptView[];
}

const placeIn = (model: RunModel, iteration: number, attempt: AttemptView): number => {
  const order = model.plan?.iterations[iteration - 1]?.order;
  const place = attempt.index === undefined ? -1 : (order?.indexOf(attempt.index) ?? -1);
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
};

/** The cases of each iteration that began, in the iteration's order. */
export const casesOf = (model: RunModel): ReadonlyMap<number, readonly Case[]> => {
  const iterations = [...Map.groupBy(model.attempts, ({ iteration }) => iteration)].sort(
    ([left], [right]) => left - right,
  );
  const casesIn = (iteration: number, attempts: readonly AttemptView[]): readonly Case[] =>
    [...Map.groupBy(attempts, ({ id }) => id).values()]
      .flatMap((all) => all.slice(-1).map((last): Case => ({ iteration, last, earlier: all.slice(0, -1) })))
      .sort((left, right) => placeIn(model, iteration, left.last) - placeIn(model, iteration, right.last));
  return new Map(iterations.map(([iteration, attempts]) => [iteration, casesIn(iteration, attempts)]));
};

/** When its first attempt began, milliseconds since the epoch. */
export const beginOf = ({ last, earlier }: Case): number => (earlier[0] ?? last).startedAt;

/** When its last attempt ended; where it has not, the end of the log. */
export const endOf = ({ last }: Case, { lastAt = last.startedAt }: RunModel): number => last.endedAt ?? lastAt;

/** How many cases ended how; `Unfinished`: the log ends before them. */
export const countsOf = (cases: readonly Case[]): Readonly<Record<Outcome | 'Unfinished', number>> => {
  const counts = { Pass: 0, Fail: 0, Error: 0, Stopped: 0, Skipped: 0, Unfinished: 0 };
  for (const { last } of cases) counts[last.outcome ?? 'Unfinished'] += 1;
  return counts;
};

/** Milliseconds from the first attempt's beginning to the last one's end, or to the end of the log. */
export const tookMs = (one: Case, model: RunModel): number => Math.max(0, endOf(one, model) - beginOf(one));

/** Why a case ended as it did: a sentence, never empty. */
export const whyOf = ({ last: { outcome, reason = '', state } }: Case): string => {
  if (outcome === undefined) return `The log ends while the step is in ${state}. ${reason}`.trim();
  return reason === '' ? `The step ended ${outcome}.` : reason;
};
