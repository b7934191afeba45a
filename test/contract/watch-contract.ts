import { beforeAll, describe, expect, it } from 'vitest';
import type { WatchEvent } from './client.ts';
import { type ContractTarget, configMap, freshNamespace } from './target.ts';

const seen = (events: readonly WatchEvent[]): readonly string[] =>
  events.filter((event) => event.type !== 'BOOKMARK').map((event) => `${event.type} ${event.object.metadata?.name}`);

/** Watches: where they begin, what they send, how they end. */
export const describeWatches = (target: () => ContractTarget): void => {
  describe('watches', () => {
    let maps = '';
    const client = () => target().client;
    const list = async (): Promise<string> => (await client().get(maps)).body.metadata.resourceVersion;
    const counting = (number: number) => (events: readonly WatchEvent[]) => seen(events).length >= number;
    beforeAll(async () => {
      maps = `/api/v1/namespaces/${await freshNamespace(client())}/configmaps`;
    });

    it('send everything that happened since a resourceVersion, in order', async () => {
      const from = await list();
      await client().post(maps, configMap('first'));
      await client().patch(`${maps}/first`, 'merge', { data: { a: '1' } });
      await client().remove(`${maps}/first`);
      const events = await client().watch(`${maps}?watch=1&resourceVersion=${from}&timeoutSeconds=20`, counting(3));
      expect(seen(events)).toEqual(['ADDED first', 'MODIFIED first', 'DELETED first']);
      const versions = events.map((event) => Number(event.object.metadata.resourceVersion));
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    });

    it('send changes as they happen', async () => {
      const from = await list();
      const watching = client().watch(`${maps}?watch=true&resourceVersion=${from}&timeoutSeconds=20`, counting(1));
      await client().post(maps, configMap('live'));
      expect(seen(await watching)).toEqual(['ADDED live']);
    });

    it.each(['', '&resourceVersion=0'])('begin with what is there when they are asked for "%s"', async (version) => {
      await client().post(maps, configMap('there'));
      const events = await client().watch(
        `${maps}?watch=1&fieldSelector=metadata.name%3Dthere&timeoutSeconds=20${version}`,
        counting(1),
      );
      expect(seen(events)).toEqual(['ADDED there']);
    });

    it('show an object that leaves the selection as deleted, and one that enters it as added', async () => {
      const from = await list();
      await client().post(maps, configMap('moving', {}, { labels: { in: 'no' } }));
      await client().patch(`${maps}/moving`, 'merge', { metadata: { labels: { in: 'yes' } } });
      await client().patch(`${maps}/moving`, 'merge', { data: { a: '1' } });
      await client().patch(`${maps}/moving`, 'merge', { metadata: { labels: { in: 'no' } } });
      await client().remove(`${maps}/moving`);
      const path = `${maps}?watch=1&labelSelector=in%3Dyes&resourceVersion=${from}&timeoutSeconds=20`;
      expect(seen(await client().watch(path, counting(3)))).toEqual([
        'ADDED moving',
        'MODIFIED moving',
        'DELETED moving',
      ]);
    });

    it('end when their time is up', async () => {
      const from = await list();
      const events = await client().watch(`${maps}?watch=1&resourceVersion=${from}&timeoutSeconds=1`, () => false);
      expect(seen(events)).toEqual([]);
    });

    it('refuse a resourceVersion that is no number', async () => {
      const [event] = await client().watch(`${maps}?watch=1&resourceVersion=abc&timeoutSeconds=1`, () => true);
      expect([event?.type, event?.object.code]).toEqual(['HTTP 500', 500]);
    });

    it('send tables when that is asked for, their columns once', async () => {
      await client().post(maps, configMap('row-1', {}, { labels: { rows: 'yes' } }));
      await client().post(maps, configMap('row-2', {}, { labels: { rows: 'yes' } }));
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
      const events = await client().watch(
        `${maps}?watch=1&labelSelector=rows&timeoutSeconds=20`,
        (all) => all.length >= 2,
        { accept },
      );
      expect(events.map((event) => [event.object.kind, event.object.rows[0].cells[0]]).toSorted()).toEqual([
        ['Table', 'row-1'],
        ['Table', 'row-2'],
      ]);
      expect(events[0]?.object.columnDefinitions).toHaveLength(3);
      expect(events[1]?.object.columnDefinitions ?? null).toBeNull();
    });

    it('are understood under their old paths', async () => {
      await client().post(maps, configMap('old'));
      const path = maps.replace('/api/v1/', '/api/v1/watch/');
      const events = await client().watch(`${path}/old?timeoutSeconds=20`, counting(1));
      expect(seen(events)).toEqual(['ADDED old']);
    });
  });
};
