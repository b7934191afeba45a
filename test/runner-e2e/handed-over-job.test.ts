import { expect, it } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';
import type { ProcessOptions } from './process.ts';

/** An admission webhook that hands every Job to another controller, and has it wait there: as Kueue's does for MultiKueue. */
const handsOver: ProcessOptions['between'] = {
  create: (inner, kind, object, call) => {
    const spec = { ...(object.spec as object), managedBy: 'kueue.x-k8s.io/multikueue', suspend: true };
    return inner.create(kind, kind === 'Job' ? ({ ...object, spec } as KubeObject) : object, call);
  },
};

it.each(['delete', 'retain'])('a Job that is handed to another controller is deleted, under %s', async (policy) => {
  const world = await ground({
    speed: 20,
    objects: [experiment('pod-delete'), engine(['pod-delete'], { spec: { jobCleanUpPolicy: policy } })],
  });
  const pods: string[] = [];
  world.simulator.store.subscribe(({ type, resource, object }) => {
    if (resource === 'pods' && type === 'ADDED') pods.push(object.metadata.name);
  });
  const runner = world.start({ mode: 'pod', between: handsOver });
  expect(await runner.exited).toBe(0);
  expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail', experimentPod: 'N/A' }]);
  const [warning] = world.events().filter(({ type }) => type === 'Warning');
  expect(warning?.message).toMatch(/skipping Chaos Experiment: pod-delete.*handed to kueue\.x-k8s\.io\/multikueue/);
  expect(warning?.message).toContain(`Exempt the namespace ${namespace}`);
  expect([...world.created.values()]).toEqual([1]);
  expect(world.residue()).toEqual([]);
  expect(pods).toEqual([]);
  expect(world.simulator.store.list('chaosresults', namespace)).toEqual([]);
});
