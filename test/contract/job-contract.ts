import { beforeAll, describe, expect } from 'vitest';
import { conditions, exitCodes, indexed, refusedSpecs } from './job-refusals.ts';
import { type ContractTarget, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

/** The fields of a Job's spec that came after 1.20. */
export const describeJobs = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('newer fields of Jobs', () => {
    let jobs = '';
    const client = () => target().client;
    beforeAll(async () => {
      jobs = `/apis/batch/v1/namespaces/${await freshNamespace(client())}/jobs`;
    });
    const pods = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x:1' }] };
    const jobWith = (spec: object, template: object = {}) => ({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job' },
      spec: { template: { spec: { ...pods, ...template } }, ...spec },
    });
    const attempt = (spec: object, template: object = {}) =>
      client().post(`${jobs}?dryRun=All`, jobWith(spec, template));
    const since = (title: string, test: () => Promise<void>): void =>
      version.since(32, 'before, some were not there yet', title, test);

    version.before(21, 'the first came with 1.21', 'are dropped', async () => {
      const reply = await attempt({
        suspend: true,
        completionMode: 'Indexed',
        completions: 2,
        backoffLimitPerIndex: 1,
        podReplacementPolicy: 'Failed',
        managedBy: 'example.com/x',
        ttlSecondsAfterFinished: 60,
        ...exitCodes(),
      });
      expect(reply.status).toBe(201);
      expect(Object.keys(reply.body.spec).toSorted()).toEqual([
        'backoffLimit',
        'completions',
        'parallelism',
        'selector',
        'template',
      ]);
    });

    since('are kept', async () => {
      const spec = { suspend: true, managedBy: 'example.com/x', ttlSecondsAfterFinished: 60, ...exitCodes() };
      expect((await attempt(spec)).body.spec).toMatchObject(spec);
    });

    since('have defaults that depend on one another', async () => {
      const failure = await attempt(conditions({ type: 'DisruptionTarget' }));
      expect(failure.body.spec.podReplacementPolicy).toBe('Failed');
      expect(failure.body.spec.podFailurePolicy.rules[0].onPodConditions).toEqual([
        { type: 'DisruptionTarget', status: 'True' },
      ]);
      expect((await attempt(indexed({ backoffLimitPerIndex: 1 }))).body.spec.backoffLimit).toBe(2 ** 31 - 1);
      expect((await attempt({ completions: 2 })).body.spec).toMatchObject({ completions: 2, parallelism: 1 });
    });

    for (const [spec, complaint] of refusedSpecs(version))
      since(`are refused: ${complaint}`, async () => {
        const reply = await attempt(spec);
        expect(reply.body.message).toBe(`Job.batch "job" is invalid: ${complaint}`);
      });

    since('want pods that never restart where failures are looked at', async () => {
      const reply = await attempt(exitCodes(), { restartPolicy: 'OnFailure' });
      expect(reply.body.message).toBe(
        'Job.batch "job" is invalid: spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      );
    });

    since('leave a Job of indexes names short enough for its pods', async () => {
      const name = 'x'.repeat(61);
      const body = { ...jobWith(indexed({ completions: 100 })), metadata: { name } };
      const reply = await client().post(`${jobs}?dryRun=All`, body);
      expect(reply.body.message).toBe(
        `Job.batch "${name}" is invalid: metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-99`,
      );
      expect(
        (await client().post(`${jobs}?dryRun=All`, { ...body, spec: { ...body.spec, completions: 10 } })).status,
      ).toBe(201);
    });

    since('do not change, but for being suspended', async () => {
      await client().post(jobs, jobWith({ suspend: true, managedBy: 'example.com/x', podReplacementPolicy: 'Failed' }));
      const change = (spec: object) => client().patch(`${jobs}/job?dryRun=All`, 'merge', { spec });
      expect((await change({ suspend: false })).status).toBe(200);
      for (const [field, value] of Object.entries({ managedBy: 'example.com/y', ...exitCodes(), completions: 2 })) {
        const reply = await change({ [field]: value });
        expect([reply.status, reply.body.details.causes.map((cause: { field: string }) => cause.field)]).toEqual([
          422,
          [`spec.${field}`],
        ]);
        expect(reply.body.message).toMatch(/: field is immutable$/);
      }
      await client().remove(`${jobs}/job?propagationPolicy=Background`);
    });

    since('of a Job of indexes change with how many there are at once', async () => {
      const spec = indexed({ suspend: true, backoffLimitPerIndex: 1, maxFailedIndexes: 1 });
      await client().post(jobs, { ...jobWith(spec), metadata: { name: 'indexed' } });
      const change = async (fields: object) => {
        const { status, body } = await client().patch(`${jobs}/indexed?dryRun=All`, 'merge', { spec: fields });
        return status === 200 ? status : body.message.replace('Job.batch "indexed" is invalid: ', '');
      };
      expect(await change({ completions: 3 })).toBe(
        'spec.completions: Invalid value: 3: can only be modified in tandem with spec.parallelism',
      );
      expect(await change({ completions: 3, parallelism: 3 })).toBe(200);
      expect(await change({ maxFailedIndexes: 2 })).toBe(200);
      expect(await change({ backoffLimitPerIndex: 2 })).toBe(
        'spec.backoffLimitPerIndex: Invalid value: 2: field is immutable',
      );
      await client().remove(`${jobs}/indexed?propagationPolicy=Background`);
    });

    version.since(
      36,
      'resources were fixed before',
      'leave room in the template while no pod is made of it',
      async () => {
        const template = { schedulerName: 'nobody' };
        await client().post(jobs, { ...jobWith({}, template), metadata: { name: 'resting' } });
        const path = `${jobs}/resting`;
        const faults = async (spec: object) => {
          const { status, body } = await client().patch(`${path}?dryRun=All`, 'strategic', {
            spec: { template: { spec } },
          });
          return status === 200 ? [] : body.details.causes.map((cause: { field: string }) => cause.field);
        };
        const place = {
          nodeSelector: { disk: 'fast' },
          tolerations: [{ key: 'a', operator: 'Exists' }],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }],
              },
            },
          },
        };
        const amounts = { containers: [{ name: 'main', resources: { limits: { cpu: '1' } } }] };
        await client().until(path, ({ body }) => body.status?.active === 1);
        expect(await faults(place)).toEqual(['spec.template']);
        await client().patch(path, 'merge', { spec: { suspend: true } });
        await client().until(
          path,
          ({ body }) => body.status.conditions?.[0]?.type === 'Suspended' && !body.status.active,
        );
        expect([await faults(place), await faults(amounts)]).toEqual([[], []]);
        expect(await faults({ containers: [{ name: 'main', image: 'x:2' }] })).toEqual(['spec.template.spec']);
        expect(await faults({ priorityClassName: 'system-node-critical' })).toEqual(['spec.template.spec']);
        await client().remove(`${path}?propagationPolicy=Background`);
      },
    );
  });
};
