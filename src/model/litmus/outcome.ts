/** How a step or a batch ended. `Fail`: the hypothesis failed. `Error`: the tool failed. `Skipped`: never launched. */
export const outcomes = ['Pass', 'Fail', 'Error', 'Stopped', 'Skipped'] as const;

export type Outcome = (typeof outcomes)[number];

interface Meaning {
  /** From best to worst. `Skipped` is neutral, so it is the least of all. */
  readonly badness: number;
  /** Such a step was surely started, so that its condition held; any other may have ended before. */
  readonly started: boolean;
  /** Its experiment has come to a judgement of its own: nothing of it goes on. */
  readonly judged: boolean;
}

/** What an outcome tells of its step. */
const meanings: Readonly<Record<Outcome, Meaning>> = {
  Skipped: { badness: 0, started: false, judged: false },
  Pass: { badness: 1, started: true, judged: true },
  Fail: { badness: 2, started: true, judged: true },
  Error: { badness: 3, started: true, judged: false },
  Stopped: { badness: 4, started: false, judged: false },
};

/** Whether a step that ended so was surely started, so that its own condition held. */
export const wasStarted = (outcome: Outcome): boolean => meanings[outcome].started;

/** Whether the experiment has judged by itself, and so has ended as it means to: Pass and Fail. */
export const hasJudged = (outcome: Outcome): boolean => meanings[outcome].judged;

/** The worse of two outcomes: Stopped > Error > Fail > Pass > Skipped. */
export const worseOf = (left: Outcome, right: Outcome): Outcome =>
  meanings[right].badness > meanings[left].badness ? right : left;

/** The worst of many; `Pass` of none or of skipped ones only, because steps skipped by their own condition are neutral. */
export const worstOf = (all: Iterable<Outcome>): Outcome => {
  let worst: Outcome = 'Skipped';
  for (const outcome of all) worst = worseOf(worst, outcome);
  return worst === 'Skipped' ? 'Pass' : worst;
};

/** How a run ended as a whole: `Stopped` where somebody has ended it early, whatever came of its steps; else the worst of them. */
export const outcomeOfRun = (isAborted: boolean, steps: Iterable<Outcome>): Outcome =>
  isAborted ? 'Stopped' : worstOf(steps);
