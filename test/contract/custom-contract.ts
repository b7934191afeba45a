import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, engine, failure, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

/** Custom resources: their schema, their missing status subresource, their generation. */
export const describeCustomResources = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('custom resources', () => {
    let engines = '';
    const client = () => target().client;
    beforeAll(async () => {
      engines = `/apis/litmuschaos.io/v1alpha1/namespaces/${await freshNamespace(client())}/chaosengines`;
    });

    it('lose nulls and unknown fields where the schema knows better, and keep them elsewhere', async () => {
      const reply = await client().post(engines, {
        ...engine('pruned', {
          engineState: 'active',
          components: null,
          experiments: [{ name: 'x', spec: { components: null, unknown: 1 }, unknown: 1 }],
          unknown: null,
          more: { a: null },
        }),
        status: { experiments: [{ name: 1 }] },
        top: 1,
      });
      expect(reply.status).toBe(201);
      expect(reply.body.spec).toEqual({
        engineState: 'active',
        experiments: [{ name: 'x', spec: {} }],
        unknown: null,
        more: { a: null },
      });
      expect(reply.body.status).toEqual({ experiments: [{ name: 1 }] });
      expect(reply.body.top).toBeUndefined();
      expect(reply.body.metadata.generation).toBe(1);
    });

    it('are refused for wrong types and values', async () => {
      const value = await client().post(engines, engine('wrong', { engineState: 'bogus' }));
      expect(value.body).toMatchObject(
        failure(
          422,
          'Invalid',
          `ChaosEngine.litmuschaos.io "wrong" is invalid: spec.engineState: Invalid value: "bogus": spec.engineState in body should match '^(active|stop)$'`,
          { name: 'wrong', group: 'litmuschaos.io', kind: 'ChaosEngine' },
        ),
      );
      const experiments = version.pick({ 20: 'spec.experiments', 32: 'spec.experiments[0]' });
      const types = await client().post(
        engines,
        engine('wrong', { experiments: [{ name: 7, spec: { components: 'x' } }], terminationGracePeriodSeconds: 'x' }),
      );
      expect(types.status).toBe(422);
      expect(types.body.details.causes.map((cause: { field: string }) => cause.field).toSorted()).toEqual([
        `${experiments}.name`,
        `${experiments}.spec.components`,
        'spec.terminationGracePeriodSeconds',
      ]);
      const messages = types.body.details.causes.map((cause: { message: string }) => cause.message);
      expect(messages).toContain(
        `Invalid value: "integer": ${experiments}.name in body must be of type string: "integer"`,
      );
    });

    it('may have no spec at all', async () => {
      const bare = { apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', metadata: { name: 'bare' } };
      expect((await client().post(engines, bare)).status).toBe(201);
    });

    it('have no status subresource: the status is written on the object itself', async () => {
      await client().post(engines, engine('status', { engineState: 'active' }));
      const sub = await client().patch(`${engines}/status/status`, 'merge', {
        status: { engineStatus: 'initialized' },
      });
      expect(sub.status).toBe(404);
      const main = await client().patch(`${engines}/status`, 'merge', { status: { engineStatus: 'initialized' } });
      expect([main.status, main.body.status]).toEqual([200, { engineStatus: 'initialized' }]);
    });

    it('raise their generation on every change but of metadata', async () => {
      await client().post(engines, engine('generation', { engineState: 'active' }));
      const labelled = await client().patch(`${engines}/generation`, 'merge', { metadata: { labels: { a: 'b' } } });
      expect(labelled.body.metadata.generation).toBe(1);
      const stopped = await client().patch(`${engines}/generation`, 'merge', { spec: { engineState: 'stop' } });
      expect(stopped.body.metadata.generation).toBe(2);
      const status = await client().patch(`${engines}/generation`, 'merge', { status: { engineStatus: 'stopped' } });
      expect(status.body.metadata.generation).toBe(3);
    });

    it('cannot be replaced without a resourceVersion', async () => {
      await client().post(engines, engine('versioned', { engineState: 'active' }));
      const reply = await client().put(`${engines}/versioned`, engine('versioned', { engineState: 'stop' }));
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          `chaosengines.litmuschaos.io "versioned" is invalid: metadata.resourceVersion: Invalid value: ${version.pick({ 20: '0x0', 37: '0' })}: must be specified for an update`,
        ),
      );
      expect((await client().put(`${engines}/nobody`, engine('nobody', {}))).status).toBe(404);
    });

    it('lose their status to a replacement that has none', async () => {
      const made = await client().post(engines, {
        ...engine('wiped', { engineState: 'active' }),
        status: { engineStatus: 'x' },
      });
      const { status: _status, ...rest } = made.body;
      const reply = await client().put(`${engines}/wiped`, rest);
      expect([reply.status, reply.body.status]).toEqual([200, undefined]);
    });

    it('end a list with an empty continue token', async () => {
      const reply = await client().get(engines);
      expect(reply.body.metadata.continue).toBe('');
      expect(reply.body.items[0]).toMatchObject({ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine' });
    });
  });
};
