/** How a step or a batch ended. `Fail`: the hypothesis failed. `Error`: the tool failed. `Skipped`: never launched. */
export const outcomes = ['Pass', 'Fail', 'Error', 'Stopped', 'Skipped'] as const;

export type Outcome = (typeof outcomes)[number];

/** From best to worst. `Skipped` is neutral, so it is the least of all. */
const badness: Record<Outcome, number> = { Skipped: 0, Pass: 1, Fail: 2, Error: 3, Stopped: 4 };

/** The worse of two outcomes: Stopped > Error > Fail > Pass > Skipped. */
export const worseOf = (left: Outcome, right: Outcome): Outcome => (badness[right] > badness[left] ? right : left);

/** The worst of many; `Pass` of none or of skipped ones only, because steps skipped by their own condition are neutral. */
export const worstOf = (all: Iterable<Outcome>): Outcome => {
  let worst: Outcome = 'Skipped';
  for (const outcome of all) worst = worseOf(worst, outcome);
  return worst === 'Skipped' ? 'Pass' : worst;
};

/** How a run ended as a whole: `Stopped` where somebody has ended it early, whatever came of its steps; else the worst of them. */
export const outcomeOfRun = (isAborted: boolean, steps: Iterable<Outcome>): Outcome =>
  isAborted ? 'Stopped' : worstOf(steps);
