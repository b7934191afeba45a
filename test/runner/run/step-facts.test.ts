import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExperimentContext } from '../../../machines/experiment/experiment-types.ts';
import { defaultPlan } from '../../../src/model/batch/default-plan.ts';
import { isTerminal } from '../../../src/model/litmus/row.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { noProgress, type Progress } from '../../../src/model/progress/progress.ts';
import {
  factsOf,
  rowsOf,
  type StepFacts,
  stayingIn,
  stillInjectedIn,
  withFacts,
} from '../../../src/runner/run/step-facts.ts';
import { anyRuns } from '../arbitrary-run.ts';
import { attemptEnd, attemptState, planOf, start } from '../fixtures.ts';
import { runToEnd } from '../run-to-end.ts';

type Told = readonly [state: string, context?: Partial<ExperimentContext>];

const facts = (...told: readonly Told[]): StepFacts =>
  told.reduce<StepFacts>(
    (known, [state, context]) => withFacts(known, factsOf(attemptState(state, context), start)),
    {},
  );

const ended = (outcome: 'Pass' | 'Fail' | 'Error' | 'Stopped', more: Partial<ExperimentContext> = {}): Told => [
  'Verdict',
  { end: attemptEnd('completed', outcome), pod: 'pod', ...more },
];

const retried = planOf([{ id: 'a', retries: { limit: 1, on: ['Error'], backoffMs: 0 } }]);
const soak = planOf([{ id: 'a' }], {
  iterations: [
    { order: [0], intervalMs: 0 },
    { order: [0], intervalMs: 0 },
  ],
});

interface Shown {
  readonly plan?: Plan;
  readonly final?: boolean;
  /** Of the supervisor. */
  readonly state?: string;
}

/** The rows, each as `status verdict`. */
const shown = (
  steps: readonly (StepFacts | undefined)[],
  { plan = planOf([{ id: 'a' }]), final = false, state = 'Iterating.Running' }: Shown = {},
) =>
  rowsOf({
    ...{ engine: 'engine', plan, final, state, startedAt: start, facts: steps },
    progress: { ...noProgress(plan), iteration: 1 },
  }).map(({ name, status, verdict, experimentPod }) => `${name}: ${status} ${verdict} ${experimentPod}`);

const waiting = 'a: Waiting for Job Creation N/A Yet to be launched';

describe('the row of a step', () => {
  it.each<readonly [string, StepFacts | undefined, Shown, string]>([
    ['that has not begun', undefined, {}, waiting],
    ['whose Job has no pod', facts(['Running.Starting']), {}, waiting],
    ['whose pod was seen', facts(['Running.Starting', { pod: 'p' }]), {}, 'a: Running Awaited p'],
    ['that passed', facts(ended('Pass')), {}, 'a: Completed Pass pod'],
    [
      'whose outcome is known while it is cleaned up',
      facts(['CleaningUp.Recording', { end: attemptEnd('completed', 'Fail'), pod: 'pod' }]),
      {},
      'a: Completed Fail pod',
    ],
    [
      'that was aborted',
      facts(['Verdict', { end: attemptEnd('aborted', 'Stopped') }]),
      {},
      'a: Forcefully Aborted Stopped N/A',
    ],
    ['that was skipped', facts(['Verdict', { end: attemptEnd('skipped', 'Skipped') }]), {}, 'a: Skipped N/A N/A'],
    ['that was rejected', facts(['Verdict', { end: attemptEnd('rejected', 'Error') }]), {}, 'a: Skipped Fail N/A'],
    [
      'whose experiment there is not',
      facts(['Verdict', { end: attemptEnd('notFound', 'Error') }]),
      {},
      'a: ChaosExperiment Not Found Fail N/A',
    ],
    ['that is tried again', facts(ended('Error')), { plan: retried }, 'a: Running Awaited pod'],
    [
      'that is tried again and has begun to be',
      facts(ended('Error'), ['Validating', { attempt: 2 }]),
      { plan: retried },
      waiting,
    ],
    [
      'that is not tried again',
      facts(ended('Error'), ended('Error', { attempt: 2 })),
      { plan: retried },
      'a: Completed Error pod',
    ],
    [
      'that is not tried again, because nothing more is started',
      facts(ended('Error')),
      { plan: retried, state: 'Iterating.Draining' },
      'a: Completed Error pod',
    ],
    ['that comes again in the next iteration', facts(ended('Fail')), { plan: soak }, 'a: Running Awaited pod'],
    [
      'that does not, because the run is drained',
      facts(ended('Fail')),
      { plan: soak, state: 'Iterating.Draining' },
      'a: Completed Fail pod',
    ],
    [
      'that does, because only the iteration is',
      facts(ended('Fail')),
      { plan: soak, state: 'Iterating.CuttingShort' },
      'a: Running Awaited pod',
    ],
    [
      'shows the worst iteration at the end',
      facts(ended('Fail'), ended('Pass', { iteration: 2 })),
      { plan: soak, final: true },
      'a: Completed Fail pod',
    ],
    [
      'shows an attempt that made good what the first did not',
      facts(ended('Error'), ended('Pass', { attempt: 2 })),
      { plan: retried, final: true },
      'a: Completed Pass pod',
    ],
    ['that was never drawn, at the end', undefined, { final: true }, 'a: Skipped N/A N/A'],
    [
      'that keeps the outcome of an earlier run',
      undefined,
      { plan: planOf([{ id: 'a' }], { preset: ['Pass'] }) },
      'a: Completed Pass N/A',
    ],
  ])('%s', (_, known, how, expected) => {
    expect(shown([known], how)).toEqual([expected]);
  });

  it('keeps its time while nothing of it changes', () => {
    const first = withFacts(undefined, factsOf(attemptState('Running.Starting', { pod: 'p' }), start));
    const again = withFacts(first, factsOf(attemptState('Running.Observing', { pod: 'p' }), start + 60_000));
    expect(again.current?.at).toBe(start);
  });
});

