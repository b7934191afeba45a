import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace, job, pod } from './target.ts';
import type { ServerVersion } from './versions.ts';

// biome-ignore lint/suspicious/noExplicitAny: objects as the server sends them
type Any = any;

/** Pods, Jobs, and what is deleted with what. */
export const describeLifecycles = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('lifecycles', () => {
    let core = '';
    let jobs = '';
    const client = () => target().client;
    const image = () => target().image;
    beforeAll(async () => {
      const namespace = await freshNamespace(client());
      core = `/api/v1/namespaces/${namespace}`;
      jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
    });
    const podsOf = (name: string): string => `${core}/pods?labelSelector=job-name%3D${name}`;
    const phase = (wanted: string) => (reply: { body: Any }) => reply.body?.status?.phase === wanted;
    const gone = (reply: { status: number }): boolean => reply.status === 404;
    const ended =
      (condition: string) =>
      ({ body }: { body: Any }): boolean =>
        body?.status?.conditions?.some((one: Any) => one.type === condition && one.status === 'True') ?? false;
    const owner = (object: Any, more = {}) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: object.metadata.name,
      uid: object.metadata.uid,
      ...more,
    });

    it('a pod runs, ends, and keeps its log', async () => {
      await client().post(`${core}/pods`, pod('talks', image(), 'echo one; echo two; exit 3'));
      const ended = await client().until(`${core}/pods/talks`, phase('Failed'));
      const [status] = ended.body.status.containerStatuses;
      expect(status.state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
      expect(ended.body.spec.nodeName).toMatch(/./);
      expect((await client().get(`${core}/pods/talks/log`)).text).toBe('one\ntwo\n');
      expect((await client().get(`${core}/pods/talks/log?tailLines=1`)).text).toBe('two\n');
      expect((await client().get(`${core}/pods/talks/log?limitBytes=3`)).text).toBe('one');
      expect((await client().get(`${core}/pods/talks/log?tailLines=1&timestamps=true`)).text).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z two\n$/,
      );
      expect((await client().get(`${core}/pods/talks/log?follow=true`)).text).toBe('one\ntwo\n');
    });

    it('a log is refused for unknown pods, containers and lengths', async () => {
      const missing = await client().get(`${core}/pods/nope/log`);
      expect(missing.body).toMatchObject(failure(404, 'NotFound', 'pods "nope" not found'));
      const two = pod('two', image(), 'sleep 600');
      two.spec.containers.push({ name: 'other', image: image(), command: ['sh', '-c', 'sleep 600'] });
      await client().post(`${core}/pods`, two);
      await client().until(`${core}/pods/two`, phase('Running'));
      const which = await client().get(`${core}/pods/two/log`);
      expect(which.body).toMatchObject(
        failure(400, 'BadRequest', 'a container name must be specified for pod two, choose one of: [main other]'),
      );
      const wrong = await client().get(`${core}/pods/two/log?container=x`);
      expect(wrong.body).toMatchObject(failure(400, 'BadRequest', 'container x is not valid for pod two'));
      const negative = await client().get(`${core}/pods/two/log?container=main&tailLines=-1`);
      expect(negative.body.message).toBe(
        'PodLogOptions "two" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
      );
      const previous = await client().get(`${core}/pods/two/log?container=main&previous=true`);
      expect(previous.body).toMatchObject(
        failure(400, 'BadRequest', 'previous terminated container "main" in pod "two" not found'),
      );
      await client().remove(`${core}/pods/two`, { gracePeriodSeconds: 0 });
    });

    it('a running pod gets its grace, which can only be shortened', async () => {
      await client().post(`${core}/pods`, pod('grace', image(), 'sleep 600'));
      await client().until(`${core}/pods/grace`, phase('Running'));
      const first = await client().remove(`${core}/pods/grace`, { gracePeriodSeconds: 5 });
      expect(first.body).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 5 } });
      const longer = await client().remove(`${core}/pods/grace`, { gracePeriodSeconds: 60 });
      expect(longer.body.metadata.deletionGracePeriodSeconds).toBe(5);
      const shorter = await client().remove(`${core}/pods/grace`, { gracePeriodSeconds: 1 });
      expect(shorter.body.metadata.deletionGracePeriodSeconds).toBe(1);
      await client().until(`${core}/pods/grace`, gone);
    });

    it('a pod that no node has goes at once', async () => {
      await client().post(`${core}/pods`, pod('unbound', image(), 'true', { schedulerName: 'nobody' }));
      expect((await client().remove(`${core}/pods/unbound`)).status).toBe(200);
      expect((await client().get(`${core}/pods/unbound`)).status).toBe(404);
    });

    it('an image that is not there keeps a pod waiting and its log away', async () => {
      const missing = 'localhost/does-not-exist:1';
      await client().post(`${core}/pods`, pod('imageless', missing, 'true'));
      const reasons = ['ErrImagePull', 'ImagePullBackOff'];
      const waiting = await client().until(`${core}/pods/imageless`, ({ body }) =>
        reasons.includes(body?.status?.containerStatuses?.[0]?.state?.waiting?.reason),
      );
      expect(waiting.body.status.phase).toBe('Pending');
      const log = await client().get(`${core}/pods/imageless/log`);
      expect([log.status, log.body.reason]).toEqual([400, 'BadRequest']);
      expect(log.body.message).toContain('container "main" in pod "imageless" is waiting to start: ');
      await client().remove(`${core}/pods/imageless`, { gracePeriodSeconds: 0 });
    });

    it('a Job makes a pod, counts it and completes', async () => {
      await client().post(jobs, job('succeeds', image(), 'true'));
      const done = await client().until(`${jobs}/succeeds`, ended('Complete'));
      const last = { type: 'Complete', status: 'True' };
      const met = { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached' };
      expect(done.body.status.conditions).toMatchObject(version.pick<object[]>({ 20: [last], 32: [met, last] }));
      expect(done.body.status.startTime).toBeDefined();
      expect(done.body.status.completionTime).toBeDefined();
      const pods = (await client().get(podsOf('succeeds'))).body.items;
      expect(pods).toHaveLength(1);
      expect(pods[0].metadata.name).toMatch(/^succeeds-[a-z0-9]{5}$/);
      expect(pods[0].metadata.ownerReferences).toEqual([
        owner(done.body, { controller: true, blockOwnerDeletion: true }),
      ]);
      expect(pods[0].metadata.labels).toMatchObject({
        'controller-uid': done.body.metadata.uid,
        'job-name': 'succeeds',
      });
    });

    it('a Job without retries fails with its pod', async () => {
      await client().post(jobs, job('fails', image(), 'exit 1'));
      const done = await client().until(`${jobs}/fails`, ended('Failed'));
      const why = { status: 'True', reason: 'BackoffLimitExceeded' };
      const last = { type: 'Failed', ...why };
      const conditions = version.pick<object[]>({ 20: [last], 32: [{ type: 'FailureTarget', ...why }, last] });
      expect(done.body.status).toMatchObject({ failed: 1, conditions });
    });

    version.before(25, 'such a pod did not count', 'a Job whose pod is deleted makes another one', async () => {
      await client().post(jobs, job('again', image(), 'sleep 600'));
      const running = await client().until(
        podsOf('again'),
        ({ body }) => body?.items?.[0]?.status?.phase === 'Running',
      );
      const [first] = running.body.items;
      await client().remove(`${core}/pods/${first.metadata.name}`, { gracePeriodSeconds: 0 });
      const second = await client().until(podsOf('again'), ({ body }) =>
        body?.items?.some((one: Any) => one.metadata.uid !== first.metadata.uid),
      );
      expect(second.body.items[0].metadata.uid).not.toBe(first.metadata.uid);
      await client().remove(`${jobs}/again`, { propagationPolicy: 'Background' });
      await client().until(podsOf('again'), ({ body }) => body.items.length === 0);
    });

    version.since(25, 'the pod counts as failed', 'a Job whose pod is deleted fails for want of retries', async () => {
      await client().post(jobs, job('again', image(), 'sleep 600'));
      const running = await client().until(
        podsOf('again'),
        ({ body }) => body?.items?.[0]?.status?.phase === 'Running',
      );
      const [first] = running.body.items;
      await client().remove(`${core}/pods/${first.metadata.name}`, { gracePeriodSeconds: 0 });
      const done = await client().until(`${jobs}/again`, ended('Failed'));
      expect(done.body.status.failed).toBe(1);
      expect((await client().get(podsOf('again'))).body.items).toEqual([]);
    });

    it('a Job that is deleted without a policy leaves its pods as orphans', async () => {
      await client().post(jobs, job('orphans', image(), 'true'));
      await client().until(`${jobs}/orphans`, ({ body }) => body?.status?.succeeded === 1);
      const reply = await client().remove(`${jobs}/orphans`);
      expect(reply.body).toMatchObject({
        kind: 'Job',
        metadata: { finalizers: ['orphan'], deletionGracePeriodSeconds: 0 },
      });
      await client().until(`${jobs}/orphans`, gone);
      const pods = (await client().get(podsOf('orphans'))).body.items;
      expect(pods).toHaveLength(1);
      expect(pods[0].metadata.ownerReferences).toBeUndefined();
    });

    it('a Job that is deleted in the background goes first, its pods after it', async () => {
      await client().post(jobs, job('background', image(), 'true'));
      await client().until(`${jobs}/background`, ({ body }) => body?.status?.succeeded === 1);
      const reply = await client().remove(`${jobs}/background?propagationPolicy=Background`);
      expect(reply.body).toMatchObject({ kind: 'Status', status: 'Success' });
      expect((await client().get(`${jobs}/background`)).status).toBe(404);
      await client().until(podsOf('background'), ({ body }) => body.items.length === 0);
    });

    it('a Job that is deleted in the foreground waits for its pods', async () => {
      await client().post(jobs, job('foreground', image(), 'sleep 600'));
      await client().until(podsOf('foreground'), ({ body }) => body?.items?.[0]?.status?.phase === 'Running');
      const reply = await client().remove(`${jobs}/foreground`, { propagationPolicy: 'Foreground' });
      expect(reply.body).toMatchObject({ kind: 'Job', metadata: { finalizers: ['foregroundDeletion'] } });
      await client().until(`${jobs}/foreground`, gone);
      expect((await client().get(podsOf('foreground'))).body.items).toEqual([]);
    });

    it('what an object owns is deleted after it', async () => {
      const parent = (await client().post(`${core}/configmaps`, configMap('parent'))).body;
      const child = configMap('child', {}, { ownerReferences: [owner(parent)] });
      await client().post(`${core}/configmaps`, child);
      await client().remove(`${core}/configmaps/parent`);
      await client().until(`${core}/configmaps/child`, gone);
    });

    it('what has another owner left stays', async () => {
      const one = (await client().post(`${core}/configmaps`, configMap('owner-1'))).body;
      const two = (await client().post(`${core}/configmaps`, configMap('owner-2'))).body;
      const shared = configMap('shared', {}, { ownerReferences: [owner(one), owner(two)] });
      await client().post(`${core}/configmaps`, shared);
      await client().remove(`${core}/configmaps/owner-1`);
      const left = await client().until(
        `${core}/configmaps/shared`,
        ({ body }) => body.metadata.ownerReferences.length === 1,
      );
      expect(left.body.metadata.ownerReferences[0].name).toBe('owner-2');
    });

    it('what names an owner that never was is deleted', async () => {
      const uid = '00000000-0000-4000-8000-000000000000';
      const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'never', uid };
      await client().post(`${core}/configmaps`, configMap('stray', {}, { ownerReferences: [reference] }));
      await client().until(`${core}/configmaps/stray`, gone);
    });

    it('a namespace takes everything in it along', async () => {
      const namespace = await freshNamespace(client());
      await client().post(`/api/v1/namespaces/${namespace}/configmaps`, configMap('inside'));
      const reply = await client().remove(`/api/v1/namespaces/${namespace}`);
      expect(reply.status).toBe(200);
      await client().until(`/api/v1/namespaces/${namespace}`, gone);
      expect((await client().get(`/api/v1/namespaces/${namespace}/configmaps/inside`)).status).toBe(404);
    });

    it('the status of a pod is written through its subresource only', async () => {
      await client().post(`${core}/pods`, pod('status', image(), 'true', { schedulerName: 'nobody' }));
      const main = await client().patch(`${core}/pods/status`, 'merge', { status: { message: 'main' } });
      expect([main.status, main.body.status.message]).toEqual([200, undefined]);
      const sub = await client().patch(`${core}/pods/status/status`, 'strategic', {
        metadata: { labels: { a: 'b' } },
        status: { message: 'sub', conditions: [{ type: 'Mine', status: 'True' }] },
      });
      expect(sub.body.status.message).toBe('sub');
      expect(sub.body.status.conditions.some((one: Any) => one.type === 'Mine')).toBe(true);
      await client().remove(`${core}/pods/status`);
    });
  });
};
