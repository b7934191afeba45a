import { beforeAll, describe, expect, it } from 'vitest';
import { type ContractTarget, configMap, failure, freshNamespace, pod } from './target.ts';

const noNumber = (text: string): string => `strconv.ParseInt: parsing "${text}": invalid syntax`;

/** Parameters of requests that are not what they should be. */
export const describeParameters = (target: () => ContractTarget): void => {
  describe('parameters', () => {
    let base = '';
    const client = () => target().client;
    beforeAll(async () => {
      base = `/api/v1/namespaces/${await freshNamespace(client())}`;
      await client().post(`${base}/configmaps`, configMap('a'));
    });

    it.each([
      ['limit', 'x'],
      ['limit', ''],
      ['limit', '1.5'],
      ['timeoutSeconds', 'x'],
    ])('refuse a list with %s=%s', async (key, value) => {
      const reply = await client().get(`${base}/configmaps?${key}=${value}`);
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', noNumber(value)));
    });

    it('refuse a number that 64 bits do not hold', async () => {
      const reply = await client().get(`${base}/configmaps?limit=9223372036854775808`);
      const message = 'strconv.ParseInt: parsing "9223372036854775808": value out of range';
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', message));
    });

    it('refuse a watch with a timeout that is no number', async () => {
      const events = await client().watch(`${base}/configmaps?watch=1&timeoutSeconds=x`, () => true);
      expect(events).toMatchObject([{ type: 'HTTP 400', object: failure(400, 'BadRequest', noNumber('x')) }]);
    });

    it('take a negative limit for none', async () => {
      const reply = await client().get(`${base}/configmaps?limit=-1&fieldSelector=metadata.name%3Da`);
      expect([reply.status, reply.body.items.length]).toEqual([200, 1]);
    });

    it.each(['tailLines', 'limitBytes', 'sinceSeconds'])('refuse a log whose %s is no number', async (key) => {
      const reply = await client().get(`${base}/pods/missing/log?${key}=x`);
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', noNumber('x')));
    });

    it.each([
      ['nonsense', 'cannot parse "nonsense" as "2006"'],
      ['2026', 'cannot parse "" as "-"'],
      ['2026-x', 'cannot parse "x" as "01"'],
      ['2026-01-02 03:04:05Z', 'cannot parse " 03:04:05Z" as "T"'],
      ['2026-01-02T03:04:05', 'cannot parse "" as "Z07:00"'],
      ['2026-01-02T03:04:05+1', 'cannot parse "+1" as "Z07:00"'],
    ])('refuse a log since the time %s', async (time, why) => {
      const reply = await client().get(`${base}/pods/missing/log?sinceTime=${encodeURIComponent(time)}`);
      const message = `parsing time "${time}" as "2006-01-02T15:04:05Z07:00": ${why}`;
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', message));
    });

    it.each([
      ['2026-13-02T03:04:05Z', ': month out of range'],
      ['2026-02-30T03:04:05Z', ': day out of range'],
      ['2026-01-02T24:04:05Z', ': hour out of range'],
      ['2026-01-02T03:60:05Z', ': minute out of range'],
      ['2026-01-02T03:04:60Z', ': second out of range'],
      ['2026-01-02T03:04:05Zx', ': extra text: "x"'],
    ])('refuse a log since the time %s, which never was', async (time, why) => {
      const reply = await client().get(`${base}/pods/missing/log?sinceTime=${encodeURIComponent(time)}`);
      expect(reply.body).toMatchObject(failure(400, 'BadRequest', `parsing time "${time}"${why}`));
    });

    it.each(['2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05+01:00', '', 'null'])(
      'know the time %j',
      async (time) => {
        const reply = await client().get(`${base}/pods/missing/log?sinceTime=${encodeURIComponent(time)}`);
        expect(reply.body.reason).toBe('NotFound');
      },
    );

    it('refuse a deletion whose grace period is no number', async () => {
      const inQuery = await client().remove(`${base}/configmaps/a?gracePeriodSeconds=x`);
      expect(inQuery.body).toMatchObject(failure(400, 'BadRequest', noNumber('x')));
      const inBody = await client().remove(`${base}/configmaps/a`, { gracePeriodSeconds: 'x' });
      // Old servers answer 500 here.
      expect([400, 500]).toContain(inBody.status);
    });

    it('give a pod that is deleted with a negative grace period a moment all the same', async () => {
      await client().post(`${base}/pods`, pod('negative', target().image, 'sleep 600'));
      await client().until(`${base}/pods/negative`, ({ body }) => body.status?.phase === 'Running');
      const reply = await client().remove(`${base}/pods/negative`, { gracePeriodSeconds: -5 });
      // It means a second; old servers write it down as it is.
      expect([1, -5]).toContain(reply.body.metadata.deletionGracePeriodSeconds);
    });
  });
};
