import type { Interceptor } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
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

/** Twelve steps at once, that end together, with what was asked of Jobs to delete them. */
const together = async (policy: 'delete' | 'retain', interceptors: Interceptor[] = []) => {
  const world = await ground({
    objects: [
      ...names.map((name) => experiment(name, { duration: '2s', verdict: 'Pass' })),
      engine(names, { batch: 'parallelism: 12', policy }),
    ],
    interceptors: [...interceptors, slowFirst()],
  });
  const finish = await world.start({ mode: 'pod' }).finish;
  const asked = world.requests().filter(({ resource }) => resource === 'jobs');
  const count = (wanted: string): number => asked.filter(({ verb }) => verb === wanted).length;
  return { world, finish, deletes: count('delete'), collections: count('deletecollection') };
};
