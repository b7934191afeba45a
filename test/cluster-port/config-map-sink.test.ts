import fc from 'fast-check';
import * as E from 'fp-ts/Either';
import { describe, expect, test, vi } from 'vitest';
import { append, startChain, type Written } from '../../src/audit/hash-chain.ts';
import type { Sink, SinkProblem } from '../../src/audit/sinks/sink.ts';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Access } from '../../src/cluster/port.ts';
import { chunkName, chunkObject } from '../../src/runner/publish/audit-chunks.ts';
import { readStoredRuns } from '../../src/runner/publish/audit-reader.ts';
import { type ConfigMapSinkOptions, openConfigMapSink } from '../../src/runner/publish/config-map-sink.ts';
import { right } from './adapter-fixture.ts';
import { type MemoryCluster, memoryCluster } from './memory-cluster.ts';
import { testClock } from './test-clock.ts';

const engine = { name: 'engine', namespace: 'litmus', uid: 'u-1' };
const identity = { engine, runId: 'run-1', segment: 1 };
const rights = (...verbs: string[]): Access => ({
  rules: [{ verbs, apiGroups: [''], resources: ['configmaps'] }],
  incomplete: false,
});
const unavailable: ClusterError = { is: 'Unavailable', message: 'no answer' };

const opened = (cluster: MemoryCluster, options: Partial<ConfigMapSinkOptions> = {}): Sink => {
  const access = rights('create', 'patch');
  const sink = openConfigMapSink({ cluster, clock: testClock(), identity, access, ...options });
  if (E.isLeft(sink)) throw new Error(sink.left);
  return sink.right;
};

const records = (count: number, text = ''): readonly Written[] => {
  let chain = startChain({ runId: 'run-1', segment: 1, source: '/engine' });
  return Array.from({ length: count }, (_, index) => {
    const event = { type: 'X', at: index, text };
    const written = append(chain, { machine: 'run', to: 'a', event, effects: [], actor: 'runner' }, index);
    chain = written.chain;
    return written;
  });
};

const textOf = (written: readonly Written[]) => written.map(({ line }) => `${line}\n`).join('');

const stored = async (cluster: MemoryCluster) => right(await readStoredRuns(cluster, engine))[0];

