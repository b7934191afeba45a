import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { startChain } from '../../../src/audit/hash-chain.ts';
import { startHistory } from '../../../src/audit/history.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { decodeCheckpoint } from '../../../src/runner/checkpoint/checkpoint-text.ts';
import { createLoop, type Loop } from '../../../src/runner/run/loop.ts';
import type { StepFacts } from '../../../src/runner/run/step-facts.ts';
import { createKeeper } from '../../../src/runner/run/step-ledger.ts';
import { attemptEnd, attemptState, planOf, start } from '../fixtures.ts';

const inTurn = planOf([{ id: 'a', retries: { limit: 1, on: ['Error'], backoffMs: 0 } }, { id: 'b' }]);
const atOnce: Plan = { ...inTurn, parallelism: 2 };

/** A keeper over a loop that carries nothing out; `begun`: the run has been opened. */
const world = ({ plan = inTurn, begun = true, facts = [null, null] as readonly (StepFacts | null)[] } = {}) => {
  const loop: Loop = createLoop({
    now: () => start,
    inputOf: (step, iteration, attempt) => {
      const id = plan.steps[step]?.id ?? '';
      return { step, iteration, attempt, id, experiment: id, cleanUp: 'delete' };
    },
    record: () => undefined,
    onExperimentEffect: () => undefined,
    onSupervisorEffect: () => undefined,
    onExperimentState: () => undefined,
    onSupervisorState: () => undefined,
  });
  const begin = (): void => {
    loop.begin({ runId: 'run1', plan, startedAt: start });
    loop.toSupervisor({ type: 'RUN_OPENED' });
  };
  if (begun) begin();
  const chain = startChain({ runId: 'run1', segment: 3, source: '/engine' });
  const keeper = createKeeper({
    identity: { runId: 'run1', engineName: 'engine', engineUid: 'uid', namespace: 'litmus', holder: 'pod-a' },
    facts,
    loop: () => loop,
    chain: () => chain,
    history: () => startHistory('run1', '/engine', start),
    rights: () => ['delete jobs.batch'],
  });
  const composed = async () => {
    const { rows, checkpoint } = await keeper.compose();
    const decoded = decodeCheckpoint(checkpoint);
    if (E.isLeft(decoded)) throw new Error(decoded.left);
    return { rows, checkpoint: decoded.right };
  };
  return { loop, keeper, begin, composed };
};

const failed = attemptState('Verdict', {
  end: attemptEnd('completed', 'Fail', { reason: 'the probe failed' }),
  pod: 'a-pod',
});

describe('what is kept of a run', () => {
  it('is a row for each step, and a checkpoint that names run, holder, segment and machines', async () => {
    const { rows, checkpoint } = await world().composed();
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'Waiting for Job Creation'],
      ['b', 'Waiting for Job Creation'],
    ]);
    expect(checkpoint).toMatchObject({ runId: 'run1', engineUid: 'uid', holder: 'pod-a', segment: 3 });
    expect(checkpoint.supervisor.state).toBe('Iterating.Running');
    expect(checkpoint.attempts.map(({ context }) => context.id)).toEqual(['a']);
    expect(checkpoint.closed).toBeUndefined();
  });

  it('is composed only once the run has begun; until then there are no rows', async () => {
    const { keeper, begin, composed } = world({ begun: false });
    expect(keeper.rows()).toEqual([]);
    const early = composed();
    begin();
    expect((await early).rows).toHaveLength(2);
  });

  it('has reasons for people, and none in the checkpoint', async () => {
    const before: StepFacts = {
      current: {
        iteration: 1,
        attempt: 1,
        end: { ending: 'rejected', outcome: 'Error', reason: 'no Secret' },
        at: start,
      },
    };
    const { keeper, composed } = world({ plan: atOnce, facts: [null, before] });
    keeper.sawAttempt(failed, start);
    expect(keeper.facts().map((step) => step?.current?.end?.reason)).toEqual(['the probe failed', 'no Secret']);
    const { facts } = (await composed()).checkpoint;
    expect(facts.map((step) => [step?.current?.end?.outcome, step?.current?.end?.reason])).toEqual([
      ['Fail', undefined],
      ['Error', undefined],
    ]);
  });

  it('remembers in the checkpoint that an attempt before left targets marked as injected', async () => {
    const first = { step: 0, iteration: 1, attempt: 1 };
    const { loop, keeper, composed } = world({ plan: atOnce });
    keeper.sawAttempt({ ...failed, context: { ...failed.context, injected: ['pod/a'] } }, start);
    loop.toExperiment(first, { type: 'REJECTED', ending: 'rejected', warning: 'w', reason: 'r' });
    loop.toExperiment(first, { type: 'STATUS_RECORDED' });
    loop.toSupervisor({ type: 'TIMER', timer: 'retry', iteration: 1, step: 0 });
    keeper.sawAttempt({ ...failed, context: { ...failed.context, attempt: 2 } }, start);
    expect((await composed()).checkpoint.facts[0]?.injectedBefore).toBe(1);
  });

  it('says that it is closed, with a last word for every step, the worst first', async () => {
    const { keeper, composed } = world({ plan: atOnce });
    keeper.sawAttempt({ ...failed, context: { ...failed.context, step: 1, id: 'b' } }, start);
    keeper.close();
    const { rows, checkpoint } = await composed();
    expect(checkpoint.closed).toBe(true);
    expect(rows.map(({ name, status, verdict }) => [name, status, verdict])).toEqual([
      ['b', 'Completed', 'Fail'],
      ['a', 'Skipped', 'N/A'],
    ]);
  });
});
