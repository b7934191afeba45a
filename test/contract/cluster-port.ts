import * as E from 'fp-ts/Either';
import { expect, test } from 'vitest';
import { append, startChain } from '../../src/audit/hash-chain.ts';
import type { SinkProblem } from '../../src/audit/sinks/sink.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { type Connection, connectTo } from '../../src/cluster/credentials/connection.ts';
import { readStoredRuns } from '../../src/runner/publish/audit-reader.ts';
import { openConfigMapSink } from '../../src/runner/publish/config-map-sink.ts';
import { launchMonitor, removeMonitor } from '../../src/runner/publish/monitor.ts';
import { portObjects } from './port-objects.ts';
import { portRights } from './port-rights.ts';
import { type ContractServer, left, opened, portSetUp, right, type Start } from './port-set-up.ts';
import { portWatches } from './port-watches.ts';

/** What every adapter of the port and every server beneath it must do together. Each test gets a server of its own. */
export const clusterPortContract = (setUp: () => Promise<ContractServer>) => {
  const start: Start = () => portSetUp(setUp);

  portObjects(start);
  portWatches(start);
  portRights(start);

  test('a token that nobody gave is Unauthorized', async () => {
    const { admin, namespace } = await start();
    const stranger = opened({ ...admin, ...pick(connectTo({ server: admin.server, token: 'stranger' })) });
    expect(left(await stranger.get('Pod', { namespace, name: 'a' })).is).toBe('Unauthorized');
  });

  test('the monitor is launched, adopted and removed', async () => {
    const { cluster, engine, namespace, at } = await start();
    const { metadata } = right(await cluster.create('ChaosEngine', engine('e')));
    const identity = { name: 'e', namespace, uid: metadata.uid ?? '' };
    const wish = { engine: identity, image: 'localhost/nothing:1', applicationNamespace: namespace };
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'created', service: 'created' });
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'adopted', service: 'adopted' });
    right(await removeMonitor(cluster, identity));
    expect(left(await cluster.get('Service', at('e-monitor'))).is).toBe('NotFound');
    expect(left(await cluster.get('Deployment', at('e-monitor'))).is).toBe('NotFound');
  });

  test('audit lines in ConfigMaps are read back as they were written', async () => {
    const { cluster, namespace } = await start();
    const engine = { name: 'engine', namespace, uid: 'u' };
    const access = right(await cluster.access(namespace));
    const identity = { engine, runId: 'run', segment: 1 };
    const problems: SinkProblem[] = [];
    const onProblem = (problem: SinkProblem): unknown => problems.push(problem);
    const sink = openConfigMapSink({ cluster, clock: systemClock, identity, access, chunkBytes: 2_000, onProblem });
    if (E.isLeft(sink)) throw new Error(sink.left);
    const lines: string[] = [];
    let chain = startChain({ runId: 'run', segment: 1, source: '/engine' });
    for (let at = 0; at < 20; at += 1) {
      const event = { type: 'X', at, text: 'ä"\\\n' };
      const next = append(chain, { machine: 'run', to: 'a', event, effects: [], actor: 'runner' }, at);
      chain = next.chain;
      lines.push(`${next.line}\n`);
      void sink.right.write(next.line, next.record);
      if (at % 7 === 0) await sink.right.flush();
    }
    await sink.right.close();
    expect(problems).toEqual([]);
    const [run, ...others] = right(await readStoredRuns(cluster, engine));
    expect(others).toEqual([]);
    expect(run?.text).toBe(lines.join(''));
    expect(run?.configMaps.length).toBeGreaterThan(2);
  });
};

const pick = ({ credentials, renewal }: Connection): Pick<Connection, 'credentials' | 'renewal'> => ({
  credentials,
  renewal,
});
