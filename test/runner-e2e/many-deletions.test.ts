import type { Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

const names = Array.from({ length: 12 }, (_, index) => `fault-${index + 1}`);

/** The first deletion of a Job is answered when other steps have come to theirs as well. */
const slowFirst = (): Interceptor => {
  let deletions = 0;
  return ({ verb, resource, userAgent }) => {
    if (!userAgent.startsWith('chaos-runner/') || resource !== 'jobs' || verb !== 'delete') return undefined;
    deletions += 1;
    return deletions === 1 ? { is: 'delay', milliseconds: 900 } : undefined;
  };
};

interface Together {
  readonly policy?: 'delete' | 'retain';
  readonly iterations?: number;
  readonly interceptors?: readonly Interceptor[];
  readonly meanwhile?: (world: Ground) => void;
}

/** Twelve steps at once, that end together, with what was asked of Jobs to delete them. */
const together = async ({
  policy = 'delete',
  iterations = 1,
  interceptors = [],
  meanwhile = () => undefined,
}: Together = {}) => {
  const world = await ground({
    objects: [
      ...names.map((name) => experiment(name, { duration: '2s', verdict: 'Pass' })),
      engine(names, { batch: `{parallelism: 12, iterations: ${iterations}}`, spec: { jobCleanUpPolicy: policy } }),
    ],
    interceptors: [...interceptors, slowFirst()],
  });
  const { finish } = world.start({ mode: 'pod' });
  meanwhile(world);
  const how = await finish;
  const asked = world.requests().filter(({ resource }) => resource === 'jobs');
  const count = (wanted: string): number => asked.filter(({ verb }) => verb === wanted).length;
  const jobs = () =>
    world.simulator.store.list('jobs', namespace).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return { world, how, jobs, deletes: count('delete'), collections: count('deletecollection') };
};

describe('the Jobs of steps that have passed together', () => {
  it('are deleted by a few requests, each step with its record', async () => {
    const { world, how, jobs, deletes, collections } = await together();
    expect(how).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect(jobs()).toEqual([]);
    expect(collections).toBeGreaterThan(0);
    expect(deletes + collections).toBeLessThan(names.length);
    const cleaned = world.records().filter(({ data }) => data.event.type === 'CLEANED');
    expect(cleaned).toHaveLength(names.length);
  });

  it('are deleted each by itself where no collection may be deleted, which is asked once', async () => {
    const message = 'jobs.batch is forbidden: User "x" cannot deletecollection resource "jobs" in API group "batch"';
    const { how, jobs, deletes, collections } = await together({
      iterations: 2,
      interceptors: [({ verb }) => (verb === 'deletecollection' ? { is: 'respond', status: 403, message } : undefined)],
    });
    expect(how).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    expect(jobs()).toEqual([]);
    expect([deletes, collections]).toEqual([2 * names.length, 1]);
  });

  it('stay under `retain`', async () => {
    const { jobs, deletes, collections } = await together({ policy: 'retain' });
    expect(jobs()).toHaveLength(names.length);
    expect([deletes, collections]).toEqual([0, 0]);
  });

  it('are deleted without the copy that somebody has made of one, labels and all', async () => {
    const { how, jobs } = await together({
      meanwhile: (world) =>
        void world
          .until(() =>
            world.simulator.store.list('jobs', namespace).find(({ metadata }) => metadata.name.includes('fault-7')),
          )
          .then(({ metadata: { name, labels }, apiVersion, kind, spec }) => {
            const { template } = spec as { readonly template: object };
            const metadata = { name: `${name}-copy`, namespace, ...(labels === undefined ? {} : { labels }) };
            world.simulator.store.create('jobs', { apiVersion, kind, metadata, spec: { suspend: true, template } });
          }),
    });
    expect(how).toMatchObject({ is: 'Finished' });
    expect(jobs().map(({ metadata }) => metadata.name)).toEqual([expect.stringMatching(/-copy$/)]);
  });
});
