import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

/** Creating, reading, replacing and deleting objects, and the refusals of each. */
export const describeObjects = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('objects', () => {
    let maps = '';
    const client = () => target().client;
    beforeAll(async () => {
      maps = `/api/v1/namespaces/${await freshNamespace(client())}/configmaps`;
    });
    const create = async (name: string, more = {}, metadata = {}) =>
      (await client().post(maps, configMap(name, more, metadata))).body;

    it('gives a created object a uid, a resourceVersion and a creation time', async () => {
      const reply = await client().post(maps, configMap('created', { data: { a: '1' } }));
      expect(reply.status).toBe(201);
      expect(reply.body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(reply.body.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(reply.body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(reply.body.data).toEqual({ a: '1' });
    });

    it('draws a name for generateName', async () => {
      const reply = await client().post(maps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { generateName: 'gen-' },
      });
      expect(reply.status).toBe(201);
      expect(reply.body.metadata.name).toMatch(/^gen-[a-z0-9]{5}$/);
    });

    it('stores nothing on a dry run', async () => {
      const reply = await client().post(`${maps}?dryRun=All`, configMap('dry'));
      expect(reply.status).toBe(201);
      expect(reply.body.metadata.resourceVersion).toBeUndefined();
      expect((await client().get(`${maps}/dry`)).status).toBe(404);
    });

    it('refuses an unknown value of dryRun', async () => {
      const reply = await client().post(`${maps}?dryRun=x`, configMap('dry'));
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          `CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ${version.pick({ 20: '[]string{"x"}', 37: '["x"]' })}: supported values: "All"`,
        ),
      );
    });

    it('answers 404 for an object that is not there', async () => {
      const reply = await client().get(`${maps}/nope`);
      expect(reply.status).toBe(404);
      expect(reply.body).toMatchObject(
        failure(404, 'NotFound', 'configmaps "nope" not found', { name: 'nope', kind: 'configmaps' }),
      );
    });

    it('answers 404 for a resource that does not exist, and a plain 404 for a group', async () => {
      const resource = await client().get('/api/v1/namespaces/default/nothings');
      expect(resource.body).toMatchObject(
        failure(404, 'NotFound', 'the server could not find the requested resource', {}),
      );
      const group = await client().get('/apis/nope.example.com/v1/things');
      expect([group.status, group.text]).toEqual([404, '404 page not found\n']);
    });

    it('answers 405 for a method that a path does not have', async () => {
      for (const reply of [await client().post(`${maps}/x`, {}), await client().put(maps, {})]) {
        expect(reply.body).toMatchObject(
          failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
        );
      }
    });

    it('refuses a second object of the same name', async () => {
      await create('twice');
      const reply = await client().post(maps, configMap('twice'));
      expect(reply.body).toMatchObject(
        failure(409, 'AlreadyExists', 'configmaps "twice" already exists', { name: 'twice', kind: 'configmaps' }),
      );
    });

    it('refuses to create in a namespace that does not exist', async () => {
      const reply = await client().post('/api/v1/namespaces/missing/configmaps', configMap('a'));
      expect(reply.body).toMatchObject(
        failure(404, 'NotFound', 'namespaces "missing" not found', { name: 'missing', kind: 'namespaces' }),
      );
    });

    it('refuses an object for another namespace, of another kind, or with a resourceVersion', async () => {
      const elsewhere = await client().post(maps, configMap('a', {}, { namespace: 'other' }));
      expect(elsewhere.body).toMatchObject(
        failure(
          400,
          'BadRequest',
          'the namespace of the provided object does not match the namespace sent on the request',
        ),
      );
      const secret = await client().post(maps, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } });
      expect([secret.status, secret.body.reason]).toEqual([400, 'BadRequest']);
      const versioned = await client().post(maps, configMap('a', {}, { resourceVersion: '5' }));
      expect(versioned.body).toMatchObject({
        code: 500,
        message: 'resourceVersion should not be set on objects to be created',
      });
    });

    it('refuses bodies that it cannot read', async () => {
      const torn = await client().post(maps, '{"apiVersion":');
      expect([torn.status, torn.body.reason]).toEqual([400, 'BadRequest']);
      const typed = await client().post(maps, configMap('a', { data: { x: 1 } }));
      expect([typed.status, typed.body.reason]).toEqual([400, 'BadRequest']);
      const foreign = await client().post(maps, '{}', { contentType: 'text/foo' });
      expect([foreign.status, foreign.body.reason]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('refuses to answer in a format that it does not have', async () => {
      const reply = await client().get(maps, { accept: 'text/html' });
      expect([reply.status, reply.body.reason]).toEqual([406, 'NotAcceptable']);
    });

    it('replaces an object and raises its resourceVersion', async () => {
      const before = await create('replaced', { data: { a: '1' } });
      const reply = await client().put(`${maps}/replaced`, { ...before, data: { a: '2' } });
      expect(reply.status).toBe(200);
      expect(reply.body.data).toEqual({ a: '2' });
      expect(Number(reply.body.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
      expect(reply.body.metadata.uid).toBe(before.metadata.uid);
    });

    it('keeps the resourceVersion when a replacement changes nothing', async () => {
      await create('same', { data: { a: '1' } });
      const first = await client().put(`${maps}/same`, configMap('same', { data: { a: '2' } }));
      const second = await client().put(`${maps}/same`, first.body);
      expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
    });

    it('refuses a replacement that is based on an older version', async () => {
      const before = await create('locked', { data: { a: '1' } });
      await client().put(`${maps}/locked`, { ...before, data: { a: '2' } });
      const reply = await client().put(`${maps}/locked`, { ...before, data: { a: '3' } });
      expect(reply.body).toMatchObject(
        failure(
          409,
          'Conflict',
          'Operation cannot be fulfilled on configmaps "locked": the object has been modified; please apply your changes to the latest version and try again',
          { name: 'locked', kind: 'configmaps' },
        ),
      );
    });

    it('replaces a built-in object without a resourceVersion blindly', async () => {
      await create('blind', { data: { a: '1' } });
      const reply = await client().put(`${maps}/blind`, configMap('blind', { data: { b: '2' } }));
      expect([reply.status, reply.body.data]).toEqual([200, { b: '2' }]);
    });

    it('refuses a replacement with another name or another uid, and of nothing', async () => {
      await create('itself');
      const name = await client().put(`${maps}/itself`, configMap('other'));
      expect(name.body.message).toBe('the name of the object (other) does not match the name on the URL (itself)');
      const uid = await client().put(`${maps}/itself`, configMap('itself', {}, { uid: 'nope' }));
      expect([uid.status, uid.body.reason]).toEqual([409, 'Conflict']);
      expect(uid.body.message).toContain('Precondition failed: UID in precondition: nope, UID in object meta: ');
      expect((await client().put(`${maps}/nobody`, configMap('nobody'))).status).toBe(404);
    });

    it('deletes an object and says which', async () => {
      const before = await create('deleted');
      const reply = await client().remove(`${maps}/deleted`);
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({
        kind: 'Status',
        status: 'Success',
        details: { name: 'deleted', kind: 'configmaps', uid: before.metadata.uid },
      });
      expect((await client().get(`${maps}/deleted`)).status).toBe(404);
      expect((await client().remove(`${maps}/deleted`)).status).toBe(404);
    });

    it('deletes only under the preconditions of the request', async () => {
      const before = await create('guarded');
      const uid = await client().remove(`${maps}/guarded`, { preconditions: { uid: 'x' } });
      expect(uid.body).toMatchObject(
        failure(
          409,
          'Conflict',
          `Operation cannot be fulfilled on ConfigMap "guarded": the UID in the precondition (x) does not match the UID in record (${before.metadata.uid}). The object might have been deleted and then recreated`,
        ),
      );
      const version = await client().remove(`${maps}/guarded`, { preconditions: { resourceVersion: '1' } });
      expect([version.status, version.body.reason]).toEqual([409, 'Conflict']);
      expect((await client().remove(`${maps}/guarded`, { preconditions: { uid: before.metadata.uid } })).status).toBe(
        200,
      );
    });

    it('deletes nothing on a dry run, and refuses an unknown propagation policy', async () => {
      await create('kept');
      expect((await client().remove(`${maps}/kept?dryRun=All`)).status).toBe(200);
      const reply = await client().remove(`${maps}/kept?propagationPolicy=Nope`);
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Nope": supported values: "Foreground", "Background", "Orphan", "nil"',
        ),
      );
      expect((await client().get(`${maps}/kept`)).status).toBe(200);
    });

    it('deletes a collection by selector and lists what it deleted', async () => {
      await create('many-1', {}, { labels: { group: 'many' } });
      await create('many-2', {}, { labels: { group: 'many' } });
      const reply = await client().remove(`${maps}?labelSelector=group%3Dmany`);
      expect(reply.body.kind).toBe('ConfigMapList');
      expect(reply.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
        'many-1',
        'many-2',
      ]);
      expect((await client().get(`${maps}?labelSelector=group%3Dmany`)).body.items).toEqual([]);
    });

    it('keeps an object with finalizers, marked as being deleted, until the last one is taken away', async () => {
      await create('final', {}, { finalizers: ['example.com/one', 'example.com/two'] });
      const marked = await client().remove(`${maps}/final`);
      expect(marked.body.metadata.deletionTimestamp).toBeDefined();
      expect(marked.body.metadata.deletionGracePeriodSeconds).toBe(0);
      const added = await client().patch(`${maps}/final`, 'merge', {
        metadata: { finalizers: ['example.com/one', 'example.com/two', 'example.com/three'] },
      });
      expect(added.status).toBe(422);
      await client().patch(`${maps}/final`, 'merge', { metadata: { finalizers: ['example.com/two'] } });
      expect((await client().get(`${maps}/final`)).status).toBe(200);
      await client().patch(`${maps}/final`, 'merge', { metadata: { finalizers: null } });
      expect((await client().get(`${maps}/final`)).status).toBe(404);
    });

    it('changes nothing when an object that waits for its finalizers is deleted again', async () => {
      await create('again', {}, { finalizers: ['example.com/one'] });
      const first = await client().remove(`${maps}/again`);
      const second = await client().remove(`${maps}/again`);
      expect(second.body.metadata.deletionTimestamp).toBe(first.body.metadata.deletionTimestamp);
      expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
      await client().patch(`${maps}/again`, 'merge', { metadata: { finalizers: null } });
    });
  });
};
