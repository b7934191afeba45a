import { counted } from '../text/counted.ts';
import { printDuration } from '../text/duration.ts';
import { atOnceShort } from './at-once-text.ts';
import { printCondition } from './condition.ts';
import { levelsOf, longestChain } from './critical-path.ts';
import type { Draw, FailurePolicy, Plan, PlannedIteration } from './plan.ts';
import type { PlannedStep } from './planned-step.ts';

const policyText: Record<FailurePolicy, string> = {
  continue: 'the other steps go on',
  stopScheduling: 'running steps finish, no other is started',
  cancelRunning: 'running steps are aborted, no other is started',
};

/**
 * The plan as text that a person can check before anything runs: what runs when, why, and what was drawn. Ends with a
 * line feed.
 */
export const planText = (plan: Plan): string => {
  const sections = [summary(plan), stepLines(plan), chainLines(plan), iterationLines(plan), noteLines(plan)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
};

const summary = (plan: Plan): readonly string[] => {
  const atOnce = plan.parallelism === 1 ? 'one at a time' : atOnceShort(plan);
  const drawn = plan.draws.find(({ what }) => what === 'pick')?.value;
  const picked = Array.isArray(drawn) ? `, ${drawn.length} of them drawn in each iteration` : '';
  const ends = (what: string, ms: number | undefined): readonly string[] =>
    ms === undefined ? [] : [`${what} ends after ${printDuration(ms)} at the latest`];
  const drawnHere = plan.draws.some(({ what }) => what === 'seed') ? ', drawn for this plan' : '';
  return [
    `${counted(plan.steps.length, 'step')}${picked}, ${atOnce}, ${counted(plan.iterations.length, 'iteration')}`,
    `when a step fails: ${policyText[plan.failurePolicy]}`,
    ...ends('the whole run', plan.timeoutMs),
    ...ends('each iteration', plan.iterationTimeoutMs),
    ...(plan.seed === undefined ? [] : [`seed ${plan.seed}${drawnHere}`]),
  ];
};

const stepLines = (plan: Plan): readonly string[] => {
  const width = Math.min(40, Math.max(0, ...plan.steps.map(({ id }) => id.length)));
  const ids = (step: number): string => plan.steps[step]?.id ?? `step ${step}`;
  const levels = levelsOf(plan);
  return levels.flatMap((steps, level) => [
    levelTitle(level, levels.length),
    ...steps.map((index) => {
      const step = plan.steps[index];
      const details = step ? detailsOf(plan, index, step, ids) : [];
      return `  ${ids(index).padEnd(width)}${details.length > 0 ? `  ${details.join('; ')}` : ''}`.trimEnd();
    }),
  ]);
};

const levelTitle = (level: number, levels: number): string => {
  if (levels === 1) return 'steps:';
  return level === 0 ? 'level 1, after nothing:' : `level ${level + 1}, after steps of level ${level}:`;
};

const detailsOf = (plan: Plan, index: number, step: PlannedStep, ids: (step: number) => string): readonly string[] => {
  const details: string[] = [];
  const known = plan.preset?.[index];
  if (known) details.push(`not run again: ${known} in the record`);
  if (step.experiment !== step.id) details.push(`experiment ${step.experiment}`);
  if (step.condition) details.push(`when ${printCondition(step.condition, ids)}`);
  if (step.retries) {
    const { limit, on, backoffMs } = step.retries;
    details.push(
      `${counted(limit, 'retry').replace('retrys', 'retries')} on ${on.join(', ')}${backoffMs > 0 ? ` after ${printDuration(backoffMs)}` : ''}`,
    );
  }
  if (step.timeoutMs !== undefined) details.push(`at most ${printDuration(step.timeoutMs)}`);
  if (step.mutexes.length > 0)
    details.push(`${step.mutexes.length === 1 ? 'mutex' : 'mutexes'} ${step.mutexes.join(', ')}`);
  return details;
};

const chainLines = (plan: Plan): readonly string[] => {
  let longest: readonly number[] = [];
  for (const order of new Set(plan.iterations.map((iteration) => iteration.order))) {
    const iteration = plan.iterations.findIndex((one) => one.order === order);
    const chain = longestChain(plan, iteration, plan.preset ?? []);
    if (chain.length > longest.length) longest = chain;
  }
  if (longest.length < 2) return [];
  const names = longest.map((step) => plan.steps[step]?.id ?? `step ${step}`);
  const shown = names.length > 12 ? [...names.slice(0, 6), `(${names.length - 11} more)`, ...names.slice(-5)] : names;
  return [`longest chain, ${longest.length} steps one after the other: ${shown.join(' → ')}`];
};

const drawText = ({ value }: Draw): string => (typeof value === 'number' ? `${value}` : value.join(', '));

const iterationLines = ({ iterations, draws, steps }: Plan): readonly string[] => {
  const ofIterations = draws.filter(({ iteration }) => iteration !== undefined);
  const drawn = Map.groupBy(ofIterations, ({ iteration }) => iteration);
  const [first] = iterations;
  const alike = iterations.every(({ order }) => order.join() === first?.order.join());
  const declared = first?.order.length === steps.length && first.order.every((step, place) => step === place);
  if (drawn.size === 0 && alike) {
    const interval = iterations[1]?.intervalMs ?? 0;
    if (iterations.length === 1 && declared)
      return ['ready steps are started in the order in which the engine lists them'];
    const what = declared ? 'all steps, in the order in which the engine lists them' : orderText(steps, first);
    const between = interval > 0 ? `, at least ${printDuration(interval)} from start to start` : '';
    return [`${iterations.length === 1 ? 'the iteration runs' : 'each iteration runs'} ${what}${between}`];
  }
  return iterations.flatMap((iteration, index) => {
    const wait =
      iteration.intervalMs > 0
        ? `, ${printDuration(iteration.intervalMs)} after the start of the one before at the earliest`
        : '';
    const picked = (drawn.get(index + 1) ?? []).filter(({ what }) => what === 'pick');
    return [
      `iteration ${index + 1}${wait}:`,
      `  ${orderText(steps, iteration)}`,
      ...picked.map((draw) => `  drawn: ${drawText(draw)}`),
    ];
  });
};

const orderText = (steps: readonly PlannedStep[], iteration: PlannedIteration | undefined): string => {
  const names = (iteration?.order ?? []).map((step) => steps[step]?.id ?? `step ${step}`);
  return names.length === 0 ? 'nothing' : names.join(', ');
};

const noteLines = ({ notes }: Plan): readonly string[] =>
  notes.length === 0 ? [] : ['notes:', ...notes.map((note) => `  - ${note}`)];
