import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/audit/hash-chain.ts';
import type { Plan } from '../../../src/model/plan/plan.ts';
import { createLoop } from '../../../src/runner/run/loop.ts';
import { planOf, start } from '../fixtures.ts';

/** A loop whose effects are only written down; `slow`: a record is written a moment later, as a file is. */
const world = (plan: Plan, slow = false) => {
  const entries: Entry[] = [];
  const effects: string[] = [];
  const states: string[] = [];
  const releases: (() => void)[] = [];
  const loop = createLoop({
    now: () => start,
    inputOf: (step, iteration, attempt) => ({
      ...{ step, iteration, attempt, cleanUp: 'delete' },
      id: plan.steps[step]?.id ?? '',
      experiment: plan.steps[step]?.id ?? '',
    }),
    record: (entry) => {
      entries.push(entry);
      return slow ? new Promise((resolve) => releases.push(resolve)) : undefined;
    },
    onExperimentEffect: ({ type }, { id }) => effects.push(`${id} ${type}`),
    onSupervisorEffect: ({ type }) => effects.push(type),
    onExperimentState: () => undefined,
    onSupervisorState: ({ state }) => states.push(state),
  });
  /** Writes what is to be written, and what comes of it, until nothing more comes. */
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      for (const release of releases.splice(0)) {
        release();
        quiet = 0;
      }
      await Promise.resolve();
    }
  };
  return { loop, entries, effects, states, settle, begin: () => loop.begin({ runId: 'r', plan, startedAt: start }) };
};

const abort = { type: 'ABORT', by: 'operator', reason: 'stopped' } as const;
const one = planOf([{ id: 'a' }]);

