import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { followsPlan, isPaused } from '../../machines/supervisor/run-end.ts';
import type {
  SupervisorContext,
  SupervisorEvent,
  SupervisorInput,
} from '../../machines/supervisor/supervisor-types.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import { failurePolicies, type Plan } from '../../src/model/plan/plan.ts';
import type { Progress } from '../../src/model/progress/progress.ts';
import { type Explored, explore, type Step, stateOf, type Told } from './paths.ts';

/** Two steps side by side, of which one may be tried twice, and one that needs the first: two iterations. */
export const twoIterations: Plan = {
  version: 1,
  parallelism: 2,
  failurePolicy: 'continue',
  steps: [
    { id: 'a', experiment: 'a', entry: 0, mutexes: [], retries: { limit: 1, on: ['Error'], backoffMs: 100 } },
    { id: 'b', experiment: 'b', entry: 1, mutexes: [] },
    { id: 'c', experiment: 'c', entry: 2, mutexes: [], condition: { is: 'outcome', step: 0, outcome: 'Pass' } },
  ],
  iterations: [
    { order: [0, 1, 2], intervalMs: 0 },
    { order: [1], intervalMs: 5_000 },
  ],
  timeoutMs: 60_000,
  iterationTimeoutMs: 20_000,
  draws: [],
  notes: [],
};

/** Under each policy; and without time-outs. */
const supervisorInputs: readonly SupervisorInput[] = [
  ...failurePolicies.map((failurePolicy) => ({
    runId: 'run',
    plan: { ...twoIterations, failurePolicy },
    startedAt: 0,
  })),
  {
    runId: 'run',
    startedAt: 0,
    plan: {
      ...{ version: 1, parallelism: 1, failurePolicy: 'continue', draws: [], notes: [] },
      steps: twoIterations.steps.slice(1, 2),
      iterations: [{ order: [0], intervalMs: 0 }],
    },
  },
  {
    runId: 'run',
    startedAt: 0,
    plan: {
      ...{ version: 1, parallelism: 2, failurePolicy: 'continue', draws: [], notes: [] },
      steps: ['a', 'b', 'c'].map((id, entry) => ({ id, experiment: id, entry, mutexes: [] })),
      iterations: [{ order: [0, 1, 2], intervalMs: 0 }],
    },
  },
];

const at = 1_000;

const told = (name: string, event: SupervisorEvent): Told => ({ name, event });

/** How a step may end now: it runs, is told to end, or can never start. */
const outcomesOf = (progress: Progress, drains: boolean, step: number): readonly Outcome[] => {
  if (progress.outcomes[step] !== null) return [];
  if (progress.running.includes(step)) return drains ? ['Stopped'] : ['Pass', step === 0 ? 'Error' : 'Fail'];
  if (drains) return ['Skipped'];
  const needed = progress.outcomes[0] ?? 'Pass';
  return step === 2 && needed !== 'Pass' ? ['Skipped'] : [];
};

/** An attempt has passed, and one of another time has. */
const passesOf = (attempt: { readonly step: number; readonly iteration: number; readonly attempt: number }) => [
  told('STEP_PASSED', { type: 'STEP_PASSED', at, ...attempt }),
  told('STEP_PASSED late', { type: 'STEP_PASSED', at, ...attempt, attempt: attempt.attempt + 7 }),
];

/** Twice as many situations would be explored if a hold began in each. */
const mayBeHeld = ({ steps, failurePolicy }: Plan, iteration: number): boolean =>
  steps.length === 1 || (iteration <= 1 && failurePolicy === 'cancelRunning');

