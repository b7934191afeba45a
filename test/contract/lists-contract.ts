import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

const namesOf = (list: { items: { metadata: { name: string } }[] }): readonly string[] =>
  list.items.map((item) => item.metadata.name);

/** Lists: order, selectors, pages, and the forms in which they come. */
export const describeLists = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('lists', () => {
    let base = '';
    let maps = '';
    const client = () => target().client;
    beforeAll(async () => {
      base = `/api/v1/namespaces/${await freshNamespace(client())}`;
      maps = `${base}/configmaps`;
      const labels = (app: string, tier?: string) => ({ labels: { app, set: 'yes', ...(tier ? { tier } : {}) } });
      await client().post(maps, configMap('b', { data: { k: '1' } }, labels('web', 'front')));
      await client().post(maps, configMap('a', {}, labels('web')));
      await client().post(maps, configMap('d', {}, labels('db', 'back')));
      await client().post(maps, configMap('c', {}, labels('cache')));
    });
    const select = async (selector: string) =>
      namesOf((await client().get(`${maps}?labelSelector=${encodeURIComponent(selector)}`)).body);

    it('come in the order of names, with the kind and a resourceVersion of the list', async () => {
      const reply = await client().get(`${maps}?labelSelector=set`);
      expect(reply.body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
      expect(namesOf(reply.body)).toEqual(['a', 'b', 'c', 'd']);
      expect(reply.body.metadata.resourceVersion).toMatch(/^\d+$/);
    });

    it.each([
      ['app=web', ['a', 'b']],
      ['app==web,tier=front', ['b']],
      ['app!=web,set', ['c', 'd']],
      ['app in (web,db),set', ['a', 'b', 'd']],
      ['app notin (web),set', ['c', 'd']],
      ['tier', ['b', 'd']],
      ['!tier,set', ['a', 'c']],
      ['app in (web),!tier', ['a']],
    ])('select by the labels %s', async (selector, names) => {
      expect(await select(selector)).toEqual(names);
    });

    it('refuse a label selector that nobody can read', async () => {
      const reply = await client().get(`${maps}?labelSelector=a%20b%20c`);
      expect(reply.body).toMatchObject(
        failure(
          400,
          'BadRequest',
          `unable to parse requirement: found 'b', expected: ${version.pick({ 20: "'=', '!=', '==', 'in', notin'", 32: 'in, notin, =, ==, !=, gt, lt' })}`,
        ),
      );
    });

    it('select by name, and refuse fields that cannot be selected by', async () => {
      expect(namesOf((await client().get(`${maps}?fieldSelector=metadata.name%3Db`)).body)).toEqual(['b']);
      const others = await client().get(`${maps}?fieldSelector=metadata.name!%3Db&labelSelector=set`);
      expect(namesOf(others.body)).toEqual(['a', 'c', 'd']);
      const reply = await client().get(`${maps}?fieldSelector=spec.nope%3Dx`);
      const message = '"spec.nope" is not a known field selector: only "metadata.name", "metadata.namespace"';
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', message));
      const pods = await client().get(`${base}/pods?fieldSelector=spec.nope%3Dx`);
      expect(pods.body).toMatchObject(failure(400, 'BadRequest', 'field label not supported: spec.nope'));
    });

    it('select pods by phase and node, and events by the object that they are about', async () => {
      await client().post(`${base}/pods`, pod('pending', target().image, 'true', { schedulerName: 'nobody' }));
      expect(namesOf((await client().get(`${base}/pods?fieldSelector=status.phase%3DPending`)).body)).toEqual([
        'pending',
      ]);
      expect(namesOf((await client().get(`${base}/pods?fieldSelector=status.phase%3DRunning`)).body)).toEqual([]);
      expect(namesOf((await client().get(`${base}/pods?fieldSelector=spec.nodeName%3D`)).body)).toEqual(['pending']);
      const namespace = base.split('/').at(-1);
      const event = (name: string, about: string) => ({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name },
        involvedObject: { kind: 'ConfigMap', name: about, namespace, uid: `uid-${about}` },
        reason: 'Because',
        type: 'Normal',
      });
      await client().post(`${base}/events`, event('one', 'a'));
      await client().post(`${base}/events`, event('two', 'b'));
      const events = await client().get(
        `${base}/events?fieldSelector=involvedObject.name%3Da%2CinvolvedObject.kind%3DConfigMap`,
      );
      expect(namesOf(events.body)).toEqual(['one']);
      expect(namesOf((await client().get(`${base}/events?fieldSelector=involvedObject.uid%3Duid-b`)).body)).toEqual([
        'two',
      ]);
    });

    it('come in pages of the state at the first one', async () => {
      const first = await client().get(`${maps}?limit=1`);
      expect(first.body.items).toHaveLength(1);
      expect(first.body.metadata.remainingItemCount).toBeGreaterThanOrEqual(3);
      const { resourceVersion, continue: token } = first.body.metadata;
      await client().post(maps, configMap('aa-later', {}, { labels: { later: 'yes' } }));
      const rest = await client().get(`${maps}?limit=500&continue=${encodeURIComponent(token)}`);
      expect(rest.body.metadata.resourceVersion).toBe(resourceVersion);
      expect(rest.body.metadata.continue).toBeUndefined();
      expect(namesOf(rest.body)).not.toContain('aa-later');
      expect(namesOf(rest.body)).toEqual(expect.arrayContaining(['b', 'c', 'd']));
      await client().remove(`${maps}/aa-later`);
    });

    it('do not say how many are left when a selector is set', async () => {
      const reply = await client().get(`${maps}?limit=1&labelSelector=set`);
      expect(reply.body.metadata.continue).toBeDefined();
      expect(reply.body.metadata.remainingItemCount).toBeUndefined();
    });

    it('refuse a continue token that nobody gave out', async () => {
      const reply = await client().get(`${maps}?limit=1&continue=abc`);
      expect([reply.status, reply.body.reason]).toEqual([400, 'BadRequest']);
      expect(reply.body.message).toContain('continue key is not valid');
    });

    it('refuse resourceVersions that are no numbers, or of the future', async () => {
      const word = await client().get(`${maps}?resourceVersion=abc`);
      const why = 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax';
      expect(word.body).toMatchObject(
        version.pick({
          20: { code: 500, message: why },
          37: failure(400, 'BadRequest', `invalid resource version: ${why}`),
        }),
      );
      const future = await client().get(`${maps}?resourceVersion=99999999`);
      expect([future.status, future.body.reason]).toEqual([504, 'Timeout']);
      expect(future.body.details).toMatchObject({
        causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
        retryAfterSeconds: 1,
      });
      expect(future.headers.get('retry-after')).toBe('1');
    });

    it('come as a table when that is asked for', async () => {
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
      const reply = await client().get(`${maps}?labelSelector=set`, { accept });
      expect(reply.body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
      const columns = reply.body.columnDefinitions.map((one: { name: string; priority: number }) => [
        one.name,
        one.priority,
      ]);
      expect(columns).toEqual([
        ['Name', 0],
        ['Data', 0],
        ['Age', 0],
      ]);
      const cells = reply.body.rows.map((row: { cells: unknown[] }) => row.cells.slice(0, 2));
      expect(cells).toEqual([
        ['a', 0],
        ['b', 1],
        ['c', 0],
        ['d', 0],
      ]);
      expect(reply.body.rows[0].object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
    });

    it.each([
      [
        '/api/v1/pods',
        ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node', 'Nominated Node', 'Readiness Gates'],
      ],
      [
        '/apis/batch/v1/jobs',
        [
          'Name',
          ...version.pick({ 20: [], 32: ['Status'] }),
          ...['Completions', 'Duration', 'Age', 'Containers', 'Images', 'Selector'],
        ],
      ],
      ['/api/v1/secrets', ['Name', 'Type', 'Data', 'Age']],
      ['/api/v1/services', ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector']],
      ['/api/v1/serviceaccounts', ['Name', ...version.pick({ 20: ['Secrets'], 37: [] }), 'Age']],
      ['/api/v1/namespaces', ['Name', 'Status', 'Age']],
      [
        '/api/v1/events',
        ['Last Seen', 'Type', 'Reason', 'Object', 'Subobject', 'Source', 'Message', 'First Seen', 'Count', 'Name'],
      ],
      [
        '/api/v1/nodes',
        [
          'Name',
          'Status',
          'Roles',
          'Age',
          'Version',
          'Internal-IP',
          'External-IP',
          'OS-Image',
          'Kernel-Version',
          'Container-Runtime',
        ],
      ],
      [
        '/apis/apps/v1/deployments',
        ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers', 'Images', 'Selector'],
      ],
      ['/apis/apps/v1/replicasets', ['Name', 'Desired', 'Current', 'Ready', 'Age', 'Containers', 'Images', 'Selector']],
      ['/apis/rbac.authorization.k8s.io/v1/roles', ['Name', 'Created At']],
      [
        '/apis/rbac.authorization.k8s.io/v1/rolebindings',
        ['Name', 'Role', 'Age', 'Users', 'Groups', 'ServiceAccounts'],
      ],
      ['/apis/litmuschaos.io/v1alpha1/chaosengines', ['Name', 'Age']],
    ])('of %s have the columns of the real tables', async (path, columns) => {
      const reply = await client().get(`${path}?limit=1`, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
      expect(reply.body.columnDefinitions.map((one: { name: string }) => one.name)).toEqual(columns);
    });

    it('come as metadata alone when that is asked for', async () => {
      const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
      const reply = await client().get(`${maps}?labelSelector=set`, { accept });
      expect(reply.body.kind).toBe('PartialObjectMetadataList');
      expect(reply.body.items[1]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'b' } });
      expect(reply.body.items[1].data).toBeUndefined();
    });
  });
};
