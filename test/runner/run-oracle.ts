import type { Entry } from '../../src/audit/hash-chain.ts';
import { type Outcome, worseOf } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import { decided, holds } from '../model/mutations/frontier-run.ts';
import { type FateOf, outcomeOf, type World } from './in-memory-world.ts';

export interface OracleOptions {
  readonly plan: Plan;
  readonly fateOf: FateOf;
  /** Nothing cuts the run short: then every outcome follows from the fates. */
  readonly isCalm: boolean;
}

export interface Oracle {
  readonly onEntry: (entry: Entry) => void;
  /** The rules that the run has broken, in the order in which they were. */
  readonly finish: (end: {
    readonly isOver: boolean;
    readonly now: number;
    readonly world: World;
  }) => readonly string[];
}

interface End {
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly at: number;
}

/** Looks at the records of a run and knows the plan; knows nothing of how the machines work. */
export const createOracle = ({ plan, fateOf, isCalm }: OracleOptions): Oracle => {
  const broken: string[] = [];
  const indexOf = new Map(plan.steps.map(({ id }, index) => [id, index]));
  const active = new Map<number, { readonly attempt: number; readonly state: string; readonly passed: boolean }>();
  /** Of the current iteration. */
  let ends = new Map<number, End>();
  let outcomes: (Outcome | undefined)[] = [];
  let iteration = 0;
  let begunAt = 0;
  let openedAt = 0;
  /** Why nothing may be started any more in this iteration. */
  let stopped: string | undefined;
  let isAborted = false;
  let isHeld = false;
  const mustEndStopped = new Set<number>();
  let worst: Outcome = 'Skipped';
  let said: Outcome | undefined;

  const rule = (holds_: boolean, text: string): void => {
    if (!holds_) broken.push(text);
  };
  const mayRetry = (step: number, end: End): boolean => {
    const retries = plan.steps[step]?.retries;
    return (
      retries !== undefined && end.attempt >= 1 && end.attempt <= retries.limit && retries.on.includes(end.outcome)
    );
  };

  const endIteration = (): void => {
    if (iteration === 0) return;
    rule(active.size === 0, 'an iteration is over while a step runs');
    for (const step of plan.iterations[iteration - 1]?.order ?? []) {
      const end = ends.get(step);
      rule(end !== undefined, 'a step has no outcome at the end of its iteration');
      if (end === undefined) continue;
      outcomes[step] = end.outcome;
      worst = worseOf(worst, end.outcome);
      if (!isCalm) continue;
      rule(!mayRetry(step, end), 'a retry is missing');
      rule(
        end.attempt === 0 || end.outcome === outcomeOf(fateOf(step, iteration, end.attempt)),
        'an outcome is not what the experiment said',
      );
    }
    if (!isCalm) return;
    for (const [step, end] of ends) {
      const condition = plan.steps[step]?.condition;
      const ran = condition === undefined || holds(condition, outcomes);
      rule(ran === end.attempt > 0, 'a step ran, or not, against its condition');
    }
  };

  const beginIteration = (next: number, at: number): void => {
    endIteration();
    rule(next === iteration + 1 && next <= plan.iterations.length, 'iterations do not follow one another');
    const { intervalMs = 0 } = plan.iterations[next - 1] ?? {};
    rule(next === 1 || at >= begunAt + intervalMs, 'an iteration begins before its interval is over');
    rule(
      stopped === undefined || plan.failurePolicy === 'continue',
      'an iteration follows though the policy has ended the run',
    );
    iteration = next;
    begunAt = at;
    ends = new Map();
    outcomes = plan.steps.map((_, step) => plan.preset?.[step] ?? undefined);
    stopped = undefined;
  };

  const takeSupervisor = (entry: Entry): void => {
    const { event } = entry;
    if (event.type === 'xstate.init') openedAt = event.at;
    if (entry.iteration !== undefined && entry.iteration !== iteration && event.type !== 'ABORT')
      beginIteration(entry.iteration, event.at);
    else if (entry.iteration !== undefined && entry.iteration !== iteration) iteration = entry.iteration;
    if (entry.outcome !== undefined) said = entry.outcome;
    if (event.type === 'PAUSE') isHeld = true;
    if (event.type === 'CONTINUE') isHeld = false;
    if (event.type === 'ABORT' || (event.type === 'TIMER' && event.timer === 'run')) isAborted = true;
    if (['Iterating.CuttingShort', 'Iterating.Draining'].includes(entry.to) && event.type === 'TIMER')
      stopped ??= 'time-out';
    if (isAborted) {
      stopped ??= 'abort';
      outcomes = outcomes.length > 0 ? outcomes : plan.steps.map(() => undefined);
    }
    const step = Number(event.step);
    if (event.type === 'STEP_ENDED') takeFailure(step, ends.get(step));
    if (event.type === 'OUTCOME_RECORDED')
      takeFailure(step, { attempt: Number(event.attempt), outcome: event.outcome as Outcome, at: event.at });
  };

  const tripsPolicy = (step: number, end: End): boolean =>
    plan.failurePolicy !== 'continue' && end.outcome !== 'Pass' && end.outcome !== 'Skipped' && !mayRetry(step, end);

  const takeFailure = (step: number, end: End | undefined): void => {
    if (end === undefined || stopped !== undefined || !tripsPolicy(step, end)) return;
    stopped = 'policy';
    if (plan.failurePolicy !== 'cancelRunning') return;
    for (const [one, { state }] of active) if (!state.startsWith('CleaningUp')) mustEndStopped.add(one);
  };

  const takeStart = (step: number, attempt: number, at: number): unknown => {
    const { condition, mutexes = [], retries } = plan.steps[step] ?? {};
    rule(stopped === undefined, `a step is started after the ${stopped}`);
    rule(!isHeld, 'a step is started while somebody holds the run');
    const running = [...active].flatMap(([one, launched]) => (launched.attempt > 0 ? [one] : []));
    // What has passed takes up no place any more, where more than one may run.
    const leave = plan.parallelism === 1 ? [] : running.filter((one) => active.get(one)?.passed);
    rule(running.length - leave.length <= plan.parallelism, 'more steps run at once than allowed');
    const held = running.filter((one) => one !== step).flatMap((one) => plan.steps[one]?.mutexes ?? []);
    rule(!mutexes.some((mutex) => held.includes(mutex)), 'two steps with one mutex run at once');
    if (condition) rule(decided(condition, outcomes) !== false, 'a step is started against its condition');
    if (condition) rule(decided(condition, outcomes) === true, 'a step is started before its condition holds');
    // The first steps are started in the moment in which the time-outs are armed.
    const runEnds = Math.max(openedAt + (plan.timeoutMs ?? Number.POSITIVE_INFINITY), iteration === 1 ? begunAt : 0);
    rule(at <= runEnds, 'a step is started after the time-out');
    rule(
      plan.iterationTimeoutMs === undefined || at <= begunAt + plan.iterationTimeoutMs,
      'a step is started after the time-out of its iteration',
    );
    const before = ends.get(step);
    if (attempt === 1) return rule(before === undefined, 'a step is started again');
    rule(before?.attempt === attempt - 1 && mayRetry(step, before), 'a retry too many');
    return rule(
      before !== undefined && at >= before.at + (retries?.backoffMs ?? 0),
      'a retry comes before its backoff is over',
    );
  };

  const takeExperiment = (entry: Entry): void => {
    const step = indexOf.get(entry.subject ?? '') ?? -1;
    const { event, attempt = 0, to } = entry;
    rule(entry.iteration === iteration, 'a step runs outside of its iteration');
    if (event.type === 'xstate.init') {
      rule(!active.has(step), 'a step is begun while it runs');
      rule((plan.iterations[iteration - 1]?.order ?? []).includes(step), 'a step runs that is not in the iteration');
      const end = ends.get(step);
      rule(end === undefined || mayRetry(step, end), 'a step is begun after its end');
    }
    const passes = event.type === 'RESULT_READ' && event.verdict === 'Pass' && to.startsWith('CleaningUp');
    active.set(step, { attempt, state: to, passed: passes || active.get(step)?.passed === true });
    if (event.type === 'START') takeStart(step, attempt, event.at);
    if (to !== 'Verdict') return;
    active.delete(step);
    rule(entry.outcome !== undefined, 'a step ends without an outcome');
    const { outcome = 'Error' } = entry;
    const condition = plan.steps[step]?.condition;
    rule((outcome === 'Skipped') <= (attempt === 0), 'a step that ran is skipped');
    if (outcome === 'Skipped' && stopped === undefined)
      rule(condition !== undefined && decided(condition, outcomes) !== true, 'a step is skipped without need');
    rule(!mustEndStopped.delete(step) || outcome === 'Stopped', 'a step runs on though the policy cancels it');
    const end = { attempt, outcome, at: event.at };
    ends.set(step, end);
    const waited = entry.from === 'CleaningUp.Deleting' && stopped === undefined && tripsPolicy(step, end);
    rule(!waited, 'the policy waits until a failed step has been cleaned up');
    if (!mayRetry(step, end) || stopped !== undefined) outcomes[step] = outcome;
  };

  return {
    onEntry: (entry) => (entry.machine === 'supervisor' ? takeSupervisor(entry) : takeExperiment(entry)),
    finish: ({ isOver, now, world }) => {
      rule(isOver, 'the run does not end');
      if (!isOver) return broken;
      endIteration();
      if (isCalm) rule(iteration === plan.iterations.length, 'an iteration is missing');
      const expected = isAborted ? 'Stopped' : worst === 'Skipped' ? 'Pass' : worst;
      rule(said === expected, `the outcome of the run is ${said}, not ${expected}`);
      rule(new Set(world.created).size === world.created.length, 'a Job is created twice');
      const running = [...world.jobs.values()].filter(({ endsAt, fate }) => endsAt > now || fate.is === 'cannotStart');
      rule(running.length === 0, 'a Job is left running');
      return broken;
    },
  };
};