/** What the shell may tell in this situation, and what it may tell too late. */
const eventsAt = (snapshot: AnyMachineSnapshot): readonly Told[] => {
  if (snapshot.status === 'done') return [];
  const { plan: known, progress, aborted } = snapshot.context as SupervisorContext;
  const { iteration, attempts } = progress;
  const drains = !['Opening', 'Iterating.Running', 'Iterating.Paused'].includes(stateOf(snapshot));
  const ends = known.steps.flatMap((_, step) =>
    outcomesOf(progress, drains, step).flatMap((outcome) => {
      const attempt = attempts[step] ?? 0;
      const end = { type: 'STEP_ENDED', at, step, iteration, attempt, outcome, reason: '' } as const;
      const late = told('STEP_ENDED late', { ...end, attempt: attempt + 7 });
      const recorded = told('OUTCOME_RECORDED', { type: 'OUTCOME_RECORDED', at, step, iteration, attempt, outcome });
      const lateRecorded = told('OUTCOME_RECORDED late', {
        ...recorded.event,
        attempt: attempt + 7,
      } as SupervisorEvent);
      const isLaunched = progress.running.includes(step);
      return [
        told('STEP_ENDED', end),
        ...(isLaunched ? [recorded, lateRecorded] : []),
        ...(isLaunched && outcome === 'Pass' ? passesOf({ step, iteration, attempt }) : []),
        ...(outcome === 'Fail' ? [late] : []),
      ];
    }),
  );
  const provenOf = (step: number): readonly Told[] =>
    (['Pass', 'Fail'] as const).map((outcome) =>
      told(`RESUME proven ${outcome}`, { type: 'RESUME', at, proven: [{ step, outcome, isLast: true }] }),
    );
  return [
    told('RUN_OPENED', { type: 'RUN_OPENED', at }),
    ...ends,
    told('TIMER run', { type: 'TIMER', at, timer: 'run', iteration }),
    told('TIMER iteration', { type: 'TIMER', at, timer: 'iteration', iteration }),
    told('TIMER iteration late', { type: 'TIMER', at, timer: 'iteration', iteration: iteration - 1 }),
    told('TIMER next', { type: 'TIMER', at, timer: 'next', iteration: iteration + 1 }),
    told('TIMER next late', { type: 'TIMER', at, timer: 'next', iteration }),
    told('TIMER retry', { type: 'TIMER', at, timer: 'retry', iteration, step: 0 }),
    told('TIMER retry late', { type: 'TIMER', at, timer: 'retry', iteration: iteration - 1, step: 0 }),
    ...(mayBeHeld(known, iteration) ? [told('PAUSE', { type: 'PAUSE', at })] : []),
    ...(isPaused(snapshot.context as SupervisorContext) ? [told('CONTINUE', { type: 'CONTINUE', at })] : []),
    told('ABORT', { type: 'ABORT', at, reason: 'stopped', by: 'operator' }),
    told('RUN_CLOSED', { type: 'RUN_CLOSED', at, aborted: false }),
    ...(aborted ? [told('RUN_CLOSED aborted', { type: 'RUN_CLOSED', at, aborted: true } as const)] : []),
    told('RESUME', { type: 'RESUME', at }),
    ...(followsPlan(stateOf(snapshot)) ? progress.running.flatMap(provenOf) : []),
  ];
};

export const exploreSupervisor = (machine: AnyStateMachine): Explored =>
  explore(machine, supervisorInputs, eventsAt, ({ progress, aborted, ...context }: SupervisorContext) => [
    { ...progress, worst: '', iterationStartedAt: 0 },
    aborted !== undefined,
    isPaused(context),
  ]);

type Params = Readonly<Record<string, unknown>>;

const effectText = ({ type, params }: Step['effects'][number]): string => {
  const { timer, outcome, aborted, steps } = (params ?? {}) as Params;
  if (type === 'armTimer') return `arm(${timer})`;
  if (type === 'closeRun') return `closeRun(${aborted ? outcome : 'outcome'})`;
  return Array.isArray(steps) ? `${type}(${steps.length})` : type;
};

/** Every step that does anything, as a line; sorted, each once. What decides between several is in the batch's own rules. */
export const supervisorLines = ({ steps }: Explored): readonly string[] => {
  const lines = steps.flatMap((step) => {
    const [from, to] = [stateOf(step.before), stateOf(step.after)];
    const { failurePolicy } = (step.before.context as SupervisorContext).plan;
    const asksPolicy = followsPlan(from) && /^(STEP_ENDED|OUTCOME_RECORDED|RESUME proven \w+)$/.test(step.told.name);
    const policy = asksPolicy ? ` (${failurePolicy})` : '';
    if (from === to && step.effects.length === 0) return [];
    return [`${from} ${step.told.name}${policy} -> ${to}: ${step.effects.map(effectText).join(' ')}`];
  });
  return [...new Set(lines)].sort();
};
