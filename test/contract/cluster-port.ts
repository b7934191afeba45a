import * as E from 'fp-ts/Either';
import { describe, expect, onTestFinished, test } from 'vitest';
import { append, startChain } from '../../src/audit/chain.ts';
import { may } from '../../src/cluster/access.ts';
import { type ClusterAdapter, createCluster } from '../../src/cluster/adapter.ts';
import { readStoredRuns } from '../../src/cluster/audit-reader.ts';
import { systemClock } from '../../src/cluster/clock.ts';
import { openConfigMapSink } from '../../src/cluster/config-map-sink.ts';
import { type Connection, connectTo } from '../../src/cluster/connection.ts';
import type { ClusterError } from '../../src/cluster/error.ts';
import { publishEvent } from '../../src/cluster/events.ts';
import { launchMonitor, removeMonitor } from '../../src/cluster/monitor.ts';
import type { KubeObject, WatchEvent } from '../../src/cluster/port.ts';
import { reflect } from '../../src/cluster/reflector.ts';

/** A server with the Litmus definitions and an empty namespace, as the contract needs it. */
export interface ContractServer {
  readonly admin: Connection;
  /** A service account with the rights that Litmus charts grant: no watch, no secrets. */
  readonly litmus: Connection;
  readonly namespace: string;
  /** Makes and names a resourceVersion that no watch can start from any more. */
  readonly forgottenVersion: () => string;
}

const left = <A>(either: E.Either<ClusterError, A>): ClusterError => {
  if (E.isRight(either)) throw new Error(`expected an error, got ${JSON.stringify(either.right)}`);
  return either.left;
};

