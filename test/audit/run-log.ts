import type { ExperimentContext } from '../../machines/experiment-types.ts';
import { append, type Chain, type Entry, startChain, type Written } from '../../src/audit/chain.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import {
  createLoop,
  type Loop,
  type OutwardExperimentEffect,
  type OutwardSupervisorEffect,
  type ToExperiment,
  type ToSupervisor,
} from '../../src/runner/loop.ts';
import type { AttemptState, SupervisorState } from '../../src/runner/machine-state.ts';
import { source } from './records.ts';

/** Four steps: one passes, one fails, one needs a second attempt, one can never run because another did not fail. */
export const plan: Plan = {
  version: 1,
  parallelism: 2,
  failurePolicy: 'continue',
  steps: [
    { id: 'pod-delete', experiment: 'pod-delete', entry: 0, mutexes: [] },
    { id: 'pod-cpu-hog', experiment: 'pod-cpu-hog', entry: 1, mutexes: [] },
    {
      id: 'node-drain',
      experiment: 'node-drain',
      entry: 2,
      mutexes: [],
      retries: { limit: 2, on: ['Error'], backoffMs: 10_000 },
    },
    {
      id: 'pod-delete-2',
      experiment: 'pod-delete',
      entry: 3,
      mutexes: [],
      condition: { is: 'outcome', step: 0, outcome: 'Fail' },
    },
  ],
  iterations: [
    { order: [0, 1, 2, 3], intervalMs: 0 },
    { order: [0, 1, 2, 3], intervalMs: 60_000 },
  ],
  seed: 42,
  draws: [{ what: 'seed', value: 42 }],
  notes: [],
};

const outcomeOf = ({ id, attempt }: ExperimentContext): Outcome => {
  if (id === 'pod-cpu-hog') return 'Fail';
  return id === 'node-drain' && attempt === 1 ? 'Error' : 'Pass';
};

export const runId = '7d1f0c1e';
export const startedAt = Date.parse('2026-01-31T12:00:00.000Z');

/** What a killed process leaves: where its chain and its machines stood. */
export interface Left {
  readonly chain: Chain;
  readonly supervisor: SupervisorState;
  readonly attempts: readonly AttemptState[];
  readonly now: number;
}

interface Process {
  readonly written: readonly Written[];
  readonly left: Left | undefined;
}

const pod = ({ id, iteration, attempt }: ExperimentContext): string => `${id}-${iteration}-${attempt}-pod`;

/** What a well-behaved cluster answers to an effect. */
const answers = (effect: OutwardExperimentEffect, context: ExperimentContext, now: number): readonly ToExperiment[] => {
  switch (effect.type) {
    case 'validate': {
      const job = `${context.id}-${context.iteration}${context.attempt}`;
      return [{ type: 'VALIDATED', job, baseline: 'none', startTimeoutMs: 120_000, expectedMs: 60_000, warnings: [] }];
    }
    case 'createJob': {
      const job = { name: effect.params.job, uid: `uid-${effect.params.job}` };
      return [{ type: 'JOB_CREATED', job, adopted: false }];
    }
    case 'observe':
      if (context.startedAt === undefined) return [{ type: 'MAIN_STARTED', pod: pod(context), startedAt: now }];
      return [{ type: 'MAIN_ENDED', pod: pod(context), exitCode: 0, endedAt: now, reason: 'Completed' }];
    case 'readResult':
      return [
        { type: 'RESULT_READ', verdict: outcomeOf(context), reason: `The ChaosResult says ${outcomeOf(context)}.` },
      ];
    case 'collectLog':
      return [{ type: 'LOG_COLLECTED' }];
    case 'recordStatus':
      return [{ type: 'STATUS_RECORDED' }];
    case 'cleanUp':
      return [{ type: 'CLEANED', deleted: [effect.params.job], remaining: [] }];
    default:
      return [];
  }
};

