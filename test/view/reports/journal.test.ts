import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { RunModel } from '../../../src/audit/run-model.ts';
import { journalReport } from '../../../src/view/reports/journal.ts';
import { modelWith, unfinishedModel, wholeModel } from './models.ts';

const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
const seconds = { type: 'number', minimum: 0 };
const provider = {
  type: 'object',
  required: ['type', 'path'],
  properties: {
    type: { const: 'process' },
    path: { type: 'string' },
    arguments: { type: 'array', items: { type: 'string' } },
  },
};
const activity = {
  type: 'object',
  required: ['type', 'name', 'provider'],
  properties: { type: { enum: ['action', 'probe'] }, name: { type: 'string' }, provider },
};
/** The required and recommended properties of the Open Chaos API's journal. */
const isJournal = new Ajv().compile({
  type: 'object',
  required: [
    'chaoslib-version',
    'experiment',
    'status',
    'deviated',
    'start',
    'end',
    'duration',
    'steady_states',
    'run',
    'rollbacks',
  ],
  properties: {
    experiment: {
      type: 'object',
      required: ['version', 'title', 'description', 'method'],
      properties: { method: { type: 'array', items: activity } },
    },
    status: { enum: ['completed', 'failed', 'aborted', 'interrupted'] },
    deviated: { type: 'boolean' },
    start: time,
    end: time,
    duration: seconds,
    run: {
      type: 'array',
      items: {
        type: 'object',
        required: ['activity', 'status', 'start', 'end', 'duration', 'output'],
        properties: {
          activity,
          status: { enum: ['succeeded', 'failed'] },
          start: time,
          end: time,
          duration: seconds,
          output: { type: ['string', 'null'] },
          exception: { type: 'array', items: { type: 'string' } },
        },
      },
    },
    rollbacks: { type: 'array' },
  },
});
const journalOf = (model: RunModel) => JSON.parse(journalReport(model));

describe('the journal', () => {
  it.each([
    ['a whole run', wholeModel()],
    ['a log that ends in the middle', unfinishedModel()],
    ['a run without any step', { ...wholeModel(), attempts: [] }],
  ])('follows the Open Chaos API for %s', (_, model) => {
    isJournal(journalOf(model));
    expect(isJournal.errors).toBeNull();
  });

  it('has every step in the method and every attempt that was tried in the run', () => {
    const { experiment, run } = journalOf(wholeModel());
    expect(experiment.method.map(({ name }: { name: string }) => name)).toEqual([
      'pod-delete',
      'pod-cpu-hog',
      'node-drain',
      'pod-delete-2',
    ]);
    expect(run).toHaveLength(8);
  });

  it('tells a failed attempt, what it put out and how long it took', () => {
    const failed = journalOf(wholeModel()).run.find(
      ({ activity: { name } }: { activity: { name: string } }) => name === 'pod-cpu-hog',
    );
    expect(failed).toMatchObject({
      status: 'failed',
      output: 'Fail: The ChaosResult says Fail.',
      activity: { job: 'pod-cpu-hog-11' },
    });
    expect(failed.duration).toBe((Date.parse(failed.end) - Date.parse(failed.start)) / 1000);
  });

  it.each([
    ['Pass', 'completed'],
    ['Fail', 'failed'],
    ['Error', 'aborted'],
    ['Stopped', 'interrupted'],
  ] as const)('says of a batch that ended %s that it is %s', (outcome, status) => {
    expect(journalOf({ ...wholeModel(), outcome }).status).toBe(status);
  });

  it('is interrupted when the log ends before the run', () => {
    expect(journalOf(unfinishedModel()).status).toBe('interrupted');
  });

  it('has deviated exactly when the hypothesis of a step failed in the end', () => {
    expect(journalOf(wholeModel()).deviated).toBe(true);
    expect(journalOf(modelWith('pod-cpu-hog', { outcome: 'Pass' })).deviated).toBe(false);
  });

  it('tells of an attempt that passed which targets are still marked as injected', () => {
    const [first] = journalOf(modelWith('pod-delete', { injected: ['pod/a'] })).run;
    expect(first).toMatchObject({
      status: 'succeeded',
      output:
        'Pass: The ChaosResult says Pass. When pod-delete had ended, its ChaosResult still marked pod/a as injected.',
    });
  });

  it('has what a run left behind as sentences of their own', () => {
    const aborted = { outcome: 'Stopped', aborted: { by: 'user' }, left: ['job/a is still there'] } as const;
    expect(journalOf({ ...wholeModel(), ...aborted })['left-behind']).toEqual([
      'At the last look of the abort: job/a is still there.',
    ]);
    expect(journalOf(wholeModel())['left-behind']).toBeUndefined();
  });

  it.each(['Error', 'Stopped'] as const)(
    'names as an exception why an attempt ended %s, and that it failed',
    (outcome) => {
      const first = journalOf(modelWith('pod-delete', { outcome, reason: 'no such image' })).run[0];
      expect(first).toMatchObject({ status: 'failed', exception: ['no such image'] });
    },
  );
});