const right = <A>(either: E.Either<{ readonly message: string }, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a value, got ${JSON.stringify(either.left)}`);
  return either.right;
};

const opened = (connection: Connection): ClusterAdapter => {
  const cluster = createCluster({
    connection,
    clock: systemClock,
    random: Math.random,
    userAgent: 'chaos-runner/contract',
    // Hundreds of objects are made here at once, which no runner does.
    limits: { requestsPerSecond: 2_000, burst: 1_000 },
  });
  onTestFinished(() => cluster.close());
  return cluster;
};

/** What every adapter of the port and every server beneath it must do together. Each test gets a server of its own. */
export const clusterPortContract = (setUp: () => Promise<ContractServer>) => {
  const start = async () => {
    const server = await setUp();
    const { namespace } = server;
    const configMap = (name: string, labels: Record<string, string> = {}, data = { key: 'value' }): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels },
      data,
    });
    const engine = (name: string): KubeObject => ({
      apiVersion: 'litmuschaos.io/v1alpha1',
      kind: 'ChaosEngine',
      metadata: { name, namespace, annotations: { note: 'kept' } },
      spec: { engineState: 'active', chaosServiceAccount: 'litmus', experiments: [{ name: 'pod-delete', spec: {} }] },
    });
    const job = (name: string): KubeObject => {
      const containers = [{ name, image: 'localhost/nothing:1', imagePullPolicy: 'Never' }];
      const template = { spec: { restartPolicy: 'Never', containers } };
      return {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name, namespace },
        spec: { parallelism: 0, backoffLimit: 0, template },
      };
    };
    return {
      ...server,
      cluster: opened(server.admin),
      configMap,
      engine,
      job,
      at: (name: string) => ({ namespace, name }),
    };
  };

  describe('objects', () => {
    test('what is created has an identity and is found again, custom resources with the fields nobody knows', async () => {
      const { cluster, engine, at } = await start();
      const created = right(await cluster.create('ChaosEngine', engine('e')));
      expect(created.metadata.uid).toMatch(/./);
      expect(created.metadata.resourceVersion).toMatch(/^\d+$/);
      const found = right(await cluster.get('ChaosEngine', at('e')));
      expect(found).toMatchObject({
        apiVersion: 'litmuschaos.io/v1alpha1',
        kind: 'ChaosEngine',
        spec: engine('e').spec,
      });
      expect(found.metadata).toMatchObject({ uid: created.metadata.uid, annotations: { note: 'kept' } });
    });

    test('a name that is taken is AlreadyExists', async () => {
      const { cluster, job } = await start();
      right(await cluster.create('Job', job('one')));
      expect(left(await cluster.create('Job', job('one')))._tag).toBe('AlreadyExists');
    });

    test('what is not there is NotFound for every verb', async () => {
      const { cluster, at } = await start();
      const ref = at('nothing');
      const answers = [
        await cluster.get('ChaosEngine', ref),
        await cluster.getMetadata('Secret', ref),
        await cluster.patch('ConfigMap', ref, { data: { a: 'b' } }),
        await cluster.remove('Job', ref, { propagation: 'Background' }),
        await cluster.podLog(ref, { container: 'c', tailLines: 5, limitBytes: 100 }),
      ];
      expect(answers.map((answer) => left(answer as E.Either<ClusterError, unknown>)._tag)).toEqual(
        answers.map(() => 'NotFound'),
      );
    });

    test('a namespace that is not there takes nothing', async () => {
      const { cluster, configMap } = await start();
      const { metadata, ...rest } = configMap('a');
      const lost = { ...rest, metadata: { ...metadata, namespace: 'no-such-namespace' } };
      expect(left(await cluster.create('ConfigMap', lost))._tag).toBe('NotFound');
    });

    test('an object that breaks the rules is Invalid and names the field', async () => {
      const { cluster, configMap, job } = await start();
      const refused = left(await cluster.create('ConfigMap', configMap('Not_A_Name')));
      expect(refused).toMatchObject({ _tag: 'Invalid', fields: ['metadata.name'] });
      const twice = job('twice');
      const container = { name: 'c', image: 'i' };
      const template = { spec: { restartPolicy: 'Never', containers: [container, container] } };
      const duplicate = left(await cluster.create('Job', { ...twice, spec: { template } }));
      expect(duplicate).toMatchObject({ _tag: 'Invalid', fields: ['spec.template.spec.containers[1].name'] });
    });

    test('metadata of a Secret comes without its contents', async () => {
      const { cluster, namespace, at } = await start();
      const metadata = { name: 's', namespace };
      right(
        await cluster.create('Secret', { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 'canary' } }),
      );
      const found = right(await cluster.getMetadata('Secret', at('s')));
      expect(found.metadata.name).toBe('s');
      expect(Object.keys(found)).not.toContain('data');
    });
  });

  describe('patches', () => {
    test('merge, and null removes', async () => {
      const { cluster, engine, at } = await start();
      right(await cluster.create('ChaosEngine', engine('e')));
      const status = { engineStatus: 'initialized', experiments: [{ name: 'pod-delete', status: 'Running' }] };
      const patch = { metadata: { annotations: { note: null, other: 'x' } }, status };
      const patched = right(await cluster.patch('ChaosEngine', at('e'), patch));
      expect(patched.status).toEqual(status);
      expect(patched.spec).toEqual(engine('e').spec);
      expect(patched.metadata.annotations).toEqual({ other: 'x' });
    });

    test('with an old resourceVersion are a Conflict, with the present one they are done', async () => {
      const { cluster, engine, at } = await start();
      const { metadata } = right(await cluster.create('ChaosEngine', engine('e')));
      const withVersion = (resourceVersion: string | undefined, value: string) =>
        cluster.patch('ChaosEngine', at('e'), { metadata: { resourceVersion, annotations: { a: value } } });
      const now = right(await withVersion(metadata.resourceVersion, '1'));
      expect(left(await withVersion(metadata.resourceVersion, '2'))._tag).toBe('Conflict');
      expect(right(await withVersion(now.metadata.resourceVersion, '3')).metadata.annotations).toMatchObject({
        a: '3',
      });
    });
  });

  describe('deletions', () => {
    test('with the uid of another object are a Conflict and delete nothing', async () => {
      const { cluster, configMap, at } = await start();
      const { metadata } = right(await cluster.create('ConfigMap', configMap('a')));
      expect(left(await cluster.remove('ConfigMap', at('a'), { uid: 'another' }))._tag).toBe('Conflict');
      right(await cluster.remove('ConfigMap', at('a'), metadata.uid === undefined ? {} : { uid: metadata.uid }));
      expect(left(await cluster.get('ConfigMap', at('a')))._tag).toBe('NotFound');
    });

    test('in the foreground are accepted at once', async () => {
      const { cluster, job, at } = await start();
      right(await cluster.create('Job', job('one')));
      right(await cluster.remove('Job', at('one'), { propagation: 'Foreground' }));
      const found = await cluster.get('Job', at('one'));
      if (E.isRight(found)) expect(found.right.metadata.deletionTimestamp).toMatch(/Z$/);
      else expect(found.left._tag).toBe('NotFound');
    });
  });

  describe('lists', () => {
    test('select by labels and by name, and give every item its kind', async () => {
      const { cluster, namespace, configMap } = await start();
      for (const [name, run] of Object.entries({ a: 'one', b: 'one', c: 'two' })) {
        right(await cluster.create('ConfigMap', configMap(name, { run })));
      }
      const names = async (selector: { labels?: string; fields?: string }) =>
        right(await cluster.list('ConfigMap', namespace, selector))
          .items.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
          .sort();
      expect(await names({ labels: 'run=one' })).toEqual(['ConfigMap/a', 'ConfigMap/b']);
      expect(await names({ labels: 'run in (two,three)' })).toEqual(['ConfigMap/c']);
      expect(await names({ fields: 'metadata.name=b' })).toEqual(['ConfigMap/b']);
      expect(await names({ labels: 'run=none' })).toEqual([]);
    });

    test('of more than a page are complete', async () => {
      const { cluster, namespace, configMap } = await start();
      const wanted = Array.from({ length: 260 }, (_, index) => `many-${String(index).padStart(3, '0')}`);
      await Promise.all(
        wanted.map(async (name) => right(await cluster.create('ConfigMap', configMap(name, { of: 'many' })))),
      );
      const { items } = right(await cluster.list('ConfigMap', namespace, { labels: 'of=many' }));
      expect(items.map(({ metadata }) => metadata.name)).toEqual(wanted);
    });
  });

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
      expect(left(await watching)._tag).toBe('Cancelled');
      expect(events).toEqual(['ADDED after', 'MODIFIED after', 'DELETED after']);
    });

    test('from a version that is forgotten are Gone', async () => {
      const { cluster, namespace, engine, forgottenVersion } = await start();
      right(await cluster.create('ChaosEngine', engine('e')));
      const signal = AbortSignal.timeout(20_000);
      const watched = await cluster.watch('ChaosEngine', namespace, {}, forgottenVersion(), () => undefined, signal);
      expect(left(watched)._tag).toBe('Gone');
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

  describe('with the rights of a Litmus service account', () => {
    test('the review of rights says what the server then does', async () => {
      const { litmus, namespace, job, at } = await start();
      const cluster = opened(litmus);
      const access = right(await cluster.access(namespace));
      expect(may(access, 'create', 'batch', 'jobs')).toBe('yes');
      right(await cluster.create('Job', job('mine')));
      expect(may(access, 'patch', 'batch', 'jobs')).not.toBe('yes');
      expect(left(await cluster.patch('Job', at('mine'), { metadata: { labels: { a: 'b' } } }))).toMatchObject({
        _tag: 'Forbidden',
        rule: `patch jobs.batch in namespace ${namespace}`,
      });
      expect(may(access, 'get', '', 'secrets')).not.toBe('yes');
      expect(left(await cluster.getMetadata('Secret', at('s')))).toMatchObject({
        _tag: 'Forbidden',
        rule: `get secrets in namespace ${namespace}`,
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
      expect(left(refused)).toMatchObject({ _tag: 'Forbidden', rule: `watch pods in namespace ${namespace}` });
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
        _tag: 'Forbidden',
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

  test('a token that nobody gave is Unauthorized', async () => {
    const { admin, namespace } = await start();
    const stranger = opened({ ...admin, ...pick(connectTo({ server: admin.server, token: 'stranger' })) });
    expect(left(await stranger.get('Pod', { namespace, name: 'a' }))._tag).toBe('Unauthorized');
  });

  test('the monitor is launched, adopted and removed', async () => {
    const { cluster, engine, namespace, at } = await start();
    const { metadata } = right(await cluster.create('ChaosEngine', engine('e')));
    const identity = { name: 'e', namespace, uid: metadata.uid ?? '' };
    const wish = { engine: identity, image: 'localhost/nothing:1', applicationNamespace: namespace };
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'created', service: 'created' });
    expect(right(await launchMonitor(cluster, wish))).toEqual({ deployment: 'adopted', service: 'adopted' });
    right(await removeMonitor(cluster, identity));
    expect(left(await cluster.get('Service', at('e-monitor')))._tag).toBe('NotFound');
    expect(left(await cluster.get('Deployment', at('e-monitor')))._tag).toBe('NotFound');
  });

  test('audit lines in ConfigMaps are read back as they were written', async () => {
    const { cluster, namespace } = await start();
    const engine = { name: 'engine', namespace, uid: 'u' };
    const access = right(await cluster.access(namespace));
    const identity = { engine, runId: 'run', segment: 1 };
    const sink = openConfigMapSink({ cluster, clock: systemClock, identity, access, chunkBytes: 2_000 });
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
    expect(sink.right.problems()).toEqual([]);
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
