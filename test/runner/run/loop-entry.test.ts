import { describe, expect, it } from 'vitest';
import { parseLog } from '../../../src/audit/parse-log.ts';
import type { AuditRecord } from '../../../src/model/progress/record.ts';
import { crashingRun } from '../crashing-run.ts';
import { planOf } from '../fixtures.ts';
import { fatesFrom, outcomeOf } from '../in-memory-world.ts';

const needs = (outcome: 'Pass' | 'Skipped') => ({ is: 'outcome', step: 1, outcome }) as const;
const draws = [{ what: 'seed', value: 5 }] as const;
const plan = planOf(
  [
    { id: 'a' },
    { id: 'b', condition: { is: 'outcome', step: 0, outcome: 'Skipped' } },
    { id: 'c', condition: needs('Skipped') },
  ],
  { seed: 5, draws },
);

/** Of these seeds the first one, whose first step passes. */
const seed = [1, 2, 3, 4, 5, 6, 7, 8].find((one) => outcomeOf(fatesFrom(one)(0, 1, 1)) === 'Pass') ?? 0;
const recordsOf = (kills: readonly number[]): readonly AuditRecord[] =>
  parseLog(crashingRun({ plan, seed, cleanUp: 'delete' }, kills).log).records.map(({ record }) => record);

const records = recordsOf([]);
const ofStep = (id: string, all = records): readonly AuditRecord[] => all.filter(({ subject }) => subject === id);
const ofSupervisor = (all: readonly AuditRecord[]) => all.filter(({ data }) => data.machine === 'supervisor');

describe('the record of a transition', () => {
  it('names the machine and its states as dotted paths, each from where the one before went to', () => {
    expect(new Set(records.map(({ data }) => data.machine))).toEqual(new Set(['run', 'supervisor', 'experiment']));
    for (const one of [ofStep('a'), ofSupervisor(records)])
      expect(one.map(({ data }) => data.from)).toEqual([undefined, ...one.map(({ data }) => data.to)].slice(0, -1));
    for (const { data } of records) expect(data.to).toMatch(/^[A-Z]\w+(\.[A-Z]\w+)*$/);
  });

  it('has the event, the effects that it leads to, and who has caused it', () => {
    const started = ofStep('a').find(({ data }) => data.event.type === 'MAIN_STARTED');
    expect(started?.data).toMatchObject({
      event: { type: 'MAIN_STARTED', at: expect.any(Number) },
      actor: 'kubernetes',
      effects: expect.arrayContaining([expect.objectContaining({ type: 'observe', params: expect.any(Object) })]),
    });
    expect(ofStep('a').find(({ data }) => data.event.type === 'VALIDATED')?.data.actor).toBe('runner');
    const aborted = parseLog(crashingRun({ plan, seed, cleanUp: 'delete' }, [], { abortAfterMs: 1 }).log).records;
    const abort = aborted.find(({ record: { data } }) => data.machine === 'supervisor' && data.event.type === 'ABORT');
    expect(abort?.record.data).toMatchObject({ actor: 'user', reason: 'enough' });
  });

  it('has attempt 0 where a step ended before its first attempt, and why', () => {
    expect(ofStep('b').at(-1)?.data).toMatchObject({ iteration: 1, attempt: 0, to: 'Verdict', outcome: 'Skipped' });
    expect(ofStep('b').map(({ data }) => data.reason)).toContain('needs a.Skipped, and a ended Pass');
    expect(new Set(ofStep('a').map(({ data }) => data.attempt))).toEqual(new Set([1]));
  });

  it('says at its end how it ended, and no earlier', () => {
    for (const one of [ofStep('a'), ofSupervisor(records)])
      expect(one.map(({ data }) => data.outcome).filter((outcome) => outcome !== undefined)).toHaveLength(1);
    expect(ofStep('a').at(-1)?.data.outcome).toBe('Pass');
  });

  it('names the Job once there is one, with its uid', () => {
    const created = ofStep('a').findIndex(({ data }) => data.event.type === 'JOB_CREATED');
    for (const { data } of ofStep('a').slice(created))
      expect(data.job).toEqual({ name: expect.any(String), uid: expect.any(String) });
    expect(ofStep('b').every(({ data }) => data.job === undefined)).toBe(true);
  });
});

describe('the first record of a machine', () => {
  it('has its input, of the supervisor with the draws of its plan', () => {
    const [first, ...others] = ofStep('a');
    expect(first?.data.input).toMatchObject({ step: 0, id: 'a', attempt: 1 });
    expect(others.every(({ data }) => data.input === undefined)).toBe(true);
    const [opening, ...later] = ofSupervisor(records);
    expect(opening?.data).toMatchObject({ input: { plan: JSON.parse(JSON.stringify(plan)) }, draws });
    expect(later.every(({ data }) => data.draws === undefined)).toBe(true);
  });

  it('has after a restart the snapshot that it goes on from, and the segment the checkpoint that it continues', () => {
    const again = recordsOf([3]).filter(({ id }) => id.split('/')[1] === '2');
    const [resumed] = again;
    expect(resumed?.data).toMatchObject({
      machine: 'run',
      to: 'Resumed',
      continues: { segment: 1, sequence: expect.any(Number), head: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const [first, ...others] = ofSupervisor(again);
    expect(first?.data.restored).toMatchObject({ value: first?.data.from, context: { runId: 'run' } });
    expect(others.every(({ data }) => data.restored === undefined)).toBe(true);
  });
});
