import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { left, right, type Start } from './port-set-up.ts';

/** Objects: made, read, patched, deleted and listed. */
export const portObjects = (start: Start): void => {
  describe('objects', () => {
    test('what is created has an identity and is found again, custom resources with the fields nobody knows', async () => {
      const { cluster, engine, at } = await start();
      const created = right(await cluster.create('ChaosEngine', engine('e')));
      expect(created.metadata.uid).toMatch(/./);
      expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
      const found = right(await cluster.get('ChaosEngine', at('e')));
      expect(found).toMatchObject({
        apiVersion: 'litmuschaos.io/v1alpha1',
        kind: 'ChaosEngine',
        spec: engine('e').spec,
      });
      expect(found.metadata).toMatchObject({ uid: created.metadata.uid, annotations: { note: 'kept' } });
    });

    test('a name that is taken is AlreadyExists', async () => {
      const { cluster, job } = await start();
      right(await cluster.create('Job', job('one')));
      expect(left(await cluster.create('Job', job('one'))).is).toBe('AlreadyExists');
    });

    test('what is not there is NotFound for every verb', async () => {
      const { cluster, at } = await start();
      const ref = at('nothing');
      const answers = [
        await cluster.get('ChaosEngine', ref),
        await cluster.getMetadata('Secret', ref),
        await cluster.patch('ConfigMap', ref, { data: { a: 'b' } }),
        await cluster.remove('Job', ref, { propagation: 'Background' }),
        await cluster.podLog(ref, { container: 'c', tailLines: 5, limitBytes: 100 }),
      ];
      expect(answers.map((answer) => left(answer as E.Either<ClusterError, unknown>).is)).toEqual(
        answers.map(() => 'NotFound'),
      );
    });

    test('a namespace that is not there takes nothing', async () => {
      const { cluster, configMap } = await start();
      const { metadata, ...rest } = configMap('a');
      const lost = { ...rest, metadata: { ...metadata, namespace: 'no-such-namespace' } };
      expect(left(await cluster.create('ConfigMap', lost)).is).toBe('NotFound');
    });

    test('an object that breaks the rules is Invalid and names the field', async () => {
      const { cluster, configMap, job } = await start();
      const refused = left(await cluster.create('ConfigMap', configMap('Not_A_Name')));
      expect(refused).toMatchObject({ is: 'Invalid', causes: [{ field: 'metadata.name' }] });
      const twice = job('twice');
      const container = { name: 'c', image: 'i' };
      const template = { spec: { restartPolicy: 'Never', containers: [container, container] } };
      const duplicate = left(await cluster.create('Job', { ...twice, spec: { template } }));
      expect(duplicate).toMatchObject({
        is: 'Invalid',
        causes: [{ field: 'spec.template.spec.containers[1].name' }],
      });
    });

    test('metadata of a Secret comes without its contents', async () => {
      const { cluster, namespace, at } = await start();
      const metadata = { name: 's', namespace };
      right(
        await cluster.create('Secret', { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 'canary' } }),
      );
      const found = right(await cluster.getMetadata('Secret', at('s')));
      expect(found.metadata.name).toBe('s');
      expect(Object.keys(found)).not.toContain('data');
    });
  });

  describe('patches', () => {
    test('merge, and null removes', async () => {
      const { cluster, engine, at } = await start();
      right(await cluster.create('ChaosEngine', engine('e')));
      const status = { engineStatus: 'initialized', experiments: [{ name: 'pod-delete', status: 'Running' }] };
      const patch = { metadata: { annotations: { note: null, other: 'x' } }, status };
      const patched = right(await cluster.patch('ChaosEngine', at('e'), patch));
      expect(patched.status).toEqual(status);
      expect(patched.spec).toEqual(engine('e').spec);
      expect(patched.metadata.annotations).toEqual({ other: 'x' });
    });

    test('with an old resourceVersion are a Conflict, with the present one they are done', async () => {
      const { cluster, engine, at } = await start();
      const { metadata } = right(await cluster.create('ChaosEngine', engine('e')));
      const withVersion = (resourceVersion: string | undefined, value: string) =>
        cluster.patch('ChaosEngine', at('e'), { metadata: { resourceVersion, annotations: { a: value } } });
      const now = right(await withVersion(metadata.resourceVersion, '1'));
      expect(left(await withVersion(metadata.resourceVersion, '2')).is).toBe('Conflict');
      expect(right(await withVersion(now.metadata.resourceVersion, '3')).metadata.annotations).toMatchObject({
        a: '3',
      });
    });
  });

  describe('deletions', () => {
    test('with the uid of another object are a Conflict and delete nothing', async () => {
      const { cluster, configMap, at } = await start();
      const { metadata } = right(await cluster.create('ConfigMap', configMap('a')));
      expect(left(await cluster.remove('ConfigMap', at('a'), { uid: 'another' })).is).toBe('Conflict');
      right(await cluster.remove('ConfigMap', at('a'), metadata.uid === undefined ? {} : { uid: metadata.uid }));
      expect(left(await cluster.get('ConfigMap', at('a'))).is).toBe('NotFound');
    });

    test('in the foreground are accepted at once', async () => {
      const { cluster, job, at } = await start();
      right(await cluster.create('Job', job('one')));
      right(await cluster.remove('Job', at('one'), { propagation: 'Foreground' }));
      const found = await cluster.get('Job', at('one'));
      if (E.isRight(found)) expect(found.right.metadata.deletionTimestamp).toMatch(/Z$/);
      else expect(found.left.is).toBe('NotFound');
    });
  });

  describe('deletions of what a selector selects', () => {
    const labelled = (object: KubeObject, labels: Record<string, string>): KubeObject => ({
      ...object,
      metadata: { ...object.metadata, labels },
    });

    test('leave everything else, and their answer tells of nothing', async () => {
      const { cluster, namespace, configMap, at } = await start();
      const labels = { a: { run: 'one', of: 'a' }, b: { run: 'one', of: 'b' }, c: { run: 'one', of: 'c' } };
      const others = { d: { run: 'two', of: 'a' }, e: { of: 'a' }, f: { run: 'one' } };
      for (const [name, own] of Object.entries({ ...labels, ...others }))
        right(await cluster.create('ConfigMap', configMap(name, own)));
      const selector = { labels: 'run=one,of in (a,b)' };
      expect(await cluster.removeSelected('ConfigMap', namespace, selector, {})).toEqual(E.right(undefined));
      const { items } = right(await cluster.list('ConfigMap', namespace, { labels: 'of' }));
      expect(items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd', 'e']);
      right(await cluster.get('ConfigMap', at('f')));
    });

    test('are done where nothing is selected', async () => {
      const { cluster, namespace, configMap, at } = await start();
      right(await cluster.create('ConfigMap', configMap('a', { run: 'one' })));
      const selector = { labels: 'run=one,of in (a)' };
      expect(await cluster.removeSelected('ConfigMap', namespace, selector, {})).toEqual(E.right(undefined));
      right(await cluster.get('ConfigMap', at('a')));
    });

    test('in the foreground are accepted at once', async () => {
      const { cluster, namespace, job } = await start();
      for (const name of ['a', 'b', 'c'])
        right(await cluster.create('Job', labelled(job(name), { run: 'one', of: name })));
      const selector = { labels: 'run=one,of in (a,b)' };
      right(await cluster.removeSelected('Job', namespace, selector, { propagation: 'Foreground' }));
      const { items } = right(await cluster.list('Job', namespace, { labels: 'run=one' }));
      const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      expect(staying.map(({ metadata }) => metadata.name)).toEqual(['c']);
    });

    test('that select everything are Invalid and delete nothing', async () => {
      const { cluster, namespace, configMap, at } = await start();
      right(await cluster.create('ConfigMap', configMap('a')));
      for (const labels of ['', ' '])
        expect(left(await cluster.removeSelected('ConfigMap', namespace, { labels }, {})).is).toBe('Invalid');
      right(await cluster.get('ConfigMap', at('a')));
    });
  });

  describe('lists', () => {
    test('select by labels and by name, and give every item its kind', async () => {
      const { cluster, namespace, configMap } = await start();
      for (const [name, run] of Object.entries({ a: 'one', b: 'one', c: 'two' })) {
        right(await cluster.create('ConfigMap', configMap(name, { run })));
      }
      const names = async (selector: { labels?: string; fields?: string }) =>
        right(await cluster.list('ConfigMap', namespace, selector))
          .items.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
          .sort();
      expect(await names({ labels: 'run=one' })).toEqual(['ConfigMap/a', 'ConfigMap/b']);
      expect(await names({ labels: 'run in (two,three)' })).toEqual(['ConfigMap/c']);
      expect(await names({ fields: 'metadata.name=b' })).toEqual(['ConfigMap/b']);
      expect(await names({ labels: 'run=none' })).toEqual([]);
    });

    test('of more than a page are complete', async () => {
      const { cluster, namespace, configMap } = await start();
      const wanted = Array.from({ length: 260 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
      await Promise.all(
        wanted.map(async (name) => right(await cluster.create('ConfigMap', configMap(name, { of: 'many' })))),
      );
      const { items } = right(await cluster.list('ConfigMap', namespace, { labels: 'of=many' }));
      expect(items.map(({ metadata }) => metadata.name)).toEqual(wanted);
    });

    test('keep of each object of every page what is picked of it, and nothing of the others', async () => {
      const { cluster, namespace, configMap } = await start();
      const wanted = Array.from({ length: 260 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
      await Promise.all(
        wanted.map(async (name) => right(await cluster.create('ConfigMap', configMap(name, { of: 'many' })))),
      );
      const pick = ({ apiVersion, kind, metadata: { name } }: KubeObject): KubeObject | undefined =>
        name.endsWith('0') ? { apiVersion, kind, metadata: { name } } : undefined;
      const { items } = right(await cluster.list('ConfigMap', namespace, { labels: 'of=many' }, { pick }));
      expect(items).toEqual(
        wanted
          .filter((name) => name.endsWith('0'))
          .map((name) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })),
      );
    });
  });
};
