import type { ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import { append, startChain } from '../../src/audit/hash-chain.ts';
import type { Outcome } from '../../src/model/litmus/outcome.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import {
  createLoop,
  type OutwardExperimentEffect,
  type OutwardSupervisorEffect,
  type ToExperiment,
} from '../../src/runner/run/loop.ts';

interface Script {
  readonly runId: string;
  readonly plan: Plan;
  readonly outcomeOf: (id: string, attempt: number) => Outcome;
  /** How long the fault of a step is injected, in milliseconds. */
  readonly durationOf: (id: string) => number;
}

const start = Date.parse('2026-03-02T09:30:00.000Z');

/** The records of a run of the real loop, whose effects are answered by a script in a time of their own: nobody waits. */
const scriptedRun = async ({ runId, plan, outcomeOf, durationOf }: Script): Promise<readonly AuditRecord[]> => {
  let now = start;
  let chain = startChain({
    runId,
    segment: 1,
    source: '/apis/litmuschaos.io/v1alpha1/namespaces/shop/chaosengines/checkout',
  });
  const records: AuditRecord[] = [];
  const agenda: { readonly at: number; readonly act: () => void }[] = [];
  const later = (ms: number, act: () => void): undefined => {
    const at = now + ms;
    const place = agenda.findLastIndex((one) => one.at <= at) + 1;
    agenda.splice(place, 0, { at, act });
    return undefined;
  };

  const answer = ({ type, params }: OutwardExperimentEffect, context: ExperimentContext): undefined => {
    const tell = (ms: number, event: ToExperiment): undefined => later(ms, () => loop.toExperiment(params, event));
    const pod = `${context.id}-${context.attempt}-x7k2p`;
    switch (type) {
      case 'validate':
        return tell(35, {
          type: 'VALIDATED',
          job: `${context.id}-j${context.attempt}`,
          baseline: 'none',
          startTimeoutMs: 180_000,
          warnings: [],
        });
      case 'createJob':
        return tell(20, {
          type: 'JOB_CREATED',
          job: { name: params.job, uid: `uid-of-${params.job}` },
          adopted: false,
        });
      case 'observe':
        if (context.startedAt !== undefined)
          return tell(durationOf(context.id), {
            type: 'MAIN_ENDED',
            pod,
            exitCode: 0,
            endedAt: now + durationOf(context.id),
            reason: 'Completed',
          });
        if (context.pod !== undefined) return undefined;
        tell(150, { type: 'POD_SEEN', pod });
        tell(400, { type: 'POD_WAITING', pod, reason: 'ContainerCreating' });
        return tell(1_600, { type: 'MAIN_STARTED', pod, startedAt: now + 1_600 });
      case 'readResult':
        return tell(240, { type: 'RESULT_READ', verdict: outcomeOf(context.id, context.attempt) });
      case 'collectLog':
        return tell(60, { type: 'LOG_COLLECTED', tail: 'the helper pod is gone' });
      case 'recordStatus':
        return tell(90, { type: 'STATUS_RECORDED' });
      case 'cleanUp':
        return tell(900, { type: 'CLEANED', deletionAccepted: [params.job], gone: [], remaining: [] });
      default:
        return undefined;
    }
  };
  const answerSupervisor = ({ type, params }: OutwardSupervisorEffect): void => {
    if (type === 'openRun') later(30, () => loop.toSupervisor({ type: 'RUN_OPENED' }));
    if (type === 'closeRun') later(120, () => loop.toSupervisor({ type: 'RUN_CLOSED' }));
    if (type === 'armTimer')
      later(Math.max(0, params.due - now), () => loop.toSupervisor({ type: 'TIMER', ...params }));
  };

  const loop = createLoop({
    now: () => now,
    inputOf: (step, iteration, attempt) => {
      const { id = '', experiment = '' } = plan.steps[step] ?? {};
      return { step, id, experiment, iteration, attempt, cleanUp: 'delete' };
    },
    record: (entry) => {
      const written = append(chain, entry, now);
      chain = written.chain;
      records.push(written.record);
      return undefined;
    },
    onExperimentEffect: answer,
    onSupervisorEffect: answerSupervisor,
    onExperimentState: () => undefined,
    onSupervisorState: () => undefined,
  });
  loop.begin({ runId, plan, startedAt: now });
  for (;;) {
    await loop.atRest(() => undefined);
    const next = agenda.shift();
    if (next === undefined) return records;
    now = next.at;
    next.act();
  }
};

const step = (id: string, entry: number, more: Partial<Plan['steps'][number]> = {}) => ({
  id,
  experiment: id,
  entry,
  mutexes: [],
  ...more,
});

/** Five steps: one passes first, three depend on it, the last one runs only when a branch failed. */
export const fiveSteps = (): Promise<readonly AuditRecord[]> => {
  const passed = { is: 'outcome', step: 0, outcome: 'Pass' } as const;
  return scriptedRun({
    runId: 'k3v9q2m7x1ab',
    plan: {
      version: 1,
      parallelism: 3,
      failurePolicy: 'continue',
      steps: [
        step('pod-delete', 0),
        step('pod-cpu-hog', 1, { condition: passed }),
        step('pod-network-latency', 2, {
          condition: passed,
          retries: { limit: 2, on: ['Error'], backoffMs: 3_000 },
        }),
        step('node-drain', 3, { condition: { is: 'outcome', step: 1, outcome: 'Fail' } }),
        step('container-kill', 4, { condition: { is: 'outcome', step: 2, outcome: 'Fail' } }),
      ],
      iterations: [{ order: [0, 1, 2, 3, 4], intervalMs: 0 }],
      seed: 42,
      draws: [],
      notes: [],
    },
    outcomeOf: (id, attempt) =>
      id === 'pod-cpu-hog' ? 'Fail' : id === 'pod-network-latency' && attempt === 1 ? 'Error' : 'Pass',
    durationOf: (id) => 5_000 + id.length * 700,
  });
};

const faults = ['pod-delete', 'pod-cpu-hog', 'pod-memory-hog', 'disk-fill', 'pod-network-loss'];

/** So many steps of five experiments in waves of 250, 25 at once; some fail, some end as Error. */
export const manySteps = (count: number): Promise<readonly AuditRecord[]> => {
  const perWave = 250;
  const steps = Array.from({ length: count }, (_, index) => {
    const wave = Math.floor(index / perWave);
    const experiment = faults[index % faults.length] ?? '';
    const id = `${experiment}-w${wave + 1}-${String(index % perWave).padStart(3, '0')}`;
    const condition = { is: 'outcome', step: index - perWave, outcome: 'Done' } as const;
    return step(id, index, { experiment, ...(wave === 0 ? {} : { condition }) });
  });
  return scriptedRun({
    runId: `many${count}`,
    plan: {
      version: 1,
      parallelism: 25,
      failurePolicy: 'continue',
      steps,
      iterations: [{ order: steps.map((_, index) => index), intervalMs: 0 }],
      draws: [],
      notes: [],
    },
    outcomeOf: (id) => {
      const number = Number(id.slice(-3));
      return number % 41 === 0 ? 'Error' : number % 17 === 0 ? 'Fail' : 'Pass';
    },
    durationOf: (id) => 4_000 + (Number(id.slice(-3)) % 13) * 800,
  });
};