const supervisorAnswers = (effect: OutwardSupervisorEffect): readonly ToSupervisor[] => {
  if (effect.type === 'openRun') return [{ type: 'RUN_OPENED' }];
  if (effect.type === 'closeRun') return [{ type: 'RUN_CLOSED' }];
  return effect.params.timer === 'run' ? [] : [{ type: 'TIMER', ...effect.params }];
};

/**
 * One process that drives the real machines, every effect answered at once and every time stamp a second later than the
 * one before. `stopAfter`: killed when it has written so many records; `checkpointAt`: what it
 * leaves is from the last quiet moment with at most so many.
 */
export const runProcess = async (
  from: Left | undefined,
  stop?: { readonly checkpointAt: number; readonly stopAfter: number },
): Promise<Process> => {
  const written: Written[] = [];
  let now = from?.now ?? startedAt;
  let left: Left | undefined;
  const segment = (from?.chain.segment ?? 0) + 1;
  let chain = startChain({ ...(from?.chain ?? { runId, source }), segment });

  const tick = (): number => {
    now += 1000;
    return now;
  };
  const record = (entry: Entry): undefined => {
    if (stop !== undefined && written.length >= stop.stopAfter) return;
    const next = append(chain, entry, tick());
    chain = next.chain;
    written.push({ record: next.record, line: next.line });
  };

  const over = Promise.withResolvers<void>();
  const later = (send: () => void): void => {
    void Promise.resolve().then(send);
  };
  const loop: Loop = createLoop({
    now: tick,
    inputOf: (step, iteration, attempt) => ({
      step,
      iteration,
      attempt,
      id: plan.steps[step]?.id ?? '',
      experiment: plan.steps[step]?.experiment ?? '',
      cleanUp: 'delete',
    }),
    record,
    onExperimentEffect: (effect, context) => {
      for (const event of answers(effect, context, now)) later(() => loop.toExperiment(context, event));
    },
    onSupervisorEffect: (effect) => {
      if (effect.type === 'armTimer' && effect.params.timer !== 'run') now = Math.max(now, effect.params.due);
      for (const event of supervisorAnswers(effect)) later(() => loop.toSupervisor(event));
    },
    onExperimentState: () => undefined,
    onSupervisorState: ({ state }) => {
      if (state === 'Completed') over.resolve();
    },
    onIdle: () => {
      const supervisor = loop.supervisor();
      if (stop === undefined || supervisor === undefined) return;
      if (written.length <= stop.checkpointAt) left = { chain, supervisor, attempts: loop.attempts(), now };
      if (written.length < stop.stopAfter) return;
      loop.halt();
      over.resolve();
    },
  });

  const opening: Entry = {
    machine: 'run',
    to: from === undefined ? 'Opened' : 'Resumed',
    event: { type: from === undefined ? 'OPENED' : 'RESUMED', at: now },
    effects: [],
    actor: 'runner',
    ...(from === undefined
      ? {}
      : { continues: { segment: from.chain.segment, sequence: from.chain.sequence, head: from.chain.head } }),
  };
  record(opening);
  if (from === undefined) loop.begin({ runId, plan, startedAt: now });
  else loop.resume(from.supervisor, from.attempts);
  await over.promise;
  record({
    machine: 'run',
    from: 'Opened',
    to: 'Closed',
    event: { type: 'CLOSED', at: now },
    effects: [],
    actor: 'runner',
  });
  return { written, left };
};

/** A whole run by one process. */
export const wholeRun = async (): Promise<readonly Written[]> => (await runProcess(undefined)).written;

/** A run whose first process was killed after `stopAfter` records, its last checkpoint being that of `checkpointAt`. */
export const resumedRun = async (checkpointAt: number, stopAfter: number) => {
  const first = await runProcess(undefined, { checkpointAt, stopAfter });
  const second = await runProcess(first.left);
  return { first: first.written, second: second.written };
};

export const textOf = (written: readonly Written[]): string => written.map(({ line }) => `${line}\n`).join('');
