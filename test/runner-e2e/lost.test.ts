import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

interface Case {
  readonly behaviour?: Behaviour;
  /** What happens once the main container runs. */
  readonly event?: (world: Ground, pod: string) => void;
  readonly names: RegExp;
}

const mainPod = (world: Ground): string | undefined =>
  world.simulator.store
    .list('pods', namespace)
    .find(
      ({ metadata, status }) =>
        metadata.labels?.['job-name'] !== undefined && (status as { phase?: string })?.phase === 'Running',
    )?.metadata.name;

const cases: Readonly<Record<string, Case>> = {
  'an evicted pod': { behaviour: { evictAfter: '5s' }, names: /evicted.*low on resource/ },
  'a deleted pod': {
    behaviour: { deletePodAfter: '5s', stopTime: '3s' },
    names: /deleted by somebody else|more than one pod/,
  },
  'a pod that was replaced between two looks': {
    event: ({ simulator }, pod) => {
      simulator.store.purge('pods', namespace, pod);
    },
    names: /more than one pod/,
  },
  'a pod whose node died': { behaviour: { loseNodeAfter: '5s' }, names: /node .* does not answer|more than one pod/ },
  'a Job that somebody deleted': {
    event: ({ simulator, created }) => {
      const [job = ''] = created.keys();
      simulator.store.remove('jobs', namespace, job, { propagation: 'Background' });
    },
    names: /(Job|pod \S+) was deleted by somebody else/,
  },
  'a second pod': {
    event: ({ simulator }, pod) => {
      const found = simulator.store.get('pods', namespace, pod);
      if (!found) throw new Error('the pod is gone');
      const { ownerReferences = [], labels = {} } = found.metadata;
      const metadata = { name: `${pod}-2`, namespace, labels, ownerReferences };
      simulator.store.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec: found.spec });
    },
    names: /more than one pod/,
  },
};

describe.each(['watch', 'poll'])('where the runner has to %s', (how) => {
  it.each(Object.entries(cases))(
    'ends a step with Error and leaves nothing, for %s',
    async (_, { behaviour, event, names }) => {
      const world = await ground({
        speed: 30,
        extras: { watch: how === 'watch' },
        objects: [
          experiment('pod-delete', { duration: '60s', helpers: '2', ...behaviour }),
          engine(['pod-delete'], { spec: { jobCleanUpPolicy: 'retain' } }),
        ],
      });
      const runner = world.start({ mode: 'pod' });
      const pod = await world.until(
        () => world.records().some(({ data }) => data.to === 'Running.Observing') && mainPod(world),
      );
      event?.(world, pod);
      expect(await runner.finish).toMatchObject({ is: 'Finished', outcome: 'Error' });
      expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error', experimentPod: pod }]);
      expect(
        world
          .events()
          .filter(({ type }) => type === 'Warning')
          .map(({ message }) => message),
      ).toEqual([expect.stringMatching(names)]);
      expect(world.created.size).toBe(1);
      expect(world.residue()).toEqual([]);
    },
  );
});
