import { beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from './client.ts';
import { type ContractTarget, configMap, engine, failure, freshNamespace, job } from './target.ts';
import type { ServerVersion } from './versions.ts';

const came = 'fields were checked by clients alone';

const strict = (kind: string, version: string, ...complaints: readonly string[]) =>
  failure(
    400,
    'BadRequest',
    `${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${complaints.join(', ')}`,
  );

/** The texts of the `Warning` headers. */
export const warningsOf = (reply: Reply): readonly string[] =>
  [...(reply.headers.get('warning') ?? '').matchAll(/299 - ("(?:[^"\\]|\\.)*")/g)].map(([, text = '']) =>
    text.slice(1, -1).replace(/\\(.)/g, '$1'),
  );

/** What becomes of fields that the server does not know, or that come twice. */
export const describeFieldValidation = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('fields', () => {
    let maps = '';
    let jobs = '';
    let engines = '';
    const client = () => target().client;
    beforeAll(async () => {
      const namespace = await freshNamespace(client());
      maps = `/api/v1/namespaces/${namespace}/configmaps`;
      jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
      engines = `/apis/litmuschaos.io/v1alpha1/namespaces/${namespace}/chaosengines`;
    });
    const since = (title: string, test: () => Promise<void>): void => version.since(27, came, title, test);

    const odd = { ...job('odd', 'x', 'true'), nonsense: 1 };
    const container = { name: 'm', image: 'x:1', nonsense: null };
    const oddSpec = { nonsense: {}, template: { spec: { restartPolicy: 'Never', containers: [container] } } };
    const unknown = [
      'unknown field "metadata.more"',
      'unknown field "spec.nonsense"',
      'unknown field "spec.template.spec.containers[0].nonsense"',
      'unknown field "nonsense"',
    ];
    const oddJob = { ...odd, metadata: { name: 'odd', more: 1 }, spec: oddSpec, nonsense: 1 };
    const tryJob = (more: string) => client().post(`${jobs}?dryRun=All${more}`, oddJob);

    it.each(['', '&fieldValidation=Ignore', '&fieldValidation=Warn'])(
      'that are unknown are dropped under "%s"',
      async (more) => {
        const reply = await tryJob(more);
        expect(reply.status).toBe(201);
        expect([reply.body.nonsense, reply.body.spec.nonsense, reply.body.metadata.more]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
      },
    );

    it('that are unknown are not told of when they are to be ignored', async () => {
      expect(warningsOf(await tryJob('&fieldValidation=Ignore'))).toEqual([]);
    });

    version.before(23, 'nobody asked', 'that are unknown are not told of', async () => {
      expect(warningsOf(await tryJob(''))).toEqual([]);
      expect((await tryJob('&fieldValidation=Strict')).status).toBe(201);
    });

    since('that are unknown are told of in warnings', async () => {
      expect(warningsOf(await tryJob('')).toSorted()).toEqual(unknown.toSorted());
      expect(warningsOf(await tryJob('&fieldValidation=Warn')).toSorted()).toEqual(unknown.toSorted());
    });

    since('that are unknown are refused when they are to be', async () => {
      const body = { ...job('odd', 'x', 'true'), nonsense: 1 };
      const reply = await client().post(`${jobs}?fieldValidation=Strict`, body);
      expect(reply.body).toMatchObject(strict('Job', 'v1', 'unknown field "nonsense"'));
      expect((await client().get(`${jobs}/odd`)).status).toBe(404);
    });

    since('that come twice count by their last value, with a warning or a refusal', async () => {
      const text = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"1","k":"2"}}';
      const reply = await client().post(`${maps}?dryRun=All`, text);
      expect([reply.status, reply.body.data]).toEqual([201, { k: '2' }]);
      expect(warningsOf(reply)).toEqual(['duplicate field "data.k"']);
      const refused = await client().post(`${maps}?fieldValidation=Strict`, text);
      expect(refused.body).toMatchObject(strict('ConfigMap', 'v1', 'duplicate field "data.k"'));
    });

    since('of YAML that come twice are told of with their line', async () => {
      const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: "1"\n  k: "2"\nmore: 1\n';
      const reply = await client().post(`${maps}?dryRun=All`, text, { contentType: 'application/yaml' });
      expect([reply.status, reply.body.data]).toEqual([201, { k: '2' }]);
      expect(warningsOf(reply)).toEqual(['line 6: key "k" already set in map', 'unknown field "more"']);
      const refused = await client().post(`${maps}?fieldValidation=Strict`, text, { contentType: 'application/yaml' });
      const yaml = 'yaml: unmarshal errors:\n  line 6: key "k" already set in map';
      expect(refused.body).toMatchObject(strict('ConfigMap', 'v1', yaml, 'unknown field "more"'));
    });

    since('of custom resources are told of where their schema does not keep them', async () => {
      const experiments = [{ name: 'x', more: 1, spec: { more: 1, components: null } }];
      const body = { ...engine('odd', { engineState: 'active', more: 1, experiments }), top: 1 };
      const odd = { ...body, metadata: { name: 'odd', more: 1 } };
      const complaints = [
        'unknown field "metadata.more"',
        'unknown field "spec.experiments[0].more"',
        'unknown field "spec.experiments[0].spec.more"',
        'unknown field "top"',
      ];
      const reply = await client().post(`${engines}?dryRun=All`, odd);
      expect(warningsOf(reply)).toEqual(complaints);
      expect(reply.body.spec).toEqual({ engineState: 'active', more: 1, experiments: [{ name: 'x', spec: {} }] });
      const refused = await client().post(`${engines}?fieldValidation=Strict`, odd);
      expect(refused.body).toMatchObject(strict('ChaosEngine', 'v1alpha1', ...complaints));
    });

    since('of patches are looked at like those of whole objects', async () => {
      await client().post(maps, configMap('patched', { data: { a: '1' } }));
      const path = `${maps}/patched`;
      for (const kind of ['merge', 'strategic'] as const) {
        const reply = await client().patch(path, kind, { more: { a: '1' } });
        expect([reply.status, warningsOf(reply)]).toEqual([200, ['unknown field "more"']]);
        const twice = await client().patch(path, kind, '{"data":{"a":"1","a":"2"}}');
        expect([twice.body.data, warningsOf(twice)]).toEqual([{ a: '2' }, ['duplicate field "data.a"']]);
        const refused = await client().patch(`${path}?fieldValidation=Strict`, kind, { more: { a: '1' } });
        expect([refused.status, refused.body.details.causes[0].field]).toEqual([422, 'patch']);
        expect(refused.body.message).toMatch(/: strict decoding error: unknown field "more"$/);
      }
      const added = [{ op: 'add', path: '/more', value: 1, why: 'x' }];
      expect(warningsOf(await client().patch(path, 'json', added))).toEqual([
        'json patch unknown field "[0].why"',
        'unknown field "more"',
      ]);
    });

    since('are looked at in no other way than the three', async () => {
      const reply = await client().post(`${maps}?fieldValidation=x`, configMap('a'));
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "x": supported values: "", "Ignore", "Strict", "Warn"',
        ),
      );
    });

    it.each([
      [{ spec: { parallelism: 'x' } }, 'string into Go struct field JobSpec.spec.parallelism of type int32'],
      [
        { spec: { template: { spec: { nodeName: 7 } } } },
        'number into Go struct field PodSpec.spec.template.spec.nodeName of type string',
      ],
      [
        { spec: { template: { spec: { containers: {} } } } },
        'object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
      ],
      [
        { spec: { template: { spec: { containers: [{ name: 'm', env: [{ name: 'A', value: 1 }] }] } } } },
        'number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
      ],
      [{ metadata: 7 }, 'number into Go struct field Job.metadata of type v1.ObjectMeta'],
      [{ metadata: { labels: { a: 1 } } }, 'number into Go struct field ObjectMeta.metadata.labels of type string'],
    ])('of the wrong type are refused: %j', async (more, why) => {
      const reply = await client().post(jobs, { ...job('typed', 'x', 'true'), ...more });
      const prefix = 'Job in version "v1" cannot be handled as a Job: ';
      expect([reply.status, reply.body.reason]).toEqual([400, 'BadRequest']);
      expect(reply.body.message).toMatch(version.pick({ 20: /^Job in version "v1" /, 37: /^/ }));
      if (version.minor >= 37) expect(reply.body.message).toBe(`${prefix}json: cannot unmarshal ${why}`);
    });
  });
};
