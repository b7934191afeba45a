import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, failure, freshNamespace, job } from './target.ts';
import type { ServerVersion } from './versions.ts';

/** Names that the server draws. */
export const describeNames = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('generated names', () => {
    let maps = '';
    const client = () => target().client;
    beforeAll(async () => {
      maps = `/api/v1/namespaces/${await freshNamespace(client())}/configmaps`;
    });
    const create = (metadata: object, more = '') =>
      client().post(`${maps}${more}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata });

    it('begin with the prefix and end with five characters', async () => {
      const { body } = await create({ generateName: 'begin-' });
      expect(body.metadata.name).toMatch(/^begin-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(body.metadata.generateName).toBe('begin-');
    });

    it('have 63 characters at most', async () => {
      const { body } = await create({ generateName: 'x'.repeat(80) }, '?dryRun=All');
      expect(body.metadata.name).toMatch(/^x{58}[a-z0-9]{5}$/);
      expect(body.metadata.generateName).toHaveLength(80);
    });

    it('are not drawn where there is a name', async () => {
      expect((await create({ name: 'own', generateName: 'drawn-' })).body.metadata.name).toBe('own');
    });

    it('are refused together with a prefix that no name can have', async () => {
      const reply = await create({ generateName: 'X_' });
      const causes = reply.body.details.causes.map((cause: { field: string }) => cause.field);
      expect([reply.status, causes]).toEqual([422, ['metadata.generateName', 'metadata.name']]);
      expect(reply.body.message).toMatch(/^ConfigMap "X_[a-z0-9]{5}" is invalid: \[metadata.generateName: /);
    });

    it.each(['a-', 'ab-', 'a', 'a.b-'])('may have the prefix %s', async (generateName) => {
      const reply = await create({ generateName }, '?dryRun=All');
      expect([reply.status, reply.body.metadata.name.slice(0, -5)]).toEqual([201, generateName]);
    });

    version.since(32, 'one that is nothing else crashed older servers', 'have no dash for a prefix', async () => {
      const reply = await create({ generateName: '-' }, '?dryRun=All');
      expect([reply.status, reply.body.details.causes[0].field]).toEqual([422, 'metadata.generateName']);
    });

    it('are not drawn without a prefix', async () => {
      const reply = await create({ generateName: '' });
      expect(reply.body.message).toBe(
        'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      );
    });

    it('tie the pods of a Job to it like any name', async () => {
      const jobs = maps.replace('/api/v1/', '/apis/batch/v1/').replace('configmaps', 'jobs');
      const { metadata: _metadata, ...rest } = job('drawn', 'x:1', 'true');
      const { body } = await client().post(`${jobs}?dryRun=All`, { ...rest, metadata: { generateName: 'drawn-' } });
      expect(body.metadata.name).toMatch(/^drawn-.{5}$/);
      expect(body.spec.template.metadata.labels).toMatchObject({ 'job-name': body.metadata.name });
    });

    it('that are taken are a conflict of their own', async () => {
      await create({ name: 'taken' });
      const reply = await create({ name: 'taken', generateName: 'tak' });
      expect(reply.body).toMatchObject(
        version.pick({
          20: failure(
            500,
            'ServerTimeout',
            'The POST operation against ConfigMap could not be completed at this time, please try again.',
            { name: 'POST', kind: 'ConfigMap' },
          ),
          30: failure(
            409,
            'AlreadyExists',
            'configmaps "taken" already exists, the server was not able to generate a unique name for the object',
            { name: 'taken', kind: 'configmaps', retryAfterSeconds: 1 },
          ),
        }),
      );
    });
  });
};
