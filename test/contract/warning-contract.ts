import { beforeAll, describe, expect, it } from 'vitest';
import { warningsOf } from './field-validation-contract.ts';
import { type ContractTarget, freshNamespace, job, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

const main = { name: 'main', image: 'x:1' };
const container = (more: object) => ({ containers: [{ ...main, ...more }] });
const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';

/** Specs of pods that are accepted with a warning, which stands behind the path of the spec. */
const warned: readonly (readonly [object, string])[] = [
  [
    container({ env: ['1', '2'].map((value) => ({ name: 'A', value })) }),
    'containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
  ],
  [
    container({ ports: [{ containerPort: 1 }, { containerPort: 1 }] }),
    'containers[0].ports[1]: duplicate port definition with SPECcontainers[0].ports[0]',
  ],
  [
    container({ ports: [{ containerPort: 1, hostPort: 2 }, { containerPort: 1 }] }),
    'containers[0].ports[1]: overlapping port definition with SPECcontainers[0].ports[0]',
  ],
  [
    container({
      ports: [
        { containerPort: 1, hostPort: 2 },
        { containerPort: 1, hostPort: 2, hostIP: '127.0.0.1' },
      ],
    }),
    'containers[0].ports[1]: dangerously ambiguous port definition with SPECcontainers[0].ports[0]',
  ],
  [
    container({ resources: { requests: { memory: '100m' } } }),
    'containers[0].resources.requests[memory]: fractional byte value "100m" is invalid, must be an integer',
  ],
  [
    { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
    'nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
  ],
  [{ imagePullSecrets: [{ name: 'a' }, { name: 'a' }] }, 'imagePullSecrets[1].name: duplicate name "a"'],
  [{ imagePullSecrets: [{ name: '' }] }, 'imagePullSecrets[0].name: invalid empty name ""'],
];

/** What the server takes, and warns of. */
export const describeWarnings = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('warnings', () => {
    let pods = '';
    let jobs = '';
    const client = () => target().client;
    beforeAll(async () => {
      const namespace = await freshNamespace(client());
      pods = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
      jobs = `/apis/batch/v1/namespaces/${namespace}/jobs?dryRun=All`;
    });
    const jobWith = (spec: object) => {
      const made = job('warned', 'x:1', 'true');
      Object.assign(made.spec.template.spec, spec);
      return made;
    };
    const since = (title: string, test: () => Promise<void>): void =>
      version.since(32, 'most came one by one', title, test);

    it('are not given about what is as it should be', async () => {
      expect(warningsOf(await client().post(jobs, jobWith({})))).toEqual([]);
      const variables = [
        { name: 'A', value: '1' },
        { name: 'A', value: '$(A) and more' },
      ];
      expect(warningsOf(await client().post(jobs, jobWith(container({ env: variables }))))).toEqual([]);
    });

    version.before(21, 'none were known', 'are given about nothing', async () => {
      for (const [spec] of warned) {
        const reply = await client().post(jobs, jobWith(spec));
        expect(warningsOf(reply)).toEqual([]);
      }
    });

    for (const [spec, text] of warned)
      since(`are given about ${text.replace('SPEC', '')}`, async () => {
        const inJob = await client().post(jobs, jobWith(spec));
        const path = 'spec.template.spec.';
        expect([inJob.status, warningsOf(inJob)]).toEqual([201, [`${path}${text.replace('SPEC', path)}`]]);
        const inPod = await client().post(pods, pod('warned', 'x:1', 'true', { ...spec }));
        expect(warningsOf(inPod)).toEqual([`spec.${text.replace('SPEC', 'spec.')}`]);
      });

    it('are given about a negative grace period in a template, which a pod of its own cannot have', async () => {
      const spec = { terminationGracePeriodSeconds: -1 };
      const path = 'spec.template.spec.terminationGracePeriodSeconds';
      const inJob = await client().post(jobs, jobWith(spec));
      expect(inJob.body.spec.template.spec).toMatchObject(spec);
      expect(warningsOf(inJob)).toEqual(
        version.pick({
          20: [],
          32: [`${path}: must be >= 0; negative values are invalid and will be treated as 1`],
        }),
      );
      const inPod = await client().post(pods, pod('warned', 'x:1', 'true', spec));
      expect(inPod.body.spec.terminationGracePeriodSeconds).toBe(version.pick({ 20: -1, 32: 1 }));
      expect(warningsOf(inPod)).toEqual([]);
    });

    since('are given about annotations that have become fields', async () => {
      const made = jobWith({});
      Object.assign(made.spec.template, { metadata: { annotations: { [seccomp]: 'runtime/default' } } });
      expect(warningsOf(await client().post(jobs, made))).toEqual([
        `spec.template.metadata.annotations[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`,
      ]);
    });

    since('are given about Jobs whose pods cannot be called like them', async () => {
      const reply = await client().post(jobs, { ...jobWith({}), metadata: { name: 'a.b' } });
      expect(warningsOf(reply)).toEqual([
        'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
      ]);
    });
  });
};
