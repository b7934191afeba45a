import type { KubeObject } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { type Ground, ground, namespace } from './ground.ts';
import { engine, experiment } from './manifests.ts';

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

const jobs = (world: Ground): readonly KubeObject[] => world.simulator.store.list('jobs', namespace);
const environmentOf = (job: KubeObject): Readonly<Record<string, string | undefined>> => {
  const { template } = job.spec as { readonly template: { readonly spec: { readonly containers: Container[] } } };
  return Object.fromEntries((template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
};

/** As the servers of that time: whatever is written in an engine is stored. */
const withoutSchema = ({ simulator: { store } }: Ground): void => {
  const changed = store.update('customresourcedefinitions', undefined, 'chaosengines.litmuschaos.io', (found) => {
    const spec = found.spec as { readonly versions: readonly object[] };
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    return { ...found, spec: { ...spec, versions: spec.versions.map((version) => ({ ...version, schema })) } };
  });
  if (E.isLeft(changed)) throw new Error(changed.left.message);
};

/** What an operator before 3.0 passes. */
const oldOperator = { CHAOS_NAMESPACE: undefined, APP_NAMESPACE: namespace, APP_LABEL: 'app=nginx' };

describe('an engine as operator 0.6 had it', () => {
  it('is run with the environment of its list, and its health checks stay on', async () => {
    const objects = [experiment('pod-delete'), engine(['pod-delete'], { spec: { jobCleanUpPolicy: 'retain' } })];
    const world = await ground({ speed: 3, objects });
    withoutSchema(world);
    const entry = { name: 'pod-delete', spec: { rank: 1, components: [{ name: 'FORCE', value: 'true' }] } };
    world.setEngine((now) => ({ ...now, spec: { ...(now.spec as object), experiments: [entry] } }));
    expect(await world.start({ mode: 'pod', env: oldOperator }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    const [environment] = jobs(world).map(environmentOf);
    expect(environment).toMatchObject({ FORCE: 'true', APP_NAMESPACE: namespace, APP_LABEL: 'app=nginx' });
    expect(environment).not.toHaveProperty('DEFAULT_HEALTH_CHECK');
    const told = JSON.stringify(world.records());
    expect(told).toMatch(/components is a list, as up to operator 1\.0/);
    expect(told).toMatch(/rank orders nothing/);
  });
});

describe('names that the Go runner could run', () => {
  it.each([54, 56])('an experiment of %i characters is run', async (length) => {
    const name = 'x'.repeat(length);
    const world = await ground({ speed: 3, objects: [experiment(name), engine([name])] });
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
  });

  it('an engine whose name leaves no room for the monitor is run without it, and says so', async () => {
    const name = 'e'.repeat(60);
    const objects = [experiment('pod-delete'), engine(['pod-delete'], { name, spec: { monitoring: true } })];
    const world = await ground({ speed: 3, engine: name, objects, extras: { extras: true } });
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect(world.rows()).toMatchObject([{ status: 'Completed', verdict: 'Pass' }]);
    await world.until(() =>
      world.events().some(({ message }) => /could not be launched.*has 60 characters/.test(message)),
    );
    expect(world.simulator.store.list('deployments', namespace)).toEqual([]);
  });
});

describe('labels that tools own', () => {
  it('are on no Job, pod or helper', async () => {
    const owned = { 'argocd.argoproj.io/instance': 'shop', 'kapp.k14s.io/app': '1', 'tool.example.com/set': 'a' };
    const annotations = { 'runner.litmuschaos.io/uncopied-labels': 'tool.example.com/*' };
    const labelled = engine(['pod-delete'], { annotations }) as KubeObject;
    const metadata = { ...labelled.metadata, labels: { ...owned, team: 'payments' } };
    const objects = [experiment('pod-delete', { helpers: '1', duration: '2s' }), { ...labelled, metadata }];
    const world = await ground({ speed: 3, objects });
    const seen = new Map<string, readonly string[]>();
    world.simulator.store.subscribe(({ resource, object }) => {
      if (resource === 'jobs' || resource === 'pods')
        seen.set(object.metadata.name, Object.keys(object.metadata.labels ?? {}));
    });
    expect(await world.start({ mode: 'pod' }).exited).toBe(0);
    expect([...seen.keys()].some((name) => name.includes('-helper-'))).toBe(true);
    for (const labels of seen.values()) {
      expect(labels).toContain('team');
      expect(labels.filter((label) => label in owned)).toEqual([]);
    }
  });
});
