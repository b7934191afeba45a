import { describe, expect, it } from 'vitest';
import { checkpointAnnotation } from '../../../src/runner/checkpoint/checkpoint.ts';
import { encodeCheckpoint } from '../../../src/runner/checkpoint/checkpoint-text.ts';
import { identifyRun } from '../../../src/runner/run/identify-run.ts';
import { checkpointOf } from '../checkpoints.ts';
import { decoded, engineOf, jobOf, start } from '../fixtures.ts';

const annotations = { [checkpointAnnotation]: encodeCheckpoint(checkpointOf()) };
const waiting = { name: 'a', status: 'Waiting for Job Creation', verdict: 'N/A' };
const running = { name: 'a', status: 'Running', verdict: 'Awaited', experimentPod: 'pod' };

describe('which run a starting process drives', () => {
  it.each([
    ['a new one where nothing stands', engineOf({}), [], 'New'],
    ['the one of rows and checkpoint', engineOf({ annotations, rows: [running] }), [], 'Resume'],
    ['a new one where the operator has cleared the rows', engineOf({ annotations }), [], 'New'],
    [
      'a new one where the checkpoint is of another engine',
      engineOf({ annotations, rows: [running], uid: 'new' }),
      [],
      'New',
    ],
    ['that of the rows that wait: a step may have been tried before', engineOf({ rows: [waiting] }), [], 'Adopt'],
    [
      'a new one where rows wait and the Jobs are of another runner',
      engineOf({ rows: [waiting] }),
      [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' } }],
      'New',
    ],
    [
      'that of the Jobs where the checkpoint of their run names another engine',
      engineOf({ annotations, rows: [running], uid: 'new' }),
      [jobOf('a')],
      'Adopt',
    ],
    [
      'a new one where the Jobs are of another run than the checkpoint of another engine',
      engineOf({ annotations, rows: [running], uid: 'new' }),
      [jobOf('a', { runId: 'other' })],
      'New',
    ],
    ['that of the rows where they say that something was', engineOf({ rows: [running] }), [], 'Adopt'],
    ['that of the Jobs where all else was wiped', engineOf({}), [jobOf('a')], 'Adopt'],
    [
      'that of the Jobs where the checkpoint is torn',
      engineOf({ annotations: { [checkpointAnnotation]: '{"sha' }, rows: [running] }),
      [jobOf('a')],
      'Adopt',
    ],
    [
      'a new one where the Jobs are not ours',
      engineOf({}),
      [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' } }],
      'New',
    ],
  ])('is %s', (_, engine, jobs, expected) => {
    expect(identifyRun(decoded(engine), jobs, start).is).toBe(expected);
  });

  it('is that of the youngest Job', () => {
    const jobs = [
      jobOf('a', { runId: 'old', at: '2026-01-01T00:00:00Z' }),
      jobOf('b', { runId: 'young', at: '2026-01-02T00:00:00Z' }),
      jobOf('c', { runId: 'middle', at: '2026-01-01T12:00:00Z' }),
    ];
    expect(identifyRun(decoded(engineOf({})), jobs, start)).toMatchObject({ is: 'Adopt', runId: 'young' });
  });

  it('is to be adopted where the checkpoint says that it is over and a Job of it is at work', () => {
    const { context } = checkpointOf().supervisor;
    const progress = {
      ...context.progress,
      outcomes: ['Pass', 'Pass'],
      open: 0,
      ready: [],
      running: [],
      worst: 'Pass',
    } as const;
    const supervisor = { state: 'Completed', context: { ...context, progress } };
    const over = encodeCheckpoint(checkpointOf({ attempts: [], supervisor }));
    const engine = decoded(engineOf({ annotations: { [checkpointAnnotation]: over }, rows: [running] }));
    expect(identifyRun(engine, [], start)).toMatchObject({ is: 'Resume', notes: [] });
    expect(identifyRun(engine, [jobOf('a', { runId: 'another' })], start).is).toBe('Resume');
    expect(identifyRun(engine, [jobOf('a')], start)).toMatchObject({ is: 'Adopt', runId: 'run1' });
  });

  it('says why a checkpoint is not used', () => {
    const torn = engineOf({ annotations: { [checkpointAnnotation]: 'x' }, rows: [running] });
    expect(identifyRun(decoded(torn), [], start).notes[0]).toMatch(/is not used: it cannot be read/);
  });
});
