import { describe, expect, test } from 'vitest';
import { buildJob } from '../../src/job/build-job.ts';
import { ownedLabels } from '../../src/job/owned-labels.ts';
import { right } from '../model/fixtures.ts';
import { inputOf, type Parts } from './fixtures.ts';

const built = (parts: Parts = {}) => right(buildJob(inputOf(parts)));

describe('the labels of a Job', () => {
  test('takes the chaosUID from the engine’s uid, whatever labels say', () => {
    const { job } = built({
      metadata: { labels: { chaosUID: 'scheduler' } },
      definition: { labels: { chaosUID: 'x' } },
    });
    expect(job.metadata.labels?.chaosUID).toBe(inputOf().engineUid);
  });

  test('prefers the engine’s labels, and copies none by which others act on the Job', () => {
    const labels = {
      team: 'sre',
      name: 'mine',
      'job-name': 'j',
      'controller-uid': 'c',
      'batch.kubernetes.io/job-name': 'j',
      'app.kubernetes.io/instance': 'argo',
    };
    const { job } = built({ metadata: { labels }, definition: { labels: { name: 'pod-delete', part: 'litmus' } } });
    const copied = Object.keys(job.metadata.labels ?? {}).filter((key) => !key.startsWith('runner.litmuschaos.io/'));
    expect(copied.sort()).toEqual(['chaosUID', 'name', 'part', 'team']);
    expect(job.metadata.labels?.name).toBe('mine');
  });

  test('copies no label that a tool owns, from the ChaosExperiment neither', () => {
    const owned = Object.fromEntries(
      ownedLabels.flatMap(({ names }) => names).map((name) => [name.replace('*', 'x'), 'someone']),
    );
    const { job, warnings } = built({
      metadata: { labels: { ...owned, team: 'payments' } },
      definition: { labels: { ...owned, part: 'litmus' } },
    });
    const { template } = job.spec as { template: { metadata: { labels: object } } };
    for (const labels of [job.metadata.labels ?? {}, template.metadata.labels])
      expect(Object.keys(labels).sort()).toEqual([
        'chaosUID',
        'part',
        'runner.litmuschaos.io/attempt',
        'runner.litmuschaos.io/iteration',
        'runner.litmuschaos.io/job',
        'runner.litmuschaos.io/run',
        'runner.litmuschaos.io/step',
        'team',
      ]);
    expect(warnings).toEqual([]);
  });

  test('copies what others read: the queue of a Job, and the workflow that an engine belongs to', () => {
    const labels = { 'kueue.x-k8s.io/queue-name': 'q', workflow_run_id: 'w', 'app.kubernetes.io/part-of': 'shop' };
    expect(built({ metadata: { labels } }).job.metadata.labels).toMatchObject(labels);
  });

  test('copies none of the labels that annotation and environment name', () => {
    const labels = { owner: 'a', owners: 'b', 'tool.example.com/set': 'c', 'other.example.com/set': 'd' };
    const annotations = { 'runner.litmuschaos.io/uncopied-labels': 'owner, tool.example.com/*' };
    const input = inputOf({ metadata: { labels, annotations } });
    const environment = { ...input.environment, uncopiedLabels: ['other.example.com/set'] };
    const { job } = right(buildJob({ ...input, environment }));
    expect(Object.keys(job.metadata.labels ?? {}).filter((name) => /owner|example/.test(name))).toEqual(['owners']);
  });

  test('says what in the annotation cannot name a label', () => {
    const annotations = { 'runner.litmuschaos.io/uncopied-labels': 'a, b*c, *' };
    expect(built({ metadata: { annotations } }).warnings).toEqual([
      expect.stringContaining('names "b*c", which cannot be'),
      expect.stringContaining('names "*", which cannot be'),
    ]);
  });

  test('leaves a label out whose value cannot be one, with a word about it', () => {
    const { job, warnings } = built({ metadata: { labels: { note: 'two words' } } });
    expect(job.metadata.labels).not.toHaveProperty('note');
    expect(warnings).toEqual([expect.stringContaining('label note')]);
  });

  test('leaves a label out whose name cannot be one, which no API server has checked in a definition', () => {
    const { job, warnings } = built({
      definition: { labels: { 'two words': 'x', 'Example.com/a': 'x', 'a/b/c': 'x', 'litmus.io/Part_of': 'x' } },
    });
    expect(job.metadata.labels).toHaveProperty(['litmus.io/Part_of'], 'x');
    expect(warnings).toEqual(
      ['two words', 'Example.com/a', 'a/b/c'].map((name) => expect.stringContaining(`label ${name} `)),
    );
  });

  test('takes an experiment without labels', () => {
    expect(built({ definition: { labels: null } }).job.metadata.labels).toHaveProperty('chaosUID');
  });
});
