import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import { may } from '../../src/cluster/access.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { reflect } from '../../src/cluster/reflector.ts';
import { openConfigMapSink } from '../../src/runner/publish/config-map-sink.ts';
import { publishEvent } from '../../src/runner/publish/engine-event.ts';
import { launchMonitor } from '../../src/runner/publish/monitor.ts';
import { left, opened, right, type Start } from './port-set-up.ts';

/** What a Litmus service account may do, and how its refusals are told. */
export const portRights = (start: Start): void => {
  describe('with the rights of a Litmus service account', () => {
    test('the review of rights says what the server then does', async () => {
      const { litmus, namespace, job, at } = await start();
      const cluster = opened(litmus);
      const access = right(await cluster.access(namespace));
      expect(may(access, 'create', 'batch', 'jobs')).toBe('yes');
      right(await cluster.create('Job', job('mine')));
      expect(may(access, 'patch', 'batch', 'jobs')).not.toBe('yes');
      expect(left(await cluster.patch('Job', at('mine'), { metadata: { labels: { a: 'b' } } }))).toMatchObject({
        is: 'Forbidden',
        rule: `patch jobs.batch in namespace ${namespace}`,
      });
      expect(may(access, 'get', '', 'secrets')).not.toBe('yes');
      expect(left(await cluster.getMetadata('Secret', at('s')))).toMatchObject({
        is: 'Forbidden',
        rule: `get secrets in namespace ${namespace}`,
      });
    });

    test('what a selector selects is deleted where that is permitted, and else refused with the rule that is missing', async () => {
      const { litmus, namespace, job } = await start();
      const cluster = opened(litmus);
      const { metadata, ...rest } = job('mine');
      right(await cluster.create('Job', { ...rest, metadata: { ...metadata, labels: { of: 'mine' } } }));
      const selector = { labels: 'of in (mine)' };
      right(await cluster.removeSelected('Job', namespace, selector, { propagation: 'Foreground' }));
      expect(left(await cluster.removeSelected('ConfigMap', namespace, selector, {}))).toMatchObject({
        is: 'Forbidden',
        rule: `deletecollection configmaps in namespace ${namespace}`,
      });
    });

    test('a reflector gives up at once where it may list but not watch', async () => {
      const { litmus, namespace } = await start();
      const signal = AbortSignal.timeout(20_000);
      let syncs = 0;
      const refused = await reflect({
        cluster: opened(litmus),
        kind: 'Pod',
        namespace,
        selector: { labels: 'run=one' },
        clock: systemClock,
        random: Math.random,
        signal,
        onSync: () => {
          syncs += 1;
        },
        onChange: () => undefined,
      });
      expect(left(refused)).toMatchObject({ is: 'Forbidden', rule: `watch pods in namespace ${namespace}` });
      expect(syncs).toBe(1);
    });

    test('an event is published, and a repeat raises its count', async () => {
      const { litmus, namespace, at } = await start();
      const cluster = opened(litmus);
      const event = {
        engine: { name: 'engine', namespace, uid: '0b1f5b2e-7a0c-4f6e-9d55-000000000001' },
        experiment: 'pod-delete',
        reason: 'ExperimentDependencyCheck',
        warning: false,
        message: 'Experiment resources validated for Chaos Experiment: pod-delete',
        at: Date.UTC(2026, 0, 1),
      };
      right(await publishEvent(cluster, event));
      right(await publishEvent(cluster, { ...event, at: event.at + 60_000 }));
      const found = right(await cluster.get('Event', at(`ExperimentDependencyCheckpod-delete${event.engine.uid}`)));
      expect(found).toMatchObject({
        count: 2,
        lastTimestamp: '2026-01-01T00:01:00Z',
        source: { component: 'engine-runner' },
      });
    });

    test('the monitor is refused with the rule that is missing', async () => {
      const { litmus, namespace } = await start();
      const engine = { name: 'engine', namespace, uid: '0b1f5b2e-7a0c-4f6e-9d55-000000000001' };
      const wish = { engine, image: 'localhost/nothing:1', applicationNamespace: namespace };
      expect(left(await launchMonitor(opened(litmus), wish))).toMatchObject({
        is: 'Forbidden',
        rule: `create deployments.apps in namespace ${namespace}`,
      });
    });

    test('the audit is not kept in ConfigMaps, which is known before anything is sent', async () => {
      const { litmus, namespace } = await start();
      const cluster = opened(litmus);
      const identity = { engine: { name: 'engine', namespace, uid: 'u' }, runId: 'run', segment: 1 };
      const access = right(await cluster.access(namespace));
      if (access.incomplete) return expect(may(access, 'create', '', 'configmaps')).toBe('unknown');
      expect(E.isLeft(openConfigMapSink({ cluster, clock: systemClock, identity, access }))).toBe(true);
    });
  });
};
