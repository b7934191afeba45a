import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/cluster/clock.ts';
import type { WatchEvent } from '../../src/cluster/port.ts';
import { reflect } from '../../src/cluster/reflector.ts';
import { left, right, type Start } from './port-set-up.ts';

/** Watches, and the reflector that lives on them. */
export const portWatches = (start: Start): void => {
  describe('watches', () => {
    test('tell of everything after the version of a list, in order, and only of what is selected', async () => {
      const { cluster, namespace, configMap, at } = await start();
      right(await cluster.create('ConfigMap', configMap('before', { run: 'one' })));
      const { resourceVersion } = right(await cluster.list('ConfigMap', namespace, { labels: 'run=one' }));
      const stop = new AbortController();
      const events: string[] = [];
      const onEvent = (event: WatchEvent) => {
        if (event.type === 'BOOKMARK') return;
        events.push(`${event.type} ${event.object.metadata.name}`);
        if (event.type === 'DELETED') stop.abort();
      };
      const watching = cluster.watch(
        'ConfigMap',
        namespace,
        { labels: 'run=one' },
        resourceVersion,
        onEvent,
        stop.signal,
      );
      right(await cluster.create('ConfigMap', configMap('other', { run: 'two' })));
      right(await cluster.create('ConfigMap', configMap('after', { run: 'one' })));
      right(await cluster.patch('ConfigMap', at('after'), { data: { key: 'changed' } }));
      right(await cluster.remove('ConfigMap', at('after'), {}));
      expect(left(await watching).is).toBe('Cancelled');
      expect(events).toEqual(['ADDED after', 'MODIFIED after', 'DELETED after']);
    });

    test('from a version that is forgotten are Gone', async () => {
      const { cluster, namespace, engine, forgottenVersion } = await start();
      right(await cluster.create('ChaosEngine', engine('e')));
      const signal = AbortSignal.timeout(20_000);
      const watched = await cluster.watch('ChaosEngine', namespace, {}, forgottenVersion(), () => undefined, signal);
      expect(left(watched).is).toBe('Gone');
    });

    test('keep a reflector’s picture true', async () => {
      const { cluster, namespace, configMap, at } = await start();
      right(await cluster.create('ConfigMap', configMap('a', { run: 'one' })));
      const picture = new Map<string, unknown>();
      const stop = new AbortController();
      const synced = Promise.withResolvers<void>();
      const reflecting = reflect({
        cluster,
        kind: 'ConfigMap',
        namespace,
        selector: { labels: 'run=one' },
        clock: systemClock,
        random: Math.random,
        signal: stop.signal,
        onSync: (objects) => {
          for (const { metadata, data } of objects) picture.set(metadata.name, data);
          synced.resolve();
        },
        onChange: ({ type, object }) => {
          if (type === 'DELETED') picture.delete(object.metadata.name);
          else picture.set(object.metadata.name, object.data);
          if (object.metadata.name === 'last') stop.abort();
        },
      });
      await synced.promise;
      right(await cluster.create('ConfigMap', configMap('b', { run: 'one' })));
      right(await cluster.patch('ConfigMap', at('b'), { data: { key: 'changed' } }));
      right(await cluster.remove('ConfigMap', at('a'), {}));
      right(await cluster.create('ConfigMap', configMap('last', { run: 'one' })));
      right(await reflecting);
      expect(Object.fromEntries(picture)).toEqual({ b: { key: 'changed' }, last: { key: 'value' } });
    });
  });
};
