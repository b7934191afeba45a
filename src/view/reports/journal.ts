import { leftBehind, leftByAttempt } from '../../audit/left-behind.ts';
import type { AttemptView, RunModel } from '../../audit/run-model.ts';
import type { Outcome } from '../../model/litmus/outcome.ts';
import { hasJudged } from '../../model/litmus/outcome.ts';
import { casesOf } from './cases.ts';

/** The version whose journal format this follows; readers choose their template by it. */
const chaoslibVersion = '1.40.0';

const statuses = {
  Pass: 'completed',
  Skipped: 'completed',
  Fail: 'failed',
  Error: 'aborted',
  Stopped: 'interrupted',
} as const satisfies Record<Outcome, string>;

const time = (ms: number): string => new Date(ms).toISOString();

/** A step as the journal's idea of an action; the provider names what stands behind it. */
const actionOf = (step: { readonly id: string; readonly experiment: string }) => ({
  type: 'action',
  name: step.id,
  provider: { type: 'process', path: 'chaos-runner', arguments: ['experiment', step.experiment] },
});

const activityOf = (model: RunModel, attempt: AttemptView) => {
  const { id, experiment = id, outcome, reason } = attempt;
  const end = attempt.endedAt ?? model.lastAt ?? attempt.startedAt;
  const broke = outcome === undefined || !hasJudged(outcome);
  return {
    activity: {
      ...actionOf({ id, experiment }),
      iteration: attempt.iteration,
      attempt: attempt.attempt,
      ...(attempt.job === undefined ? {} : { job: attempt.job }),
    },
    status: outcome === 'Pass' ? 'succeeded' : 'failed',
    output: [
      `${outcome ?? 'Unfinished'}${reason === undefined ? '' : `: ${reason}`}`,
      ...leftByAttempt(model, attempt),
    ].join(' '),
    start: time(attempt.startedAt),
    end: time(end),
    duration: (end - attempt.startedAt) / 1000,
    ...(broke ? { exception: [reason ?? `The step ended ${outcome ?? 'nowhere: the log ends before'}.`] } : {}),
  };
};

/**
 * The run as a Chaos Toolkit journal (Open Chaos API, "Experiment Journal"): every attempt that was launched or tried is an
 * activity; skipped steps are in the method only. `completed`: all passed; `failed` and deviated: a hypothesis failed;
 * `aborted`: the tool failed; `interrupted`: stopped, or the log ends before the run. `left-behind`, of our own: what a person
 * has to look after, as sentences.
 */
export const journalReport = (model: RunModel): string => {
  const start = model.startedAt ?? model.attempts[0]?.startedAt ?? model.lastAt ?? 0;
  const end = model.endedAt ?? model.lastAt ?? start;
  const cases = [...casesOf(model).values()].flat();
  const left = leftBehind(model);
  const steps = model.plan?.steps ?? cases.map(({ last }) => ({ id: last.id, experiment: last.experiment ?? last.id }));
  const journal = {
    'chaoslib-version': chaoslibVersion,
    platform: 'kubernetes',
    node: `${model.namespace}/${model.engine}`,
    experiment: {
      version: '1.0.0',
      title: `${model.namespace}/${model.engine}`,
      description: `Run ${model.runId} of the ChaosEngine ${model.engine} in ${model.namespace}`,
      tags: ['litmuschaos'],
      method: steps.map(actionOf),
      rollbacks: [],
    },
    start: time(start),
    status: model.outcome === undefined ? 'interrupted' : statuses[model.outcome],
    deviated: cases.some(({ last }) => last.outcome === 'Fail'),
    steady_states: { before: null, after: null, during: [] },
    run: model.attempts.filter(({ outcome }) => outcome !== 'Skipped').map((attempt) => activityOf(model, attempt)),
    rollbacks: [],
    ...(left.length === 0 ? {} : { 'left-behind': left }),
    end: time(end),
    duration: (end - start) / 1000,
  };
  return `${JSON.stringify(journal, null, 2)}\n`;
};
