import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, engine, failure, freshNamespace, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

/** The kinds of PATCH. */
export const describePatches = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('patches', () => {
    let base = '';
    const client = () => target().client;
    const path = (name: string): string => `${base}/configmaps/${name}`;
    const create = async (name: string, data: Record<string, string>) =>
      (await client().post(`${base}/configmaps`, configMap(name, { data }))).body;
    beforeAll(async () => {
      base = `/api/v1/namespaces/${await freshNamespace(client())}`;
    });

    it('merges, and removes what is null', async () => {
      await create('merged', { a: '1', b: '2' });
      const reply = await client().patch(path('merged'), 'merge', { data: { a: null, c: '3' } });
      expect([reply.status, reply.body.data]).toEqual([200, { b: '2', c: '3' }]);
    });

    it('holds a merge patch to the resourceVersion that it names', async () => {
      const before = await create('held', { a: '1' });
      await client().patch(path('held'), 'merge', { data: { a: '2' } });
      const { resourceVersion } = before.metadata;
      const reply = await client().patch(path('held'), 'merge', { metadata: { resourceVersion }, data: { a: '3' } });
      expect([reply.status, reply.body.reason]).toEqual([409, 'Conflict']);
      expect((await client().get(path('held'))).body.data).toEqual({ a: '2' });
    });

    it('applies the operations of a JSON patch, all or none', async () => {
      await create('json', { a: '1' });
      const done = await client().patch(path('json'), 'json', [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'add', path: '/data/b', value: '2' },
        { op: 'replace', path: '/data/a', value: '3' },
      ]);
      expect([done.status, done.body.data]).toEqual([200, { a: '3', b: '2' }]);
      const failed = await client().patch(path('json'), 'json', [
        { op: 'remove', path: '/data/b' },
        { op: 'test', path: '/data/a', value: 'other' },
      ]);
      expect(failed.body).toMatchObject(
        failure(422, 'Invalid', 'the server rejected our request due to an error in our request'),
      );
      expect((await client().get(path('json'))).body.data).toEqual({ a: '3', b: '2' });
    });

    it('refuses JSON patches of places that do not exist, and what is no list of operations', async () => {
      await create('places', { a: '1' });
      const missing = await client().patch(path('places'), 'json', [{ op: 'remove', path: '/data/nope' }]);
      expect(missing.status).toBe(422);
      const nowhere = await client().patch(path('places'), 'json', [{ op: 'add', path: '/spec/a/b', value: 1 }]);
      expect(nowhere.status).toBe(422);
      const malformed = await client().patch(path('places'), 'json', { op: 1 });
      expect([malformed.status, malformed.body.reason]).toEqual([400, 'BadRequest']);
    });

    it('refuses patches of the wrong type, of the name, of the uid and of nothing', async () => {
      await create('wrong', { a: '1' });
      const type = await client().request('PATCH', path('wrong'), {}, { contentType: 'application/json' });
      expect(type.body).toMatchObject(failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type'));
      const name = await client().patch(path('wrong'), 'merge', { metadata: { name: 'zz' } });
      expect(name.body.message).toBe('the name of the object (zz) does not match the name on the URL (wrong)');
      const uid = await client().patch(path('wrong'), 'merge', { metadata: { uid: 'zz' } });
      expect(uid.body.message).toBe(
        'ConfigMap "wrong" is invalid: metadata.uid: Invalid value: "zz": field is immutable',
      );
      expect((await client().patch(path('nobody'), 'merge', {})).status).toBe(404);
      const list = await client().patch(path('wrong'), 'merge', []);
      expect([list.status, list.body.reason]).toEqual(version.pick({ 20: [422, 'Invalid'], 32: [400, 'BadRequest'] }));
      const data = await client().patch(path('wrong'), 'merge', { data: 'x' });
      expect([data.status, data.body.reason]).toEqual([422, 'Invalid']);
    });

    it('merges lists of a strategic merge patch by their keys', async () => {
      const { image } = target();
      await client().post(`${base}/pods`, {
        ...pod('strategic', image, 'sleep 600'),
        spec: {
          nodeName: '',
          schedulerName: 'nobody',
          containers: [
            { name: 'a', image, env: [{ name: 'X', value: '1' }] },
            { name: 'b', image },
          ],
        },
      });
      const reply = await client().patch(`${base}/pods/strategic`, 'strategic', {
        metadata: { finalizers: ['example.com/x'] },
        spec: { containers: [{ name: 'b', image: `${image}0` }] },
      });
      expect(reply.status).toBe(200);
      const images = reply.body.spec.containers.map((one: { name: string; image: string }) => [one.name, one.image]);
      expect(images).toEqual([
        ['a', image],
        ['b', `${image}0`],
      ]);
      const more = await client().patch(`${base}/pods/strategic`, 'strategic', {
        metadata: { finalizers: ['example.com/y'] },
      });
      expect(more.body.metadata.finalizers.toSorted()).toEqual(['example.com/x', 'example.com/y']);
      const fewer = await client().patch(`${base}/pods/strategic`, 'strategic', {
        metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/x'] },
      });
      expect(fewer.body.metadata.finalizers).toEqual(['example.com/y']);
      await client().patch(`${base}/pods/strategic`, 'merge', { metadata: { finalizers: null } });
    });

    it('removes an entry of a keyed list by a $patch directive and refuses entries without a key', async () => {
      const deployments = `${base.replace('/api/v1', '/apis/apps/v1')}/deployments`;
      const labels = { app: 'keyed' };
      const container = { name: 'main', image: 'x:1', env: ['A', 'B'].map((name) => ({ name, value: '1' })) };
      await client().post(deployments, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'keyed' },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      });
      const patched = (containers: unknown) => ({ spec: { template: { spec: { containers } } } });
      const env = [
        { name: 'A', $patch: 'delete' },
        { name: 'B', value: '2' },
        { name: 'C', value: '3' },
      ];
      const reply = await client().patch(`${deployments}/keyed`, 'strategic', patched([{ name: 'main', env }]));
      expect(reply.body.spec.template.spec.containers[0].env.toSorted(byName)).toEqual([
        { name: 'B', value: '2' },
        { name: 'C', value: '3' },
      ]);
      const keyless = await client().patch(`${deployments}/keyed`, 'strategic', patched([{ image: 'y:1' }]));
      expect(keyless.status).toBeGreaterThanOrEqual(400);
      expect(keyless.body.message).toContain('does not contain declared merge key: name');
    });

    it('replaces a list that has no key', async () => {
      const accounts = `${base}/serviceaccounts`;
      await client().post(accounts, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'keyless' },
        imagePullSecrets: [{ name: 'a' }, { name: 'b' }],
      });
      const reply = await client().patch(`${accounts}/keyless`, 'strategic', { imagePullSecrets: [{ name: 'c' }] });
      expect(reply.body.imagePullSecrets).toEqual([{ name: 'c' }]);
    });

    it('refuses a strategic merge patch of a custom resource', async () => {
      const engines = base.replace('/api/v1', '/apis/litmuschaos.io/v1alpha1');
      await client().post(`${engines}/chaosengines`, engine('strategic', { engineState: 'active' }));
      const reply = await client().patch(`${engines}/chaosengines/strategic`, 'strategic', {
        spec: { engineState: 'stop' },
      });
      expect([reply.status, reply.body.reason]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('applies on the server side: what a manager applies no more is taken away', async () => {
      const apply = (data: object, manager: string) =>
        client().patch(`${path('applied')}?fieldManager=${manager}`, 'apply', configMap('applied', { data }));
      expect((await apply({ x: '1', y: '1' }, 'one')).status).toBe(201);
      expect((await apply({ z: '1' }, 'two')).body.data).toEqual({ x: '1', y: '1', z: '1' });
      const again = await apply({ x: '2' }, 'one');
      expect([again.status, again.body.data]).toEqual([200, { x: '2', z: '1' }]);
      const nobody = await client().patch(path('applied'), 'apply', configMap('applied'));
      expect(nobody.body.message).toBe(
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    });

    it('tries a patch on a dry run', async () => {
      await create('tried', { a: '1' });
      const reply = await client().patch(`${path('tried')}?dryRun=All`, 'merge', { data: { a: '2' } });
      expect(reply.body.data).toEqual({ a: '2' });
      expect((await client().get(path('tried'))).body.data).toEqual({ a: '1' });
    });
  });
};
