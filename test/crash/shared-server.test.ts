import { createCluster, withCapacity } from 'chaos-runner-simulator';
import * as E from 'fp-ts/Either';
import { expect, it } from 'vitest';
import { assembleCluster } from '../../src/cluster/adapter.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { connectTo } from '../../src/cluster/credentials/connection.ts';
import { defined } from '../../src/model/json/json-object.ts';

const runners = 20;
const perSecond = 300;
const [learningMs, measuredMs] = [8_000, 10_000];

/** Twenty at fifty a second would ask for a thousand. */
it('twenty runners on one slow server settle below what it bears, and none of them starves', async () => {
  const simulator = await createCluster({ seed: 1 });
  try {
    simulator.interceptors.push(withCapacity({ perSecond, longestWaitMs: 250 }));
    const begun = Date.now();
    const end = begun + learningMs + measuredMs;
    const asked = async (index: number): Promise<void> => {
      const cluster = assembleCluster({
        ...{ clock: systemClock, random: Math.random, userAgent: `runner-${index}/1` },
        connection: connectTo({
          ...{ server: simulator.url, token: simulator.adminToken },
          ...defined({ ca: simulator.certificateAuthority }),
        }),
      });
      const one = async (): Promise<void> => {
        while (Date.now() < end) expect(E.isRight(await cluster.list('Pod', 'default', {}))).toBe(true);
      };
      await Promise.all(Array.from({ length: 6 }, one));
      await cluster.close();
    };
    await Promise.all(Array.from({ length: runners }, (_, index) => asked(index)));
    const late = simulator.requests.filter(({ time }) => time >= begun + learningMs && time < end);
    const refused = late.filter(({ status }) => status === 429);
    const shares = [...Map.groupBy(late, ({ userAgent }) => userAgent).values()].map(({ length }) => length);
    expect(late.length).toBeLessThanOrEqual(((perSecond * measuredMs) / 1_000) * 1.02);
    expect(late.length).toBeGreaterThan((perSecond * measuredMs) / 1_000 / 4);
    expect(refused.length).toBeLessThan(late.length / 20);
    expect(shares).toHaveLength(runners);
    // One a second at the least, and by Jain's index, which is 1 for equal shares and 1/20 where one has all, fair on the whole.
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(measuredMs / 1_000);
    const squares = shares.reduce((sum, share) => sum + share ** 2, 0);
    expect(late.length ** 2 / (runners * squares)).toBeGreaterThan(0.6);
  } finally {
    await simulator.close();
  }
}, 60_000);
