import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

const namesOf = (list: { items: { metadata: { name: string } }[] }): readonly string[] =>
  list.items.map((item) => item.metadata.name);

const invalid = (why: string) => failure(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${why}`);

/** From which moment lists and watches are. */
export const describeListOptions = (target: () => ContractTarget, version: ServerVersion): void => {
  describe('lists of a moment', () => {
    let maps = '';
    const client = () => target().client;
    const get = (query: string) => client().get(`${maps}?${query}`);
    beforeAll(async () => {
      maps = `/api/v1/namespaces/${await freshNamespace(client())}/configmaps`;
      for (const name of ['a', 'b', 'c', 'd'])
        await client().post(maps, configMap(name, {}, { labels: { set: 'yes' } }));
    });

    it('are of exactly the revision that is asked for', async () => {
      const { resourceVersion } = (await get('labelSelector=set')).body.metadata;
      await client().post(maps, configMap('later', {}, { labels: { set: 'yes' } }));
      const exact = await get(`labelSelector=set&resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
      expect([exact.body.metadata.resourceVersion, namesOf(exact.body)]).toEqual([
        resourceVersion,
        ['a', 'b', 'c', 'd'],
      ]);
      const newer = await get(`labelSelector=set&resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`);
      expect(namesOf(newer.body)).toContain('later');
      await client().remove(`${maps}/later`);
    });

    it.each([
      [
        'resourceVersionMatch=Exact',
        'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      ],
      [
        'resourceVersionMatch=X&resourceVersion=5',
        'resourceVersionMatch: Unsupported value: "X": supported values: "Exact", "NotOlderThan", ""',
      ],
      [
        'resourceVersionMatch=Exact&resourceVersion=0',
        'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
      ],
      [
        'resourceVersionMatch=Exact&resourceVersion=5&continue=x',
        'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
      ],
    ])('are refused under %s', async (query, why) => {
      expect((await get(query)).body).toMatchObject(invalid(why));
    });

    version.since(32, 'they could not be streamed', 'may begin a watch, with a mark at their end', async () => {
      const path = `${maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&labelSelector=set&timeoutSeconds=20`;
      const events = await client().watch(`${path}&allowWatchBookmarks=true`, (all) =>
        all.some(({ type }) => type === 'BOOKMARK'),
      );
      expect(events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`)).toEqual([
        'ADDED a',
        'ADDED b',
        'ADDED c',
        'ADDED d',
        'BOOKMARK ',
      ]);
      expect(events.at(-1)?.object.metadata.annotations).toMatchObject({ 'k8s.io/initial-events-end': 'true' });
      const list = await get('sendInitialEvents=true');
      expect(list.body).toMatchObject(invalid('sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'));
      const [refused] = await client().watch(`${maps}?watch=1&sendInitialEvents=true`, () => true);
      expect(refused?.object).toMatchObject(
        invalid(
          'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        ),
      );
    });
  });
};