describe('the loop', () => {
  it('writes the record of a transition before it starts its effects', async () => {
    const { loop, entries, effects, settle, begin } = world(one, true);
    begin();
    expect([entries.length, effects]).toEqual([1, []]);
    await settle();
    expect(effects).toEqual(['openRun']);
    expect(loop.supervisor()?.state).toBe('Opening');
  });

  it('writes down that somebody, not the runner, holds the run and lets it go on', () => {
    const { loop, entries, begin } = world(one);
    begin();
    loop.toSupervisor({ type: 'PAUSE' });
    loop.toSupervisor({ type: 'CONTINUE' });
    expect(entries.slice(1).map(({ event, actor }) => `${event.type} ${actor}`)).toEqual([
      'PAUSE user',
      'CONTINUE user',
    ]);
  });

  it('keeps an abort that comes before the run has begun', async () => {
    const { loop, begin } = world(one);
    loop.toSupervisor(abort);
    begin();
    expect(loop.supervisor()).toMatchObject({ state: 'Aborting', context: { aborted: { by: 'operator' } } });
  });

  it('keeps an abort that comes before the machines of a checkpoint are there', () => {
    const before = world(one);
    before.begin();
    before.loop.toSupervisor({ type: 'RUN_OPENED' });
    const [supervisor, attempts] = [before.loop.supervisor(), before.loop.attempts()];
    const after = world(one);
    after.loop.toSupervisor(abort);
    if (supervisor) after.loop.resume(supervisor, attempts);
    expect(after.loop.supervisor()?.state).toBe('Aborting');
    expect(after.entries.map(({ event }) => event.type)).toEqual(['RESUME', 'RESUME', 'ABORT', 'ABORT']);
  });

  it('does not begin a step again whose end is already on its way', async () => {
    const never = { is: 'outcome', step: 0, outcome: 'Fail' } as const;
    const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c', condition: never }, { id: 'd', condition: never }], {
      parallelism: 2,
      failurePolicy: 'stopScheduling',
    });
    const { loop, entries, settle, begin } = world(plan, true);
    const end = { type: 'STEP_ENDED', iteration: 1, attempt: 1, reason: '' } as const;
    begin();
    await settle();
    loop.toSupervisor({ type: 'RUN_OPENED' });
    loop.toSupervisor({ ...end, step: 0, outcome: 'Pass' });
    await settle();
    const third = { step: 2, iteration: 1, attempt: 0 };
    loop.toExperiment(third, { type: 'STATUS_RECORDED' });
    loop.toSupervisor({ ...end, step: 1, outcome: 'Fail' });
    await settle();
    const begun = entries.filter(({ event }) => event.type === 'xstate.init').map(({ subject }) => subject);
    expect(begun).toEqual([undefined, 'a', 'b', 'c', 'd']);
    expect(loop.supervisor()?.context.progress.outcomes).toEqual(['Pass', 'Fail', 'Skipped', null]);
  });

  it('is read only when every event has been worked off', async () => {
    const { loop, entries, settle, begin } = world(one, true);
    const early = loop.atRest(() => loop.supervisor()?.state);
    begin();
    await settle();
    expect(await early).toBe('Opening');
    loop.toSupervisor({ type: 'RUN_OPENED' });
    const read = loop.atRest(() => ({ records: entries.length, attempt: loop.attemptOf(0)?.state }));
    await settle();
    expect(await read).toEqual({ records: 4, attempt: 'Validating' });
  });

  it('starts nothing any more once it is halted, not even what has just been recorded', async () => {
    const { loop, effects, entries, settle, begin } = world(one, true);
    begin();
    loop.halt();
    await settle();
    loop.toSupervisor(abort);
    expect([effects, entries.length]).toEqual([[], 1]);
  });

  it('says so where the supervisor of a checkpoint has come to its end already', () => {
    const before = world(one);
    before.begin();
    before.loop.toSupervisor(abort);
    before.loop.toExperiment({ step: 0, iteration: 1, attempt: 0 }, { type: 'STATUS_RECORDED' });
    before.loop.toSupervisor({ type: 'RUN_CLOSED', aborted: true });
    const supervisor = before.loop.supervisor();
    expect(supervisor?.state).toBe('Aborted');
    const after = world(one);
    if (supervisor) after.loop.resume(supervisor, []);
    expect(after.states).toEqual(['Aborted']);
  });

  it.each([
    [['job/a is still there', 'pod/b is still there'], 'At the last look of the abort: job/a, pod/b are still there.'],
    [[], undefined],
  ])('gives as the reason of the last record what an abort has left: %j', (left, reason) => {
    const { loop, entries, begin } = world(one);
    begin();
    loop.toSupervisor(abort);
    loop.toExperiment({ step: 0, iteration: 1, attempt: 0 }, { type: 'STATUS_RECORDED' });
    loop.toSupervisor({ type: 'RUN_CLOSED', aborted: true, left });
    expect(entries.at(-1)).toMatchObject({ to: 'Aborted', event: { left } });
    expect(entries.at(-1)?.reason).toBe(reason);
  });

  it('gives as the reason of the last record of a run what does not go of a step', () => {
    const { loop, entries, begin } = world(one);
    begin();
    loop.toSupervisor({ type: 'RUN_OPENED' });
    const to = { step: 0, iteration: 1, attempt: 1 };
    loop.toExperiment(to, { type: 'REJECTED', ending: 'rejected', warning: 'w', reason: 'r' });
    loop.toExperiment(to, { type: 'STATUS_RECORDED' });
    loop.toSupervisor({ type: 'RUN_CLOSED', aborted: false, left: ['pod/b is still there'] });
    expect(entries.at(-1)).toMatchObject({
      ...{ to: 'Completed', reason: 'At the last look of the run: pod/b is still there.' },
    });
  });

  it('takes no notice of what is said to an attempt that is over', () => {
    const { loop, entries, begin } = world(one);
    begin();
    loop.toSupervisor({ type: 'RUN_OPENED' });
    const { length } = entries;
    loop.toExperiment({ step: 0, iteration: 1, attempt: 2 }, { type: 'ABORT', by: 'user', reason: '' });
    loop.toExperiment({ step: 0, iteration: 2, attempt: 1 }, { type: 'ABORT', by: 'user', reason: '' });
    expect(entries).toHaveLength(length);
  });
});
