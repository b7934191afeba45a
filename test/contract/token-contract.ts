import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiTarget, failure, freshNamespace, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects as the server sends them
type Any = any;

/** Tokens of service accounts: on request, in pods, in Secrets. */
export const describeTokens = (target: () => ApiTarget, version: ServerVersion): void => {
  describe('tokens of service accounts', () => {
    let core = '';
    const client = () => target().client;
    beforeAll(async () => {
      core = `/api/v1/namespaces/${await freshNamespace(client())}`;
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'other' } };
      await client().post(`${core}/serviceaccounts`, account);
    });
    const request = (spec: object, account = 'default') =>
      client().post(`${core}/serviceaccounts/${account}/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec,
      });
    const waiting = (name: string, spec: object = {}) =>
      client().post(`${core}/pods`, pod(name, target().image, 'true', { schedulerName: 'nobody', ...spec }));
    const boundTo = (name: string, more: object = {}) => ({
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, ...more },
    });
    const listWith = async (token: string) => (await client().get(`${core}/pods`, { token })).status;

    it('are given for an hour, or for as long as is asked', async () => {
      const reply = await request({});
      expect(reply.status).toBe(201);
      expect(reply.body).toMatchObject({
        kind: 'TokenRequest',
        spec: { expirationSeconds: 3600, boundObjectRef: null },
        status: { token: expect.stringMatching(/./), expirationTimestamp: expect.stringMatching(/Z$/) },
      });
      expect(await listWith(reply.body.status.token)).toBe(403);
      expect((await request({ expirationSeconds: 600 })).body.spec.expirationSeconds).toBe(600);
    });

    it('are not given for less than ten minutes, and not for nobody', async () => {
      expect((await request({ expirationSeconds: 60 })).body).toMatchObject(
        failure(
          422,
          'Invalid',
          'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
        ),
      );
      expect((await request({}, 'nobody')).body).toMatchObject(
        failure(404, 'NotFound', 'serviceaccounts "nobody" not found'),
      );
    });

    it('are bound to pods of the account only', async () => {
      await waiting('bound');
      expect((await request(boundTo('nope'))).body).toMatchObject(failure(404, 'NotFound', 'pods "nope" not found'));
      expect((await request(boundTo('bound'), 'other')).body).toMatchObject(
        failure(
          400,
          'BadRequest',
          'cannot bind token for serviceaccount "other" to pod running with different serviceaccount name.',
        ),
      );
      const wrong = await request(boundTo('bound', { uid: 'x' }));
      expect([wrong.status, wrong.body.reason]).toEqual([409, 'Conflict']);
      const map = await request({ boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } });
      expect(map.body).toMatchObject(
        failure(400, 'BadRequest', 'cannot bind token to object of type /v1, Kind=ConfigMap'),
      );
      await client().remove(`${core}/pods/bound`);
    });

    it('that are bound to a pod are refused once it is gone', { timeout: 40_000 }, async () => {
      await waiting('gone');
      const { token } = (await request(boundTo('gone'))).body.status;
      await client().remove(`${core}/pods/gone`);
      // The server asks what it has seen, and sees the pod go a moment later; what it has believed it believes for ten seconds.
      target().hurry?.(10);
      await client().until(`${core}/pods`, ({ status }) => status === 401, { token });
    });

    it('that were used before are refused a moment after their pod is gone', { timeout: 40_000 }, async () => {
      await waiting('used');
      const { token } = (await request(boundTo('used'))).body.status;
      expect(await listWith(token)).toBe(403);
      await client().remove(`${core}/pods/used`);
      expect(await listWith(token)).toBe(403);
      // The server does not ask again for ten seconds.
      target().hurry?.(10);
      await client().until(`${core}/pods`, ({ status }) => status === 401, { token });
    });

    version.since(24, 'they came from Secrets', 'are mounted into every container of a pod', async () => {
      const image = target().image;
      const initial = [{ name: 'first', image, command: ['true'] }];
      const { spec } = (await waiting('mounted', { initContainers: initial })).body;
      const [volume] = spec.volumes;
      expect(volume).toEqual({
        name: expect.stringMatching(/^kube-api-access-[a-z0-9]{5}$/),
        projected: {
          sources: [
            { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
            { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            {
              downwardAPI: {
                items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
              },
            },
          ],
          defaultMode: 420,
        },
      });
      const mount = { name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
      for (const one of [...spec.initContainers, ...spec.containers]) expect(one.volumeMounts).toEqual([mount]);
      await client().remove(`${core}/pods/mounted`);
    });

    version.before(24, 'since then they are projected', 'are mounted from the Secret of the account', async () => {
      const { spec } = (await waiting('secret')).body;
      const account = (await client().get(`${core}/serviceaccounts/default`)).body;
      const secretName = account.secrets[0].name;
      expect(spec.volumes).toEqual([{ name: secretName, secret: { secretName, defaultMode: 420 } }]);
      expect(spec.containers[0].volumeMounts[0].name).toBe(secretName);
      const secret = (await client().get(`${core}/secrets/${secretName}`)).body;
      expect(await listWith(Buffer.from(secret.data.token, 'base64').toString())).toBe(403);
      await client().remove(`${core}/pods/secret`);
    });

    it('are not mounted where a pod declines them', async () => {
      const { spec } = (await waiting('declined', { automountServiceAccountToken: false })).body;
      expect([spec.volumes, spec.containers[0].volumeMounts]).toEqual([undefined, undefined]);
      await client().remove(`${core}/pods/declined`);
    });

    version.since(24, 'each account had one', 'are not kept in Secrets', async () => {
      expect((await client().get(`${core}/serviceaccounts/default`)).body.secrets).toBeUndefined();
      expect((await client().get(`${core}/secrets`)).body.items).toEqual([]);
    });

    it('are written into Secrets that are made for them', async () => {
      await client().post(`${core}/secrets`, {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: { name: 'kept', annotations: { 'kubernetes.io/service-account.name': 'default' } },
      });
      const filled = await client().until(`${core}/secrets/kept`, ({ body }) => body.data?.token !== undefined);
      expect(Object.keys(filled.body.data).toSorted()).toEqual(['ca.crt', 'namespace', 'token']);
      expect(await listWith(Buffer.from(filled.body.data.token, 'base64').toString())).toBe(403);
      await client().remove(`${core}/secrets/kept`);
    });

    it('find the certificate of the server in every namespace', async () => {
      const map = await client().get(`${core}/configmaps/kube-root-ca.crt`);
      expect(map.body.data['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
    });

    version.since(28, 'nobody could be asked', 'tell their owner who it is', async () => {
      const made: Any = (await waiting('who')).body;
      const { token } = (await request(boundTo('who'))).body.status;
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      const reply = await client().post('/apis/authentication.k8s.io/v1/selfsubjectreviews', review, { token });
      const namespace = core.split('/').at(-1);
      expect(reply.body.status.userInfo).toMatchObject({
        username: `system:serviceaccount:${namespace}:default`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        extra: {
          'authentication.kubernetes.io/pod-name': ['who'],
          'authentication.kubernetes.io/pod-uid': [made.metadata.uid],
        },
      });
      await client().remove(`${core}/pods/who`);
    });
  });
};
