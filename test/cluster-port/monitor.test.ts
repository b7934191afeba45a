import * as E from 'fp-ts/Either';
import { describe, expect, test } from 'vitest';
import { decodeEngine } from '../../src/model/litmus/engine.ts';
import {
  launchMonitor,
  monitorDeployment,
  monitorService,
  monitorWish,
  removeMonitor,
} from '../../src/runner/publish/monitor.ts';
import { left, right } from './adapter-fixture.ts';
import { memoryCluster } from './memory-cluster.ts';

const identity = { name: 'engine', namespace: 'litmus', uid: 'u-1' };

const wishOf = (spec: unknown, env: Record<string, string> = {}) => {
  const engine = decodeEngine({ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', metadata: identity, spec });
  if (E.isLeft(engine)) throw new Error('the engine of the test cannot be read');
  return monitorWish(engine.right, identity, env);
};

const wish = wishOf({ appinfo: { appns: 'shop' }, chaosServiceAccount: 'litmus' });

describe('the monitor', () => {
  test.each([
    ['the engine', { components: { monitor: { image: 'own:1' } } }, { CHAOS_MONITOR_IMAGE: 'env:1' }, 'own:1'],
    ['the environment', { components: { monitor: { image: '' } } }, { CHAOS_MONITOR_IMAGE: 'env:1' }, 'env:1'],
    ['nobody', {}, {}, 'litmuschaos/chaos-exporter:latest'],
  ])('has the image that %s names', (_who, spec, env, image) => {
    expect(wishOf(spec, env).image).toBe(image);
  });

  test('is a Deployment owned by the engine, whose pods an abort does not wait for', () => {
    const deployment = monitorDeployment(wish);
    const labels = { app: 'engine', monitorFor: 'engine' };
    expect(deployment).toMatchObject({
      metadata: {
        name: 'engine-monitor',
        ownerReferences: [{ apiVersion: 'litmuschaos.io/v1alpha1', kind: 'ChaosEngine', name: 'engine', uid: 'u-1' }],
      },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: 'litmus',
            containers: [
              {
                ports: [{ name: 'metrics', containerPort: 8080 }],
                env: [
                  { name: 'CHAOSENGINE', value: 'engine' },
                  { name: 'APP_UUID', value: 'u-1' },
                  { name: 'APP_NAMESPACE', value: 'shop' },
                ],
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(deployment)).not.toMatch(/chaosUID|blockOwnerDeletion/);
  });

  test('is found by its Service', () => {
    expect(monitorService(wish)).toMatchObject({
      metadata: { name: 'engine-monitor', labels: { app: 'chaos-exporter' } },
      spec: { selector: { monitorFor: 'engine' }, ports: [{ name: 'metrics', port: 8080 }] },
    });
  });

  test('is created once and adopted afterwards', async () => {
    const cluster = memoryCluster();
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'created', service: 'created' });
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'adopted', service: 'adopted' });
  });

  test('of another engine of that name is left alone', async () => {
    const cluster = memoryCluster();
    right(await launchMonitor(cluster, { ...wish, engine: { ...identity, uid: 'u-0' } }));
    expect(left(await launchMonitor(cluster, wish))).toMatchObject({
      is: 'AlreadyExists',
      message: expect.stringContaining('does not belong to this engine'),
    });
    right(await removeMonitor(cluster, identity));
    expect(cluster.objects.size).toBe(2);
  });

  test('that is not permitted names the rule', async () => {
    const cluster = memoryCluster();
    const rule = 'create deployments.apps in namespace litmus';
    cluster.failures.push({ verb: 'create', error: { is: 'Forbidden', message: 'no', rule } });
    expect(left(await launchMonitor(cluster, wish))).toMatchObject({ rule });
  });

  test('is removed with the engine’s chaos, and twice is no error', async () => {
    const cluster = memoryCluster();
    const withUid = {
      ...cluster,
      getMetadata: async (...args: Parameters<typeof cluster.getMetadata>) => {
        const found = await cluster.getMetadata(...args);
        return E.map(({ metadata }: { metadata: { name: string } }) => ({ metadata: { ...metadata, uid: 'x' } }))(
          found,
        );
      },
    };
    right(await launchMonitor(cluster, wish));
    right(await removeMonitor(withUid, identity));
    expect(cluster.objects.size).toBe(0);
    right(await removeMonitor(withUid, identity));
  });
});
