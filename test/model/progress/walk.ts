import type { Outcome } from '../../../src/model/litmus/outcome.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import {
  beginIteration,
  noProgress,
  type Progress,
  reconsidered,
  retryDue,
  stepEnded,
} from '../../../src/model/progress/progress.ts';

const ends: readonly Outcome[] = ['Pass', 'Fail', 'Error', 'Stopped'];

/** A walk of the first iteration, by draws of what happens next: at each moment the steps that have been launched, and where the run stands. Now and then somebody holds it for a while. */
export const walk = (
  plan: Plan,
  draws: readonly number[],
): readonly { launched: ReadonlySet<number>; progress: Progress }[] => {
  const moments: { launched: ReadonlySet<number>; progress: Progress }[] = [];
  const launched = new Set<number>();
  let skips: readonly number[] = [];
  const take = (decision: ReturnType<typeof beginIteration>): Progress => {
    for (const { step } of decision.start) launched.add(step);
    skips = [...new Set([...skips, ...decision.skip.map(({ step }) => step)])];
    moments.push({ launched: new Set(launched), progress: decision.progress });
    return decision.progress;
  };
  let held = draws.length % 2 === 1;
  const planNow = (): Plan => (held ? { ...plan, parallelism: 0 } : plan);
  let progress = take(beginIteration(planNow(), noProgress(plan), 0));
  for (const draw of draws) {
    if (draw % 5 === 0) {
      held = !held;
      progress = take(reconsidered(planNow(), progress));
    }
    const retrying = progress.retrying.map(({ step }) => step).filter((step) => !progress.ready.includes(step));
    const choices = [...progress.running, ...skips, ...retrying];
    const step = choices[draw % Math.max(1, choices.length)];
    if (step === undefined) continue;
    const end = { step, iteration: 1, attempt: progress.attempts[step] ?? 0, at: 0 };
    if (progress.running.includes(step))
      progress = take(stepEnded(planNow(), progress, { ...end, outcome: ends[draw % ends.length] ?? 'Pass' }));
    else if (retrying.includes(step)) progress = take(retryDue(planNow(), progress, step));
    else {
      skips = skips.filter((one) => one !== step);
      progress = take(stepEnded(planNow(), progress, { ...end, outcome: 'Skipped' }));
    }
  }
  return moments;
};
