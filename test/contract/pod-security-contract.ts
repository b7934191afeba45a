import { describe, expect } from 'vitest';
import { warningsOf } from './field-validation-contract.ts';
import { type ContractTarget, failure, freshNamespace, job, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

const label = (mode: string): string => `pod-security.kubernetes.io/${mode}`;

/** What a pod without any security settings lacks for the restricted level. */
const lacking = [
  'allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false)',
  'unrestricted capabilities (container "main" must set securityContext.capabilities.drop=["ALL"])',
  'runAsNonRoot != true (pod or container "main" must set securityContext.runAsNonRoot=true)',
  'seccompProfile (pod or container "main" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
].join(', ');

const careful = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'main',
      image: 'x',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
};

/** Which pods a namespace takes by its labels, and what it says of the others. */
export const describePodSecurity = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('pod security', () => {
    const client = () => target().client;
    const since = (title: string, test: () => Promise<void>): void =>
      version.since(25, 'the labels meant nothing', title, test);
    // From the beginning: admission learns of labels that come later only a moment after they were written.
    const namespaceWith = (labels: Record<string, string>): Promise<string> => freshNamespace(client(), labels);
    const tryPod = (namespace: string, spec: object = {}) =>
      client().post(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod('p', 'x', 'true', { ...spec }));
    const tryJob = (namespace: string, spec: object = {}) => {
      const made = job('j', 'x', 'true');
      Object.assign(made.spec.template.spec, spec);
      return client().post(`/apis/batch/v1/namespaces/${namespace}/jobs?dryRun=All`, made);
    };
    const refused = (why: string) =>
      failure(403, 'Forbidden', `pods "p" is forbidden: violates PodSecurity ${why}`, { name: 'p', kind: 'pods' });

    version.before(22, 'they mean nothing', 'takes every pod whatever its labels say', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'restricted' });
      const reply = await tryPod(namespace, { hostPID: true });
      expect([reply.status, warningsOf(reply)]).toEqual([201, []]);
    });

    since('of the baseline level refuses what reaches for the node', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'baseline' });
      expect((await tryPod(namespace)).status).toBe(201);
      const reaching = await tryPod(namespace, {
        hostPID: true,
        hostNetwork: true,
        volumes: [{ name: 'h', hostPath: { path: '/x' } }],
        initContainers: [{ name: 'i', image: 'x', securityContext: { privileged: true } }],
        containers: [
          {
            name: 'main',
            image: 'x',
            securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN', 'NET_ADMIN', 'CHOWN'] } },
          },
        ],
      });
      expect(reaching.body).toMatchObject(
        refused(
          '"baseline:latest": non-default capabilities (container "main" must not include "NET_ADMIN", "SYS_ADMIN" in securityContext.capabilities.add), host namespaces (hostNetwork=true, hostPID=true), hostPath volumes (volume "h"), privileged (containers "i", "main" must not set securityContext.privileged=true)',
        ),
      );
      const ports = await tryPod(namespace, {
        containers: [
          {
            name: 'main',
            image: 'x',
            ports: [
              { containerPort: 80, hostPort: 80 },
              { containerPort: 81, hostPort: 81 },
            ],
          },
        ],
      });
      expect(ports.body).toMatchObject(refused('"baseline:latest": hostPort (container "main" uses hostPorts 80, 81)'));
    });

    since('of the restricted level refuses what is not careful', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'restricted' });
      expect((await tryPod(namespace)).body).toMatchObject(refused(`"restricted:latest": ${lacking}`));
      expect((await tryPod(namespace, careful)).status).toBe(201);
      const [container] = careful.containers;
      const careless = await tryPod(namespace, {
        securityContext: { runAsNonRoot: false, runAsUser: 0, seccompProfile: { type: 'Unconfined' } },
        volumes: [{ name: 'h', hostPath: { path: '/x' } }],
        containers: [
          {
            ...container,
            securityContext: {
              allowPrivilegeEscalation: false,
              runAsUser: 0,
              capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] },
            },
          },
        ],
      });
      expect(careless.body).toMatchObject(
        refused(
          '"restricted:latest": unrestricted capabilities (container "main" must not include "NET_ADMIN" in securityContext.capabilities.add), restricted volume types (volume "h" uses restricted volume type "hostPath"), runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod and container "main" must not set runAsUser=0), seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
        ),
      );
    });

    since('takes a Job whose pods it will refuse, with a warning', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'restricted' });
      const reply = await tryJob(namespace);
      expect(reply.status).toBe(201);
      expect(warningsOf(reply)).toEqual([`would violate PodSecurity "restricted:latest": ${lacking}`]);
    });

    since('warns of pods and Jobs that it takes', async () => {
      const namespace = await namespaceWith({ [label('warn')]: 'restricted', [label('audit')]: 'restricted' });
      const warning = `would violate PodSecurity "restricted:latest": ${lacking}`;
      for (const reply of [await tryPod(namespace), await tryJob(namespace)])
        expect([reply.status, warningsOf(reply)]).toEqual([201, [warning]]);
      expect(warningsOf(await tryPod(namespace, careful))).toEqual([]);
    });

    since('says nothing of what it does not enforce when warnings are switched off', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'baseline', [label('warn')]: 'privileged' });
      expect(warningsOf(await tryJob(namespace, { hostPID: true }))).toEqual([]);
    });

    since('names the version that its labels name', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'baseline', [label('enforce-version')]: 'v1.25' });
      const reply = await tryPod(namespace, { hostPID: true });
      expect(reply.body).toMatchObject(refused('"baseline:v1.25": host namespaces (hostPID=true)'));
    });

    since('finds an invalid pod invalid before it refuses it', async () => {
      const namespace = await namespaceWith({ [label('enforce')]: 'restricted' });
      expect((await tryPod(namespace, { containers: [{ name: 'main', image: '' }] })).status).toBe(422);
    });

    since('refuses labels with levels and versions that there are not', async () => {
      const labels = { [label('enforce')]: 'nope', [label('warn-version')]: '7' };
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'labelled', labels } };
      const reply = await client().post('/api/v1/namespaces?dryRun=All', namespace);
      expect(reply.body).toMatchObject(
        failure(
          422,
          'Invalid',
          'Namespace "labelled" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "nope": must be one of privileged, baseline, restricted, metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "7": must be "latest" or "v1.x"]',
        ),
      );
    });

    since('is warned of the pods that it has when its level is raised', async () => {
      const namespace = await freshNamespace(client());
      const pods = `/api/v1/namespaces/${namespace}/pods`;
      await client().post(pods, pod('a', target().image, 'true', { schedulerName: 'nobody', hostPID: true }));
      await client().post(pods, pod('b', target().image, 'true', { schedulerName: 'nobody', hostPID: true }));
      await client().post(pods, pod('c', target().image, 'true', { schedulerName: 'nobody' }));
      const labels = { [label('enforce')]: 'baseline' };
      const reply = await client().patch(`/api/v1/namespaces/${namespace}?dryRun=All`, 'merge', {
        metadata: { labels },
      });
      expect(warningsOf(reply)).toEqual([
        `existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "baseline:latest"`,
        'a (and 1 other pod): host namespaces',
      ]);
    });
  });
};
