import { describe, expect, it } from 'vitest';
import { experimentMachine } from '../../machines/experiment/experiment.ts';
import { supervisorMachine } from '../../machines/supervisor/supervisor.ts';
import type { SupervisorEvent } from '../../machines/supervisor/supervisor-types.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { PlannedStep } from '../../src/model/plan/planned-step.ts';
import { isAwaited, isIterationOver } from '../../src/model/progress/progress.ts';
import { type Config, changed, withoutEffects } from '../machines/mutants.ts';
import { brokenBatchRule, type PropertyName } from './batch-property.ts';
import type { Mistake } from './run-to-end.ts';

const steps = (change: (step: PlannedStep) => Partial<PlannedStep>): Mistake => ({
  plan: (plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, ...change(step) })) }),
});

const retries = (change: (retries: NonNullable<PlannedStep['retries']>) => PlannedStep['retries']): Mistake =>
  steps((step) => {
    const changed = step.retries && change(step.retries);
    return changed ? { retries: changed } : {};
  });

const supervisor = (machine: typeof supervisorMachine): Mistake => ({
  machines: { experiment: experimentMachine, supervisor: machine },
});

const isOutcome = (
  event: SupervisorEvent,
): event is Extract<SupervisorEvent, { type: 'STEP_ENDED' | 'OUTCOME_RECORDED' }> =>
  event.type === 'STEP_ENDED' || event.type === 'OUTCOME_RECORDED';

const without = (key: keyof Plan): Mistake => ({
  plan: (plan) => Object.fromEntries(Object.entries(plan).filter(([name]) => name !== key)) as unknown as Plan,
});

/** Mistakes that somebody could make in planning and supervising, with the rule that each breaks. */
const mistakes: Readonly<Record<string, readonly [PropertyName, Mistake, RegExp]>> = {
  'one step more than the limit': [
    'calm',
    { plan: (plan) => ({ ...plan, parallelism: plan.parallelism + 1 }) },
    /more steps run at once/,
  ],
  'a mutex is forgotten': ['calm', steps(() => ({ mutexes: [] })), /one mutex/],
  'conditions are forgotten': [
    'calm',
    {
      plan: (plan) => ({
        ...plan,
        steps: plan.steps.map(({ condition: _, ...step }) => step),
      }),
    },
    /condition/,
  ],
  'a retry too many': [
    'calm',
    retries((policy) => ({ ...policy, limit: policy.limit + 1 })),
    /retry too many|after its end/,
  ],
  'a retry is lost': ['calm', retries((policy) => ({ ...policy, limit: policy.limit - 1 })), /retry is missing/],
  'the backoff is forgotten': ['calm', retries((policy) => ({ ...policy, backoffMs: 0 })), /before its backoff/],
  'intervals are forgotten': [
    'calm',
    { plan: (plan) => ({ ...plan, iterations: plan.iterations.map((one) => ({ ...one, intervalMs: 0 })) }) },
    /before its interval/,
  ],
  'the failure policy is ignored': [
    'any',
    { plan: (plan) => ({ ...plan, failurePolicy: 'continue' }) },
    /after the policy|the policy cancels it|ended the run|the policy waits/,
  ],
  'the time-out of the run is ignored': ['any', without('timeoutMs'), /after the time-out/],
  'a skip is lost': [
    'calm',
    supervisor(withoutEffects(supervisorMachine, ({ type }) => type === 'skipSteps')),
    /does not end/,
  ],
  'cancelRunning cancels nothing': [
    'any',
    supervisor(withoutEffects(supervisorMachine, ({ type }) => type === 'abortSteps')),
    /the policy cancels it|does not end/,
  ],
  'the policy waits for the clean-up of the step that failed': [
    'any',
    {
      machines: {
        experiment: withoutEffects(experimentMachine, ({ type }) => type === 'reportOutcome'),
        supervisor: supervisorMachine,
      },
    },
    /the policy waits until a failed step/,
  ],
  'no timer starts the next attempt': [
    'calm',
    supervisor(
      withoutEffects(
        supervisorMachine,
        ({ type, params }) => type === 'armTimer' && (params as { readonly timer: string }).timer === 'retry',
      ),
    ),
    /does not end/,
  ],
  'an attempt that is tried again trips the policy': [
    'any',
    supervisor(
      supervisorMachine.provide({
        guards: {
          tripsPolicy: ({ context, event }) =>
            isOutcome(event) &&
            isAwaited(context.progress, event) &&
            context.plan.failurePolicy !== 'continue' &&
            event.outcome !== 'Pass' &&
            event.outcome !== 'Skipped',
        },
      }),
    ),
    /skipped without need|the policy waits/,
  ],
  'the last iteration is left out': [
    'calm',
    supervisor(
      supervisorMachine.provide({
        guards: {
          moreIterations: ({ context }) =>
            isIterationOver(context.progress) && context.progress.iteration < context.plan.iterations.length - 1,
        },
      }),
    ),
    /iteration is missing/,
  ],
  'iterations go on after the policy has ended the run': [
    'any',
    supervisor(
      changed(supervisorMachine, ({ states }) => {
        delete (states.Iterating as Config).states.Draining?.always;
      }) as never,
    ),
    /the policy has ended the run/,
  ],
  'a hold is taken for a state and not remembered': [
    'held',
    supervisor(supervisorMachine.provide({ actions: { takePause: () => undefined } }) as never),
    /somebody holds the run|does not end/,
  ],
  'a hold is never over': [
    'held',
    supervisor(supervisorMachine.provide({ actions: { goOn: () => undefined } }) as never),
    /does not end/,
  ],
  'an abort leaves the Jobs alone': [
    'aborted',
    {
      machines: {
        experiment: withoutEffects(experimentMachine, ({ type }) => type === 'cleanUp'),
        supervisor: supervisorMachine,
      },
    },
    /left running|does not end/,
  ],
};

describe('the rules of a batch notice that', () => {
  it.each(Object.entries(mistakes))('%s', (_, [property, mistake, rule]) => {
    expect(brokenBatchRule(property, 600, { mistake, seed: 2024 })).toMatch(rule);
  });
});