describe('the steps of which targets are still marked as injected', () => {
  const marked = (...told: readonly Told[]) => stillInjectedIn(planOf([{ id: 'a' }]), [facts(...told)]);
  const one = { injected: ['pod/a'] };

  it('are named whatever their verdict is, with how many targets they have', () => {
    expect(marked(ended('Pass', one))).toEqual(['a (1 target)']);
    expect(marked(ended('Pass', { injected: ['pod/a', 'pod/b', '7 more'] }))).toEqual(['a (9 targets)']);
  });

  it('are none where the last look found all of them reverted', () => {
    expect(marked(ended('Pass', one), ended('Pass', { injected: [] }))).toEqual([]);
  });

  it('stay known when the next attempt leaves nothing, because it may have met other targets', () => {
    expect(marked(ended('Error', one), ended('Pass', { attempt: 2 }))).toEqual(['a (1 target)']);
  });

  it('stay known through all later iterations, the worst or not', () => {
    const later = [ended('Fail', { iteration: 2 }), ended('Pass', { iteration: 3 })];
    expect(marked(ended('Pass', one), ...later)).toEqual(['a (1 target)']);
  });
});

describe('the steps of which something had not gone', () => {
  const staying = (...told: readonly Told[]) => stayingIn(planOf([{ id: 'a' }]), [facts(...told)]);

  it('are those whose last clean-up gave up looking', () => {
    expect(staying(ended('Pass', { stays: true }))).toEqual(['a']);
    expect(staying(ended('Pass'))).toEqual([]);
  });

  it('stay known through later attempts and iterations, which have nothing to do with it', () => {
    const later = [ended('Pass', { attempt: 2 }), ended('Pass', { iteration: 2 }), ended('Pass', { iteration: 3 })];
    for (const count of [1, 2, 3])
      expect(staying(ended('Error', { stays: true }), ...later.slice(0, count))).toEqual(['a']);
  });
});

describe('the rows of a run', () => {
  const three = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  const verdicts = [facts(ended('Pass')), facts(ended('Error')), facts(ended('Fail'))];

  it('put the worst first once every step has ended, because ChaosCenter reads the first one only', () => {
    expect(shown(verdicts, { plan: three }).map(([name]) => name)).toEqual(['b', 'a', 'c']);
  });

  it('stay in order while a step runs', () => {
    expect(shown([...verdicts.slice(0, 2), facts(['Validating'])], { plan: three }).map(([name]) => name)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('keep the end of an iteration that was cut short while a later one runs', () => {
    const retries = { limit: 2, on: ['Stopped'], backoffMs: 0 } as const;
    const plan: Plan = {
      ...defaultPlan(['a', 'b']),
      steps: [
        { id: 'a', experiment: 'a', entry: 0, mutexes: [], retries },
        { id: 'b', experiment: 'b', entry: 1, mutexes: [] },
      ],
      iterations: [
        { order: [0], intervalMs: 0 },
        { order: [1], intervalMs: 0 },
      ],
    };
    const ended = {
      iteration: 1,
      attempt: 1,
      end: { ending: 'aborted', outcome: 'Stopped' },
      at: start,
    } as const;
    const progress = { ...noProgress(plan), iteration: 2 };
    const [row] = rowsOf({
      engine: 'e',
      plan,
      state: 'Iterating.Running',
      progress,
      facts: [{ current: ended }, undefined],
      startedAt: start,
      final: false,
    });
    expect(row?.status).toBe('Forcefully Aborted');
  });

  it('never take a terminal row back, and are all terminal at the end', () => {
    fc.assert(
      fc.property(anyRuns(), (one) => {
        const { plan } = one;
        const known: (StepFacts | undefined)[] = plan.steps.map(() => undefined);
        let terminal = new Map<string, string>();
        const rows = (state: string, progress: Progress, final: boolean) =>
          rowsOf({ engine: 'e', plan, state, progress, facts: known, startedAt: start, final });
        const { last } = runToEnd(one, {
          onState: (state, at) => {
            known[state.context.step] = withFacts(known[state.context.step], factsOf(state, at));
          },
          onWrite: ({ supervisor }) => {
            const now = rows(supervisor.state, supervisor.context.progress, false).filter(({ status }) =>
              isTerminal(status),
            );
            for (const [name, status] of terminal) expect(now.find((row) => row.name === name)?.status).toBe(status);
            terminal = new Map(now.map(({ name, status }) => [name, status]));
          },
        });
        const progress = last?.supervisor.context.progress ?? noProgress(plan);
        expect(rows('Closing', progress, true).filter(({ status }) => !isTerminal(status))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
