import { describe, expect, it } from 'vitest';
import { checkPair } from '../../src/job/check-pair.ts';
import { podOf, trialJob } from '../../src/job/trial-job.ts';
import { engineOf, engineUid, experimentOf, right } from '../model/fixtures.ts';
import { inputOf } from './fixtures.ts';

const trial = (metadata = {}) => {
  const { entry, environment } = inputOf();
  return right(trialJob(engineOf({}, metadata), entry, 0, experimentOf(), environment)).job;
};

describe('the Job of a trial', () => {
  it('is of no run: its labels say so', () => {
    expect(trial().metadata.labels).toMatchObject({
      'runner.litmuschaos.io/run': 'none',
      'runner.litmuschaos.io/step': 'pod-delete',
      'runner.litmuschaos.io/iteration': '1',
      'runner.litmuschaos.io/attempt': '1',
      chaosUID: engineUid,
    });
    expect(trial().metadata.annotations).toEqual({ 'runner.litmuschaos.io/baseline': 'none' });
  });

  it('names an engine that no server has seen as unknown', () => {
    expect(trial({ uid: undefined }).metadata.labels).toMatchObject({ chaosUID: 'unknown' });
  });
});

describe('the pod of a Job', () => {
  it('has the name and the namespace of the Job, and what its template says', () => {
    const job = trial();
    const { template } = job.spec as { template: { metadata: { labels: object; annotations: object }; spec: object } };
    const { labels, annotations } = template.metadata;
    expect(podOf(job)).toEqual({
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: { name: job.metadata.name, namespace: 'litmus', labels, annotations },
      spec: template.spec,
    });
  });

  it('has no namespace where the Job has none', () => {
    const spec = { template: { metadata: { name: 'x' }, spec: {} } };
    expect(podOf({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'j' }, spec })).toEqual({
      ...{ apiVersion: 'v1', kind: 'Pod' },
      ...{ metadata: { name: 'j' }, spec: {} },
    });
  });
});

describe('an entry of an engine', () => {
  const pairOf = (definition = {}, metadata = {}) => {
    const engine = engineOf({}, metadata);
    const [entry] = engine.spec.experiments;
    if (entry === undefined) throw new Error('no entry');
    return checkPair(engine, entry, 4, experimentOf(definition));
  };

  it('goes with an experiment that it can be launched with, in a namespace or without one', () => {
    expect(pairOf()).toEqual([]);
    expect(pairOf({}, { namespace: undefined })).toEqual([]);
  });

  it('does not go with one that it could not be launched with, of which the problem tells', () => {
    expect(pairOf({ image: '' })).toMatchObject([{ path: ['spec', 'definition', 'image'] }]);
  });
});
