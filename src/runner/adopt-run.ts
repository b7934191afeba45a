import type { ExperimentContext, ExperimentInput } from '../../machines/experiment-types.ts';
import type { KubeObject } from '../cluster/port.ts';
import { identityOf } from '../job/identity.ts';
import { jobName } from '../job/name.ts';
import type { SeenRow } from '../model/engine.ts';
import { type Outcome, outcomes, worseOf } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import { beginIteration, noProgress } from '../model/progress.ts';
import { isTerminal } from '../model/row.ts';
import type { AttemptState, SupervisorState } from './machine-state.ts';
import type { AttemptFacts, StepFacts } from './step-facts.ts';

export interface Adoption {
  readonly runId: string;
  readonly plan: Plan;
  readonly jobs: readonly KubeObject[];
  readonly rows: readonly SeenRow[];
  readonly inputOf: (step: number, iteration: number, attempt: number) => ExperimentInput;
  readonly now: number;
}

export interface Adopted {
  readonly supervisor: SupervisorState;
  readonly attempts: readonly AttemptState[];
  readonly facts: readonly (StepFacts | null)[];
}

const ended: Readonly<Record<string, Outcome>> = { Completed: 'Error', 'Forcefully Aborted': 'Stopped' };

/** The outcome that a terminal row tells of. */
const outcomeOf = ({ status = '', verdict = '' }: SeenRow): Outcome => {
  if (status === 'Skipped') return verdict === 'N/A' ? 'Skipped' : 'Error';
  return outcomes.find((outcome) => outcome === verdict && status === 'Completed') ?? ended[status] ?? 'Error';
};

/**
 * The machines of a run whose checkpoint is lost, from the labels of its Jobs and from its rows. A Job that is there is
 * adopted; a row that says that a pod ran, without its Job, is a step that was launched and whose Job has vanished; a
 * terminal row is an outcome. Nothing else has been launched.
 */
export const adoptRun = ({ runId, plan, jobs, rows, inputOf, now }: Adoption): Adopted => {
  const known = jobs.flatMap((job) => {
    const found = identityOf(job);
    const step = plan.steps.findIndex(({ id }) => id === found?.identity.step);
    return found?.identity.runId === runId && step >= 0 ? [{ ...found.identity, step, job }] : [];
  });
  const iteration = Math.max(1, ...known.map((one) => one.iteration));
  const current = new Map<number, (typeof known)[number]>();
  for (const one of known)
    if (one.iteration === iteration && one.attempt >= (current.get(one.step)?.attempt ?? 0)) current.set(one.step, one);

  const begun = beginIteration(plan, { ...noProgress(plan), iteration: iteration - 1 }, now).progress;
  const results = begun.outcomes.slice();
  const attempts = plan.steps.map(() => 0);
  const facts: (StepFacts | null)[] = plan.steps.map(() => null);
  const running: number[] = [];
  const states: AttemptState[] = [];
  const launch = (step: number, attempt: number, state: string, more: Partial<ExperimentContext>): void => {
    attempts[step] = attempt;
    running.push(step);
    states.push({ state, context: { ...inputOf(step, iteration, attempt), version: 1, ...more } });
  };
  plan.steps.forEach(({ id, experiment }, step) => {
    const mine = current.get(step);
    const row = rows.find(({ name }) => name === id);
    if (mine) {
      launch(step, mine.attempt, 'Launching.Creating', { job: { name: mine.job.metadata.name } });
      return;
    }
    if (row === undefined || row.status === 'Waiting for Job Creation') return;
    if (isTerminal(row.status)) {
      const outcome = outcomeOf(row);
      results[step] = outcome;
      facts[step] = { current: factsFrom(row, iteration, outcome, now) };
      return;
    }
    const name = jobName(experiment, { runId, step: id, iteration, attempt: 1 });
    const pod = row.experimentPod === undefined || row.experimentPod === 'N/A' ? {} : { pod: row.experimentPod };
    launch(step, 1, 'Running.Observing', {
      job: { name },
      launchedAt: now,
      startedAt: now,
      baseline: 'unknown',
      ...pod,
    });
  });
  const order = plan.iterations[iteration - 1]?.order ?? [];
  const progress = {
    ...begun,
    outcomes: results,
    attempts,
    running,
    ready: [],
    open: order.filter((step) => results[step] === null).length,
    worst: order.reduce<Outcome>((worst, step) => worseOf(worst, results[step] ?? 'Skipped'), 'Skipped'),
  };
  return {
    supervisor: { state: 'Running', context: { version: 1, runId, plan, startedAt: now, progress } },
    attempts: states,
    facts,
  };
};

const factsFrom = (row: SeenRow, iteration: number, outcome: Outcome, at: number): AttemptFacts => ({
  iteration,
  attempt: 1,
  phase: 'ended',
  outcome,
  ending:
    row.status === 'Completed'
      ? 'completed'
      : row.status === 'Forcefully Aborted'
        ? 'aborted'
        : row.status === 'ChaosExperiment Not Found'
          ? 'notFound'
          : outcome === 'Skipped'
            ? 'skipped'
            : 'rejected',
  ...(row.experimentPod === undefined || row.experimentPod === 'N/A' ? {} : { pod: row.experimentPod }),
  reason: 'Taken from the row that an earlier process had written.',
  at: Date.parse(row.lastUpdateTime ?? '') || at,
});
