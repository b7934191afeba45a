import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, failure, freshNamespace } from './target.ts';

/** Who may do what: tokens, roles, and the reviews by which clients ask. */
export const describeAccess = (target: () => ContractTarget): void => {
  describe('access', () => {
    let namespace = '';
    let token = '';
    let user = '';
    const client = () => target().client;
    const core = () => `/api/v1/namespaces/${namespace}`;
    const rbac = () => `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    const reviews = '/apis/authorization.k8s.io/v1';
    beforeAll(async () => {
      namespace = await freshNamespace(client());
      user = `system:serviceaccount:${namespace}:runner`;
      await client().post(`${core()}/serviceaccounts`, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'runner' },
      });
      await client().post(`${rbac()}/roles`, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'runner' },
        rules: [
          { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'create'] },
          { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['get'] },
        ],
      });
      await client().post(`${rbac()}/rolebindings`, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'runner' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'runner' },
        subjects: [{ kind: 'ServiceAccount', name: 'runner', namespace }],
      });
      token = await target().tokenFor(namespace, 'runner');
      // The authorizer sees new roles a moment later.
      const end = Date.now() + 20_000;
      while ((await client().get(`${core()}/pods`, { token })).status !== 200 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    const denied = (what: string, details: Record<string, unknown>, subject: string) =>
      failure(403, 'Forbidden', `${subject} is forbidden: User "${user}" cannot ${what}`, details);

    it('is refused to unknown tokens and to nobody in different ways', async () => {
      const wrong = await client().get(`${core()}/pods`, { token: 'nope' });
      expect(wrong.body).toMatchObject(failure(401, 'Unauthorized', 'Unauthorized'));
      const nobody = await client().get(`${core()}/pods`, { token: null });
      expect(nobody.body).toMatchObject(
        failure(
          403,
          'Forbidden',
          `pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "${namespace}"`,
          { kind: 'pods' },
        ),
      );
    });

    it('is granted by a role', async () => {
      expect((await client().get(`${core()}/pods`, { token })).status).toBe(200);
    });

    it('is refused for verbs, resources, names, subresources and scopes beyond the role', async () => {
      const where = `in the namespace "${namespace}"`;
      const list = await client().get(`${core()}/configmaps`, { token });
      expect(list.body).toMatchObject(
        denied(`list resource "configmaps" in API group "" ${where}`, { kind: 'configmaps' }, 'configmaps'),
      );
      const get = await client().get(`${core()}/configmaps/other`, { token });
      expect(get.body).toMatchObject(
        denied(
          `get resource "configmaps" in API group "" ${where}`,
          { name: 'other', kind: 'configmaps' },
          'configmaps "other"',
        ),
      );
      const watch = await client().get(`${core()}/pods?watch=1`, { token });
      expect(watch.body).toMatchObject(
        denied(`watch resource "pods" in API group "" ${where}`, { kind: 'pods' }, 'pods'),
      );
      const log = await client().get(`${core()}/pods/x/log`, { token });
      expect(log.body).toMatchObject(
        denied(`get resource "pods/log" in API group "" ${where}`, { name: 'x', kind: 'pods' }, 'pods "x"'),
      );
      const all = await client().get('/api/v1/pods', { token });
      expect(all.body).toMatchObject(
        denied('list resource "pods" in API group "" at the cluster scope', { kind: 'pods' }, 'pods'),
      );
      const engines = await client().get(`/apis/litmuschaos.io/v1alpha1/namespaces/${namespace}/chaosengines`, {
        token,
      });
      expect(engines.body).toMatchObject(
        denied(
          `list resource "chaosengines" in API group "litmuschaos.io" ${where}`,
          { group: 'litmuschaos.io', kind: 'chaosengines' },
          'chaosengines.litmuschaos.io',
        ),
      );
      const collection = await client().request('DELETE', `${core()}/pods`, undefined, { token });
      expect(collection.body).toMatchObject(
        denied(`deletecollection resource "pods" in API group "" ${where}`, { kind: 'pods' }, 'pods'),
      );
    });

    it('may be given to a single name', async () => {
      expect((await client().get(`${core()}/configmaps/mine`, { token })).status).toBe(404);
    });

    it('to paths that are no resources is refused in other words', async () => {
      const reply = await client().get('/metrics', { token });
      expect(reply.body).toMatchObject(
        failure(403, 'Forbidden', `forbidden: User "${user}" cannot get path "/metrics"`),
      );
      expect((await client().get('/version', { token })).status).toBe(200);
      expect((await client().get('/apis', { token })).status).toBe(200);
    });

    it('can be asked for in advance', async () => {
      const ask = async (verb: string) =>
        (
          await client().post(
            `${reviews}/selfsubjectaccessreviews`,
            {
              apiVersion: 'authorization.k8s.io/v1',
              kind: 'SelfSubjectAccessReview',
              spec: { resourceAttributes: { namespace, verb, resource: 'pods' } },
            },
            { token },
          )
        ).body.status;
      expect(await ask('get')).toEqual({
        allowed: true,
        reason: `RBAC: allowed by RoleBinding "runner/${namespace}" of Role "runner" to ServiceAccount "runner/${namespace}"`,
      });
      expect(await ask('watch')).toEqual({ allowed: false });
    });

    it('can be listed', async () => {
      const reply = await client().post(
        `${reviews}/selfsubjectrulesreviews`,
        { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
        { token },
      );
      expect(reply.status).toBe(201);
      expect(reply.body.status.resourceRules).toContainEqual({
        verbs: ['get', 'list', 'create'],
        apiGroups: [''],
        resources: ['pods'],
      });
      expect(reply.body.status.incomplete).toBe(false);
    });
  });
};
