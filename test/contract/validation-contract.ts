import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace, job, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

const causes = (body: { details: { causes: { reason: string; field: string }[] } }): readonly string[] =>
  body.details.causes.map((cause) => `${cause.reason} ${cause.field}`);

/** What is refused as invalid, in which words. */
export const describeValidation = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('validation', () => {
    let base = '';
    let jobs = '';
    const client = () => target().client;
    beforeAll(async () => {
      const namespace = await freshNamespace(client());
      base = `/api/v1/namespaces/${namespace}`;
      jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    });

    it('wants a name', async () => {
      const reply = await client().post(`${base}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: {} });
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
        ),
      );
    });

    it('wants names that are DNS subdomains', async () => {
      const reply = await client().post(`${base}/configmaps`, configMap('A_b'));
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          `ConfigMap "A_b" is invalid: metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
          { name: 'A_b', kind: 'ConfigMap' },
        ),
      );
    });

    it('wants labels of at most 63 characters under proper keys', async () => {
      const reply = await client().post(
        `${base}/configmaps`,
        configMap('labels', {}, { labels: { a: 'x'.repeat(64), 'b c': 'x' } }),
      );
      expect(causes(reply.body)).toEqual(['FieldValueInvalid metadata.labels', 'FieldValueInvalid metadata.labels']);
      expect(reply.body.message).toContain(
        `must be no more than 63 ${version.pick({ 20: 'characters', 37: 'bytes' })}`,
      );
      expect(reply.body.message).toContain('name part must consist of alphanumeric characters');
    });

    it('wants annotations under proper keys and of at most 256 KiB', async () => {
      const key = await client().post(
        `${base}/configmaps`,
        configMap('annotations', {}, { annotations: { 'b c': 'x' } }),
      );
      expect(causes(key.body)).toEqual(['FieldValueInvalid metadata.annotations']);
      const size = await client().post(
        `${base}/configmaps`,
        configMap('annotations', {}, { annotations: { a: 'x'.repeat(262_144) } }),
      );
      expect(causes(size.body)).toEqual(['FieldValueTooLong metadata.annotations']);
      expect(size.body.details.causes[0].message).toBe(
        `Too long: ${version.pick({ 20: 'must have at most', 32: 'may not be more than' })} 262144 bytes`,
      );
    });

    it('finds everything that is wrong with a pod', async () => {
      const reply = await client().post(`${base}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'wrong' },
        spec: {
          volumes: [{ name: 'v' }, { name: 'v' }, { name: 'v.1' }],
          containers: [
            { name: 'A_' },
            {
              name: 'm',
              image: 'x',
              volumeMounts: [{ name: 'zz', mountPath: '' }],
              env: [{ name: '1=2' }],
              imagePullPolicy: 'X',
            },
            { name: 'm', image: 'x' },
          ],
          restartPolicy: 'Q',
        },
      });
      expect(causes(reply.body)).toEqual([
        'FieldValueDuplicate spec.volumes[1].name',
        'FieldValueInvalid spec.volumes[2].name',
        'FieldValueInvalid spec.containers[0].name',
        'FieldValueRequired spec.containers[0].image',
        'FieldValueInvalid spec.containers[1].env[0].name',
        'FieldValueNotFound spec.containers[1].volumeMounts[0].name',
        'FieldValueRequired spec.containers[1].volumeMounts[0].mountPath',
        'FieldValueNotSupported spec.containers[1].imagePullPolicy',
        'FieldValueDuplicate spec.containers[2].name',
        'FieldValueNotSupported spec.restartPolicy',
      ]);
    });

    it('wants a pod to have containers and an existing service account', async () => {
      const empty = await client().post(`${base}/pods`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: {},
      });
      expect(empty.body.message).toBe('Pod "p" is invalid: spec.containers: Required value');
      const account = await client().post(`${base}/pods`, pod('p', 'x', 'true', { serviceAccountName: 'nope' }));
      const namespace = base.split('/').at(-1);
      expect(account.body).toMatchObject(
        failure(
          403,
          'Forbidden',
          `pods "p" is forbidden: error looking up service account ${namespace}/nope: serviceaccount "nope" not found`,
          { name: 'p', kind: 'pods' },
        ),
      );
    });

    it('finds everything that is wrong with a Job', async () => {
      const reply = await client().post(jobs, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'wrong' },
        spec: {
          backoffLimit: -1,
          template: {
            metadata: { labels: { a: '-x' } },
            spec: {
              volumes: [
                { name: 'v', configMap: { name: 'a' } },
                { name: 'v', configMap: { name: 'a' } },
              ],
              containers: [{ name: 'x'.repeat(64), image: 'x' }],
            },
          },
        },
      });
      expect(causes(reply.body)).toEqual([
        'FieldValueInvalid metadata.labels',
        'FieldValueInvalid spec.backoffLimit',
        'FieldValueInvalid spec.template.labels',
        'FieldValueDuplicate spec.template.spec.volumes[1].name',
        'FieldValueInvalid spec.template.spec.containers[0].name',
        'FieldValueRequired spec.template.spec.restartPolicy',
      ]);
      expect(reply.body.details).toMatchObject({ name: 'wrong', group: 'batch', kind: 'Job' });
    });

    it('fills in the defaults of a Job and ties its pods to it', async () => {
      const reply = await client().post(`${jobs}?dryRun=All`, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'full' },
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              volumes: [
                { name: 'c', configMap: { name: 'a' } },
                { name: 'h', hostPath: { path: '/x' } },
                { name: 's', secret: { secretName: 'q' } },
              ],
              containers: [
                {
                  name: 'm',
                  image: 'x:1',
                  env: [
                    { name: 'P', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                    { name: 'Q', value: '' },
                  ],
                  ports: [{ containerPort: 80 }],
                },
              ],
            },
          },
        },
      });
      const { uid } = reply.body.metadata;
      const prefixed = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': 'full' };
      const old = { 'controller-uid': uid, 'job-name': 'full' };
      const labels = version.pick<object>({ 20: old, 32: { ...prefixed, ...old } });
      expect(reply.body.metadata.labels).toEqual(labels);
      expect(reply.body.spec).toEqual({
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        selector: {
          matchLabels: version.pick<object>({
            20: { 'controller-uid': uid },
            32: { 'batch.kubernetes.io/controller-uid': uid },
          }),
        },
        ...version.pick<object>({
          20: {},
          32: {
            manualSelector: false,
            completionMode: 'NonIndexed',
            suspend: false,
            podReplacementPolicy: 'TerminatingOrFailed',
          },
        }),
        template: {
          metadata: version.pick<object>({ 20: { creationTimestamp: null, labels }, 37: { labels } }),
          spec: {
            volumes: [
              { name: 'c', configMap: { name: 'a', defaultMode: 420 } },
              { name: 'h', hostPath: { path: '/x', type: '' } },
              { name: 's', secret: { secretName: 'q', defaultMode: 420 } },
            ],
            containers: [
              {
                name: 'm',
                image: 'x:1',
                ports: [{ containerPort: 80, protocol: 'TCP' }],
                env: [
                  { name: 'P', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
                  { name: 'Q' },
                ],
                resources: {},
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
                imagePullPolicy: 'IfNotPresent',
              },
            ],
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 30,
            dnsPolicy: 'ClusterFirst',
            securityContext: {},
            schedulerName: 'default-scheduler',
          },
        },
      });
      expect(reply.body.status).toEqual({});
    });

    it('drops fields that it does not know, and takes amounts that are numbers', async () => {
      const container = { name: 'm', image: 'x:1', nonsense: 1, args: [], resources: { limits: { cpu: 1 } } };
      const spec = { nonsense: {}, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
      const reply = await client().post(`${jobs}?dryRun=All`, { ...job('known', 'x', 'true'), spec, nonsense: 1 });
      expect(reply.status).toBe(201);
      expect(reply.body.nonsense).toBeUndefined();
      expect(reply.body.spec.nonsense).toBeUndefined();
      const [stored] = reply.body.spec.template.spec.containers;
      expect(stored).toEqual({
        name: 'm',
        image: 'x:1',
        resources: { limits: { cpu: '1' } },
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      });
    });

    it.each([
      ['a text for a number', { parallelism: 'x' }],
      ['a number for a text', { template: { spec: { nodeName: 7 } } }],
      ['an object for a list', { template: { spec: { containers: {} } } }],
    ])('refuses %s while it decodes', async (_, spec) => {
      const reply = await client().post(jobs, { ...job('typed', 'x', 'true'), spec });
      expect([reply.status, reply.body.reason]).toEqual([400, 'BadRequest']);
      expect(reply.body.message).toMatch(/^Job in version "v1" cannot be handled as a Job: /);
    });

    it.each([
      ...['much', '1 Gi', '1q', '1.2.3', ''].map(
        (cpu) => [cpu, 'quantities must match the regular expression'] as const,
      ),
      ...['1mm', '1e', '1Ee3'].map((cpu) => [cpu, "unable to parse quantity's suffix"] as const),
    ])('refuses the amount "%s" while it decodes', async (cpu, why) => {
      const container = { name: 'm', image: 'x:1', resources: { limits: { cpu } } };
      const spec = { template: { spec: { restartPolicy: 'Never', containers: [container] } } };
      const reply = await client().post(`${jobs}?dryRun=All`, { ...job('much', 'x', 'true'), spec });
      expect([reply.status, reply.body.reason]).toEqual([400, 'BadRequest']);
      expect(reply.body.message).toMatch(/^Job in version "v1" cannot be handled as a Job: /);
      expect(reply.body.message).toContain(why);
    });

    it('does not let the template of a Job change', async () => {
      await client().post(jobs, job('fixed', target().image, 'true', { parallelism: 0 }));
      const reply = await client().patch(`${jobs}/fixed`, 'strategic', {
        spec: { template: { spec: { containers: [{ name: 'main', image: 'other' }] } } },
      });
      expect(causes(reply.body)).toEqual(['FieldValueInvalid spec.template']);
      expect(reply.body.details.causes[0].message).toMatch(/field is immutable$/);
    });

    it('lets only the image of a pod change', async () => {
      await client().post(`${base}/pods`, pod('fixed', target().image, 'true', { schedulerName: 'nobody' }));
      const policy = await client().patch(`${base}/pods/fixed`, 'strategic', { spec: { restartPolicy: 'Always' } });
      expect(causes(policy.body)).toEqual(['FieldValueForbidden spec']);
      const image = await client().patch(`${base}/pods/fixed`, 'strategic', {
        spec: { containers: [{ name: 'main', image: 'localhost/other:1' }] },
      });
      expect(image.status).toBe(200);
    });

    it('encodes the stringData of a Secret', async () => {
      const reply = await client().post(`${base}/secrets`, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'encoded' },
        stringData: { a: 'b' },
      });
      expect(reply.body).toMatchObject({ type: 'Opaque', data: { a: 'Yg==' } });
      expect(reply.body.stringData).toBeUndefined();
    });

    it('wants an event to be in the namespace of its object', async () => {
      const reply = await client().post(`${base}/events`, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: 'lost' },
        involvedObject: { kind: 'Pod', name: 'p', namespace: 'elsewhere' },
      });
      expect(causes(reply.body)).toEqual(['FieldValueInvalid involvedObject.namespace']);
    });
  });
};
