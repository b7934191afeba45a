import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/audit/hash-chain.ts';
import { createRunnerLoop, type ToRunner } from '../../../src/runner/run/runner-loop.ts';
import { start } from '../fixtures.ts';

/** A process that is told these events, one after the other; its effects are only written down. */
const told = async (...events: readonly ToRunner[]) => {
  const entries: Entry[] = [];
  const done: string[] = [];
  const loop = createRunnerLoop({
    now: () => start,
    input: { mode: 'pod' },
    record: (entry) => {
      entries.push(entry);
      done.push(`record ${entry.event.type}`);
      return Promise.resolve();
    },
  });
  loop.start(({ type }) => done.push(type));
  for (const event of events) loop.send(event);
  for (let turn = 0; turn < 10 * (events.length + 1); turn += 1) await Promise.resolve();
  return { loop, entries, done, last: entries.at(-1) };
};

const identified = { type: 'IDENTIFIED', run: 'Adopt', notes: ['No checkpoint.', 'Its Jobs are adopted.'] } as const;
const driven: readonly ToRunner[] = [
  { type: 'READ', jobs: 0, rows: 0 },
  { type: 'IDENTIFIED', run: 'New', notes: [] },
  { type: 'CLAIMED' },
  { type: 'PLANNED', steps: 1, iterations: 1 },
  { type: 'CLEARED' },
  { type: 'OPENED', run: 'New', runId: 'run', segment: 1, notes: [] },
];

describe('what a process does around a run', () => {
  it('is recorded before it is done, from the first state and its input on', async () => {
    const { done, entries } = await told({ type: 'READ', jobs: 2, rows: 1 });
    expect(done).toEqual(['record xstate.init', 'readEngine', 'record READ', 'identifyRun']);
    expect(entries[0]).toMatchObject({ machine: 'runner', to: 'Starting.Reading', input: { mode: 'pod' } });
    expect(entries[1]).toMatchObject({ from: 'Starting.Reading', event: { jobs: 2, rows: 1, at: start } });
  });

  it('says in its record which run was found, and what was found about it', async () => {
    const { last } = await told({ type: 'READ', jobs: 1, rows: 0 }, identified);
    expect(last).toMatchObject({ event: { run: 'Adopt' }, reason: 'No checkpoint. Its Jobs are adopted.' });
  });

  it.each([
    [{ type: 'ENGINE_ENDING', how: 'stopped' }, 'operator'],
    [{ type: 'TERMINATE' }, 'kubernetes'],
    [{ type: 'ABORT', by: 'user', reason: 'enough' }, 'user'],
    [{ type: 'WIPED' }, 'runner'],
  ] as const)('names who has caused %j', async (event, actor) => {
    expect((await told(...driven, event)).last).toMatchObject({ event, actor });
  });

  it('ends in the state that says how, with its reason and what may be left in the effect', async () => {
    const { loop, last } = await told(...driven, { type: 'UNFINISHED', reason: 'no route', left: ['job/a'] });
    expect(last).toMatchObject({ to: 'Ended.TryAgain', reason: 'no route' });
    expect(last?.effects.at(-1)).toEqual({
      type: 'exit',
      params: { is: 'TryAgain', reason: 'no route', left: ['job/a'] },
    });
    expect(loop.isOver()).toBe(true);
  });

  it('leaves no record of what comes after the end', async () => {
    const end = [...driven, { type: 'OVERTAKEN', holder: 'other' }] as const;
    const { entries } = await told(...end);
    expect((await told(...end, { type: 'ABORT', by: 'user', reason: '' }, { type: 'WIPED' })).entries).toEqual(entries);
    expect(entries.at(-1)).toMatchObject({ to: 'Ended.Taken', event: { holder: 'other' } });
  });
});