describe('audit in ConfigMaps', () => {
  test('lines that are written one after another arrive together, labelled, without an owner', async () => {
    const cluster = memoryCluster();
    const sink = opened(cluster);
    const written = records(5);
    for (const { line, record } of written) void sink.write(line, record);
    await sink.flush();
    expect(cluster.calls).toEqual(['create ConfigMap/engine-audit-run-1-1-1']);
    const [chunk] = [...cluster.objects.values()];
    expect(chunk?.metadata).toEqual({
      name: 'engine-audit-run-1-1-1',
      namespace: 'litmus',
      labels: {
        'runner.litmuschaos.io/audit': 'engine',
        'runner.litmuschaos.io/run': 'run-1',
        'runner.litmuschaos.io/segment': '1',
        'runner.litmuschaos.io/chunk': '1',
      },
      annotations: {
        'runner.litmuschaos.io/engine': 'engine',
        'runner.litmuschaos.io/engine-uid': 'u-1',
        'runner.litmuschaos.io/run': 'run-1',
      },
    });
    expect(await stored(cluster)).toMatchObject({ runId: 'run-1', engineUid: 'u-1', text: textOf(written) });
  });

  test('lines go on by themselves after a while', async () => {
    const cluster = memoryCluster();
    const sink = opened(cluster);
    const [one] = records(1);
    if (one !== undefined) void sink.write(one.line, one.record);
    await vi.waitFor(() => expect(cluster.calls).toHaveLength(1));
  });

  test('whatever fails on the way, every line is read back once and in order', async () => {
    const failure = fc.record({ verb: fc.constantFrom('create', 'patch'), after: fc.boolean() });
    const scenario = fc.record({
      batches: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
      failures: fc.array(failure, { maxLength: 5 }),
      chunkBytes: fc.integer({ min: 400, max: 3_000 }),
      verbs: fc.constantFrom(['create'], ['create', 'patch']),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ batches, failures, chunkBytes, verbs }) => {
        const cluster = memoryCluster();
        cluster.failures.push(...failures.map((each) => ({ ...each, error: unavailable }) as const));
        const sink = opened(cluster, { chunkBytes, access: rights(...verbs) });
        const written = records(batches.reduce((sum, size) => sum + size, 0));
        let index = 0;
        for (const size of batches) {
          for (const { line, record } of written.slice(index, index + size)) void sink.write(line, record);
          index += size;
          await sink.flush();
        }
        for (let round = 0; round < 12; round += 1) await sink.flush();
        await sink.close();
        expect((await stored(cluster))?.text).toBe(textOf(written));
        for (const { data } of cluster.objects.values()) {
          const bytes = Object.entries(data as Record<string, string>)
            .flat()
            .join('');
          expect(Buffer.byteLength(bytes)).toBeLessThanOrEqual(chunkBytes);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('what came late is reported, and so is its arrival', async () => {
    const cluster = memoryCluster();
    const problems: SinkProblem[] = [];
    cluster.failures.push({ verb: 'create', error: unavailable });
    const sink = opened(cluster, { onProblem: (problem) => problems.push(problem) });
    for (const { line, record } of records(2)) void sink.write(line, record);
    await sink.flush();
    await sink.flush();
    expect(problems.map(({ kind }) => kind)).toEqual(['late', 'delivered']);
  });

  test('a right that is taken away ends it, and what is missing is named', async () => {
    const cluster = memoryCluster();
    const problems: SinkProblem[] = [];
    cluster.failures.push({ verb: 'create', error: { is: 'Forbidden', message: 'no', rule: 'create configmaps' } });
    const sink = opened(cluster, { onProblem: (problem) => problems.push(problem) });
    for (const { line, record } of records(2)) void sink.write(line, record);
    await sink.flush();
    for (const { line, record } of records(2)) void sink.write(line, record);
    await sink.close();
    expect(problems).toMatchObject([{ kind: 'missing', from: 1 }]);
    expect(cluster.calls).toHaveLength(1);
  });

  test('is not opened where ConfigMaps may not be created', () => {
    const sink = openConfigMapSink({ cluster: memoryCluster(), clock: testClock(), identity, access: rights('get') });
    expect(sink).toEqual(E.left('no audit in ConfigMaps: the rule "create configmaps in namespace litmus" is missing'));
  });

  test('is opened where nobody knows, because asking costs nothing', () => {
    const access = { rules: [], incomplete: true };
    const sink = openConfigMapSink({ cluster: memoryCluster(), clock: testClock(), identity, access });
    expect(E.isRight(sink)).toBe(true);
  });

  test('a chunk of a killed process that counted the same segment is not touched', async () => {
    const cluster = memoryCluster();
    const other = chunkObject(identity, 1, { '0000000001': 'theirs\n' });
    cluster.objects.set(`ConfigMap/${other.metadata.name}`, other);
    const sink = opened(cluster);
    const written = records(2);
    for (const { line, record } of written) void sink.write(line, record);
    await sink.flush();
    expect((await stored(cluster))?.text).toBe(`theirs\n${textOf(written)}`);
  });

  test('a record longer than a ConfigMap leaves a marker that names it', async () => {
    const cluster = memoryCluster();
    const sink = opened(cluster, { chunkBytes: 800 });
    for (const { line, record } of records(2, 'x'.repeat(2_000))) void sink.write(line, record);
    await sink.flush();
    const lines = ((await stored(cluster))?.text ?? '').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { audit: 'missing', run: 'run-1', from: 1, to: 1 },
      { audit: 'missing', run: 'run-1', from: 2, to: 2 },
    ]);
  });

  test('runs and engines are kept apart, and segments and chunks are in the order of their numbers', async () => {
    const cluster = memoryCluster();
    const put = (name: string, runId: string, segment: number, chunk: number) => {
      const of = { engine: { ...engine, name }, runId, segment };
      const object = chunkObject(of, chunk, { '0000000001': `${runId} ${segment} ${chunk}\n` });
      cluster.objects.set(`ConfigMap/${object.metadata.name}`, object);
    };
    for (const chunk of [10, 2, 1]) put('engine', 'run-1', 2, chunk);
    put('engine', 'run-1', 1, 3);
    put('engine', 'run-2', 1, 1);
    put('other', 'run-3', 1, 1);
    expect(right(await readStoredRuns(cluster, engine)).map(({ text }) => text)).toEqual([
      'run-1 1 3\nrun-1 2 1\nrun-1 2 2\nrun-1 2 10\n',
      'run-2 1 1\n',
    ]);
  });

  test('names are possible whatever engine and run are called', () => {
    const name = (engineName: string, runId: string) =>
      chunkName({ engine: { ...engine, name: engineName }, runId, segment: 3 }, 4);
    expect(name('engine', 'Run_1')).toMatch(/^audit-[0-9a-f]{40}-3-4$/);
    expect(name('e'.repeat(250), 'run')).toMatch(/^audit-[0-9a-f]{40}-3-4$/);
    expect(name('engine', 'run')).toBe('engine-audit-run-3-4');
  });
});
