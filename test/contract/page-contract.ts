import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiTarget, configMap, failure, freshNamespace } from './target.ts';
import type { ServerVersion } from './versions.ts';

interface Token {
  readonly v: string;
  readonly rv: number;
  readonly start: string;
}

const decoded = (token: string): Token => JSON.parse(Buffer.from(token, 'base64url').toString());
const encoded = (token: object): string => Buffer.from(JSON.stringify(token)).toString('base64url');
const namesOf = (list: { items: { metadata: { name: string } }[] }): readonly string[] =>
  list.items.map((item) => item.metadata.name);

/** Pages of lists: how the tokens go on, and what becomes of those whose moment is forgotten. */
export const describePages = (target: () => ApiTarget, version: ServerVersion): void => {
  describe('pages', () => {
    let maps = '';
    // Of events servers have no copy in memory, which a compaction of their storage would not reach at once.
    let events = '';
    const client = () => target().client;
    const get = (query: string) => client().get(`${maps}?${query}`);
    const getEvents = (query: string) => client().get(`${events}?${query}`);
    const postEvent = (name: string) =>
      client().post(events, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name },
        involvedObject: { kind: 'ConfigMap', name: 'a', namespace: events.split('/').at(-2) },
      });
    beforeAll(async () => {
      maps = `/api/v1/namespaces/${await freshNamespace(client())}/configmaps`;
      events = maps.replace('configmaps', 'events');
      for (const name of ['a', 'b', 'c', 'd']) {
        await client().post(maps, configMap(name));
        await postEvent(name);
      }
    });

    it('are told that they are too old, with a token for what is there now', async () => {
      const first = await getEvents('limit=2');
      expect(namesOf(first.body)).toEqual(['a', 'b']);
      const token = first.body.metadata.continue;
      expect(decoded(token)).toEqual({
        v: 'meta.k8s.io/v1',
        rv: Number(first.body.metadata.resourceVersion),
        start: 'b\u0000',
      });
      await postEvent('bb');
      expect(namesOf((await getEvents(`limit=2&continue=${token}`)).body)).toEqual(['c', 'd']);
      await target().forget();
      const gone = await getEvents(`limit=2&continue=${token}`);
      expect(gone.body).toMatchObject(
        failure(
          410,
          'Expired',
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        ),
      );
      const inconsistent = gone.body.metadata.continue;
      expect(decoded(inconsistent)).toEqual({ ...decoded(token), rv: -1 });
      const second = await getEvents(`limit=2&continue=${inconsistent}`);
      expect(namesOf(second.body)).toEqual(['bb', 'c']);
      expect(decoded(second.body.metadata.continue).rv).toBe(Number(second.body.metadata.resourceVersion));
      const third = await getEvents(`limit=50&continue=${second.body.metadata.continue}`);
      expect([namesOf(third.body), third.body.metadata.continue]).toEqual([['d'], undefined]);
      await client().remove(`${events}/bb`);
    });

    it('of a moment that is forgotten are refused', async () => {
      const { resourceVersion } = (await getEvents('limit=1')).body.metadata;
      await client().post(maps, configMap('tick'));
      await client().remove(`${maps}/tick`);
      await target().forget();
      for (const query of ['limit=1', 'resourceVersionMatch=Exact', 'limit=1&resourceVersionMatch=Exact'])
        expect((await getEvents(`${query}&resourceVersion=${resourceVersion}`)).body).toMatchObject(
          failure(410, 'Expired', 'The resourceVersion for the provided list is too old.'),
        );
      const newer = await getEvents(`resourceVersionMatch=NotOlderThan&limit=1&resourceVersion=${resourceVersion}`);
      expect(namesOf(newer.body)).toEqual(['a']);
      const [event] = await client().watch(`${events}?watch=1&resourceVersion=${resourceVersion}`, () => true);
      expect(event).toMatchObject({
        type: 'ERROR',
        object: failure(410, 'Expired', 'The resourceVersion for the provided watch is too old.'),
      });
    });

    it('may be followed by one on which nothing is selected', async () => {
      await client().post(maps, configMap('aa', {}, { labels: { only: 'yes' } }));
      const first = await get('limit=1&labelSelector=only');
      expect(namesOf(first.body)).toEqual(['aa']);
      const second = await get(`limit=1&labelSelector=only&continue=${first.body.metadata.continue}`);
      expect([namesOf(second.body), second.body.metadata.continue]).toEqual([[], undefined]);
      await client().remove(`${maps}/aa`);
    });

    it('are whole where any moment will do, but of events', async () => {
      const all = await get('limit=1&resourceVersion=0');
      expect(namesOf(all.body)).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd']));
      expect(all.body.metadata.continue).toBeUndefined();
      const { body } = await getEvents('limit=1&resourceVersion=0');
      expect([namesOf(body), body.metadata.remainingItemCount]).toEqual([['a'], 3]);
    });

    it('go on with the key that their token names', async () => {
      const { continue: token } = (await get('limit=1')).body.metadata;
      const next = await get(`limit=1&continue=${encoded({ ...decoded(token), start: 'c' })}`);
      expect(namesOf(next.body)).toEqual(['c']);
    });

    it('are counted across namespaces in the order of their keys', async () => {
      const namespace = maps.split('/').at(-2);
      for (const all of ['configmaps', 'events']) {
        const { continue: token } = (await client().get(`/api/v1/${all}?limit=1`)).body.metadata;
        const from = encoded({ ...decoded(token), start: `${namespace}/b\u0000` });
        const next = await client().get(`/api/v1/${all}?limit=1&continue=${from}`);
        expect(namesOf(next.body)).toEqual(['c']);
      }
    });

    it('begin the key of their token with a slash where they come from memory', async () => {
      const beginsWithSlash = async (path: string) => {
        const { body } = await client().get(`${path}?limit=1`);
        return decoded(body.metadata.continue).start.startsWith('/');
      };
      for (const path of [maps, '/api/v1/configmaps'])
        expect(await beginsWithSlash(path)).toBe(version.pick({ 20: false, 32: true }));
      for (const path of [events, '/api/v1/events']) expect(await beginsWithSlash(path)).toBe(false);
    });

    it('of a moment that is still to come are refused', async () => {
      const future = 99_999_999;
      for (const list of [get, getEvents]) {
        const token = decoded((await list('limit=1')).body.metadata.continue);
        for (const query of [`continue=${encoded({ ...token, rv: future })}`, `resourceVersion=${future}`]) {
          const { body } = await list(`limit=1&${query}`);
          expect(body).toMatchObject(
            version.pick({
              20: { code: 500, message: 'etcdserver: mvcc: required revision is a future revision' },
              37: failure(
                504,
                'Timeout',
                expect.stringMatching(/^Timeout: Too large resource version: 99999999, current: \d+$/),
              ),
            }),
          );
        }
      }
    });

    it('go on from no other revision than their token’s', async () => {
      const token = (await get('limit=1')).body.metadata.continue;
      expect((await get(`limit=1&resourceVersion=5&continue=${token}`)).body).toMatchObject(
        failure(400, 'BadRequest', 'specifying resource version is not allowed when using continue'),
      );
      expect((await get(`limit=1&resourceVersion=0&continue=${token}`)).status).toBe(200);
      const why = 'resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax';
      expect((await get(`limit=1&resourceVersion=x&continue=${token}`)).body.message).toBe(
        version.pick({
          20: `invalid resource version: ${why}`,
          32: 'specifying resource version is not allowed when using continue',
        }),
      );
      for (const list of [() => get('limit=1&resourceVersion=x'), () => getEvents('resourceVersion=x')])
        expect((await list()).body).toMatchObject(failure(400, 'BadRequest', `invalid resource version: ${why}`));
    });

    const known = { v: 'meta.k8s.io/v1', rv: 1, start: 'a\u0000' };
    it.each([
      [
        encoded({ ...known, v: 'x' }),
        `server does not recognize this encoded version ${version.pick({ 20: '"x"', 32: 'x' })}`,
      ],
      [encoded({ ...known, start: '' }), 'encoded start key empty (version meta.k8s.io/v1)'],
      [encoded({ ...known, rv: 0 }), 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
      [encoded({ ...known, start: '../x' }), '../x'],
      [
        encoded({ ...known, rv: '1' }),
        'json: cannot unmarshal string into Go struct field continueToken.rv of type int64',
      ],
      ['a*b', 'illegal base64 data at input byte 1'],
      ['abcde', 'illegal base64 data at input byte 4'],
      ['abc', "invalid character 'i' looking for beginning of value"],
      ['ew', 'unexpected end of JSON input'],
    ])('are refused with the token %s', async (token, why) => {
      expect((await get(`limit=1&continue=${token}`)).body).toMatchObject(
        failure(400, 'BadRequest', `invalid continue token: continue key is not valid: ${why}`),
      );
    });
  });
};
