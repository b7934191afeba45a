import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { collectLog } from '../../src/runner/effects/collect-log.ts';
import type { AttemptMeans } from '../../src/runner/effects/result-name.ts';
import { start } from './fixtures.ts';
import { manualClock } from './manual-clock.ts';
import { builtJob, listOf, noRequests, rebuilding, silent } from './means.ts';

const passphrase = 'correct horse battery staple';

/** What is kept of a failed container's log, where the experiment can read a Secret with the passphrase. */
const collected = async (log: string, helpers: Readonly<Record<string, string>> = {}) => {
  const said: object[] = [];
  const dependencies = { configMaps: [], secrets: [], secretsToMask: ['access'], literals: [] };
  const pods = Object.keys(helpers).map((name) => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'helper' }] } },
    status: { phase: name.startsWith('failed') ? 'Failed' : 'Running' },
  }));
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'access' } };
  const run: AttemptMeans = {
    ...rebuilding(manualClock(start), builtJob('a-job', { dependencies })),
    log: { ...silent, info: (fields) => said.push(fields) },
    cluster: {
      ...noRequests,
      podLog: async ({ name }) => E.right(helpers[name] ?? log),
      list: async () => listOf(pods),
      get: async () => E.right({ ...secret, data: { key: Buffer.from(passphrase).toString('base64') } }),
    },
  };
  const params = { step: 0, iteration: 1, attempt: 1, job: 'a-job', pod: 'a-pod' };
  return { event: await collectLog(run, params), said: JSON.stringify(said) };
};

describe('the last lines of a failed container', () => {
  it('are told and logged with the contents of its Secrets masked', async () => {
    const { event, said } = await collected(`login\nwith ${passphrase}\n`);
    expect(event).toEqual({ type: 'LOG_COLLECTED', tail: 'login\nwith ***' });
    expect(said).toContain('"tail":["login","with ***"]');
  });

  it('hide a secret of several words wherever a long line is cut', async () => {
    for (let after = 4_096 - passphrase.length; after <= 4_096; after += 1) {
      const { event, said } = await collected(
        `${'x '.repeat(100)}${passphrase}${' y'.repeat(after / 2)}${'z'.repeat(after % 2)}`,
      );
      for (const word of passphrase.split(' ')) expect(JSON.stringify(event) + said).not.toContain(word);
      expect(said).toContain(' y y');
    }
  });

  it('are left out where nothing of them can be shown', async () => {
    expect((await collected('x'.repeat(5_000))).event).toEqual({ type: 'LOG_COLLECTED' });
  });

  it('come with those of a helper that has failed, and not of one that runs', async () => {
    const { event, said } = await collected('gave up', { 'failed-helper': `no ${passphrase}`, helper: 'injects' });
    expect(event).toEqual({ type: 'LOG_COLLECTED', tail: 'gave up', helperTail: 'no ***' });
    expect(said).toContain('"pod":"failed-helper","tail":["no ***"]');
    expect(said).not.toContain('injects');
  });
});
