import type { KubeObject } from 'chaos-runner-simulator';
import { describe, expect, it } from 'vitest';
import { type Ground, type GroundOptions, ground, namespace, type StartOptions } from './ground.ts';
import { type Behaviour, engine, experiment } from './manifests.ts';

const run = async (objects: readonly object[], options: Partial<GroundOptions> = {}, start: StartOptions = {}) => {
  const world = await ground({ speed: 20, ...options, objects });
  const finish = await world.start({ mode: 'pod', ...start }).finish;
  return { world, finish };
};

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

interface Template {
  readonly metadata: object;
  readonly spec: { readonly containers: readonly Container[] };
}

/** The one Job, which was retained. */
const retained = (world: Ground): { readonly metadata: KubeObject['metadata']; readonly template: Template } => {
  const [job] = world.simulator.store.list('jobs', namespace);
  if (!job) throw new Error('there is no Job');
  return { metadata: job.metadata, template: (job.spec as { template: Template }).template };
};

const mainContainer = (world: Ground): Container => {
  const { metadata, template } = retained(world);
  const main = template.spec.containers.find(({ name }) => name === metadata.name);
  if (!main) throw new Error('there is no main container');
  return main;
};

const retain = { spec: { jobCleanUpPolicy: 'retain' } };

describe('defects of the Go runner with Jobs and pods', () => {
  const ends: Readonly<Record<string, Behaviour>> = {
    // The kubelet forgets what ran in a pod that it evicts: the runner must have seen it run.
    'an evicted pod': { duration: '60s', evictAfter: '2s' },
    'a pod that the Job replaces': { duration: '60s', deletePodAfter: '500ms', stopTime: '2s' },
    'a failed pod': { duration: '60s', oomAfter: '500ms' },
    'a container that fails in its first second': { duration: '1ms', exitCode: '1', result: 'none' },
  };

  it.each(Object.entries(ends))('defect 6: %s ends the step with Error and leaves nothing', async (_, behaviour) => {
    const { world } = await run([
      experiment('pod-delete', { helpers: '1', ...behaviour }),
      engine(['pod-delete'], retain),
    ]);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Error' }]);
    expect([...world.created.values()]).toEqual([1]);
    expect(world.residue()).toEqual([]);
  });

  it.each(['ImagePullBackOff', 'Unschedulable'])(
    'defect 7: a Job that could start later is removed: %s',
    async (reason) => {
      const components = { statusCheckTimeouts: { delay: 1, timeout: 2 } };
      const { world } = await run([
        experiment('pod-delete', { failsToStart: `${reason}:60s` }),
        engine(['pod-delete'], { ...retain, components }),
      ]);
      expect(world.rows()).toMatchObject([{ status: 'Skipped', verdict: 'Fail' }]);
      expect(world.residue()).toEqual([]);
    },
  );

  it('defect 8: an experiment without labels, a time-out of one second and an OTEL endpoint alone are no reason to fail', async () => {
    const { world, finish } = await run(
      [
        experiment('pod-delete', {}, { labels: undefined }),
        engine(['pod-delete'], { ...retain, components: { statusCheckTimeouts: { delay: 1, timeout: 1 } } }),
      ],
      { speed: 1 },
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' } },
    );
    expect(finish).toMatchObject({ is: 'Finished', outcome: 'Pass' });
    const variables = mainContainer(world).env.map(({ name }) => name);
    expect(variables).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(variables).not.toContain('TRACE_PARENT');
  });

  it('defect 9: variables keep their declared order', async () => {
    const declared = ['ZULU', 'ALPHA', 'MIKE', 'BRAVO', 'YANKEE', 'CHARLIE', 'LIMA', 'KILO'];
    const env = declared.map((name) => ({ name, value: `value of ${name}` }));
    const { world } = await run([
      experiment('pod-delete', {}, { env }),
      engine(['pod-delete'], { ...retain, components: { env: [{ name: 'WHISKEY', value: '$(ZULU)' }] } }),
    ]);
    const variables = mainContainer(world).env.map(({ name }) => name);
    expect(variables.filter((name) => [...declared, 'WHISKEY'].includes(name))).toEqual([...declared, 'WHISKEY']);
    expect(variables[0]).toBe('CHAOSENGINE');
    expect(variables.at(-1)).toBe('POD_NAME');
  });

  it('defect 10: a sidecar that a service mesh injects does not keep the step from completing', async () => {
    const { world } = await run([experiment('pod-delete', { sidecar: 'injected' }), engine(['pod-delete'])]);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    // What still runs in the pod is ended first.
    await world.until(() => world.residue().length === 0);
  });

  it('defect 10: nor does a sidecar of the engine', async () => {
    const spec = { components: { sidecar: [{ image: 'busybox:1', imagePullPolicy: 'Always' }] } };
    const annotations = { 'sidecar/enabled': 'true' };
    const { world } = await run([experiment('pod-delete'), engine(['pod-delete'], { spec, annotations })]);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    // What still runs in the pod is ended first.
    await world.until(() => world.residue().length === 0);
  });

  it('defect 11: annotations for the experiment’s Job and pod are on both', async () => {
    const components = { experimentAnnotations: { 'example.com/of-the-engine': 'yes' } };
    const definition = { experimentAnnotations: { 'example.com/of-the-experiment': 'yes' } };
    const { world } = await run([
      experiment('pod-delete', {}, definition),
      engine(['pod-delete'], { ...retain, components }),
    ]);
    const { metadata, template } = retained(world);
    const both = { ...components.experimentAnnotations, ...definition.experimentAnnotations };
    expect(metadata.annotations).toMatchObject(both);
    expect(template.metadata).toMatchObject({ annotations: both });
  });
});
