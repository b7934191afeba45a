import * as E from 'fp-ts/Either';
import { describe, expect, it } from 'vitest';
import { auditOf } from '../../src/app/audit-cluster.ts';
import { runOfHistory } from '../../src/app/ended-history.ts';
import { hashOfLine } from '../../src/audit/hash-chain.ts';
import { addToHistory, modelOfHistory, startHistory } from '../../src/audit/history.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import type { ClusterError } from '../../src/cluster/error.ts';
import type { Cluster, KubeObject } from '../../src/cluster/port.ts';
import { noProgress, type Progress } from '../../src/model/progress/progress.ts';
import { type Checkpoint, checkpointAnnotation, shape } from '../../src/runner/checkpoint/checkpoint.ts';
import { encodeCheckpoint } from '../../src/runner/checkpoint/checkpoint-text.ts';
import { chunkObject } from '../../src/runner/publish/audit-chunks.ts';
import { source } from '../audit/records.ts';
import { plan, runId, startedAt, textOf, wholeRun } from '../audit/run-log.ts';

const written = wholeRun();
const text = textOf(written);
const engine = { namespace: 'demo', name: 'engine' };
const history = written.reduce((so, { record }) => addToHistory(so, record), startHistory(runId, source, startedAt));
const end = { head: hashOfLine(written.at(-1)?.line ?? ''), sequence: written.length, runId };

/** Every step of the last iteration has passed. */
const progress: Progress = {
  ...noProgress(plan),
  ...{ iteration: plan.iterations.length, iterationStartedAt: startedAt, worst: 'Pass' },
  attempts: plan.steps.map(({ id }) => modelOfHistory(history).attempts.findLast((one) => one.id === id)?.attempt ?? 0),
  outcomes: plan.steps.map(() => 'Pass'),
};

const checkpoint = (more: Partial<Checkpoint> = {}): Checkpoint => ({
  shape,
  ...end,
  engineUid: 'uid',
  holder: 'pod',
  segment: 1,
  supervisor: { state: 'Completed', context: { version: 2, runId: more.runId ?? runId, plan, startedAt, progress } },
  attempts: [],
  facts: [],
  ...more,
});

const notFound = { is: 'NotFound', message: 'not found' } as ClusterError;
const object = (annotation: string | undefined): KubeObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: { ...engine, annotations: annotation === undefined ? {} : { [checkpointAnnotation]: annotation } },
});
const chunk = (run: string, lines: string): KubeObject =>
  chunkObject({ engine: { ...engine, uid: 'uid' }, runId: run, segment: 1 }, 1, { '0000000001': lines });

/** A cluster that holds what is given. */
const door = (has: { engine?: KubeObject; configMaps?: readonly KubeObject[]; log?: string }) =>
  ({
    get: async () => (has.engine === undefined ? E.left(notFound) : E.right(has.engine)),
    list: async () => E.right({ items: has.configMaps ?? [], resourceVersion: '1' }),
    podLog: async () => (has.log === undefined ? E.left(notFound) : E.right(has.log)),
  }) satisfies Pick<Cluster, 'get' | 'list' | 'podLog'>;

const found = async (has: Parameters<typeof door>[0]) => {
  const read = await auditOf(door(has), engine);
  if (E.isLeft(read)) throw new Error(read.left);
  return read.right;
};

describe('the audit of an engine in the cluster', () => {
  it('comes from the ConfigMaps, with the head of the checkpoint', async () => {
    const audit = await found({
      engine: object(encodeCheckpoint(checkpoint())),
      configMaps: [chunk(runId, text)],
      log: 'x',
    });
    expect(audit).toMatchObject({ origin: 'a ConfigMap', text, notes: [], ...end });
    expect(verify(audit.text ?? '', audit).ok).toBe(true);
  });

  it('is found after the engine is gone', async () => {
    const audit = await found({ configMaps: [chunk(runId, text)] });
    expect(audit).toMatchObject({ text, runId });
    expect(audit.head).toBeUndefined();
  });

  it('does not hold the head of one run against the log of another, and says so', async () => {
    const audit = await found({
      engine: object(encodeCheckpoint(checkpoint({ runId: 'later' }))),
      configMaps: [chunk(runId, text)],
    });
    expect(audit.head).toBeUndefined();
    expect(audit.notes).toEqual([expect.stringContaining('latest run later no ConfigMap was found')]);
  });

  it('comes from the log of the runner’s pod where there is no ConfigMap', async () => {
    const audit = await found({
      engine: object(encodeCheckpoint(checkpoint({ history }))),
      log: `{"level":30}\n${text}`,
    });
    expect(audit).toMatchObject({ origin: 'the log of the pod engine-runner', ...end });
    expect(audit.text).toContain(text);
  });

  it('is the compact history where nothing else is left', async () => {
    const audit = await found({ engine: object(encodeCheckpoint(checkpoint({ history }))), log: 'nothing of ours' });
    expect(audit.text).toBeUndefined();
    expect(audit.history).toEqual(history);
  });

  it.each([
    ['completed', 'Completed', 'Fail'],
    ['stopped', 'Aborted', 'Stopped'],
  ])(
    'is the history with the end of a %s run, whose last checkpoint came shortly before it',
    async (engineStatus, to, outcome) => {
      const cut = written.slice(
        0,
        written.findLastIndex(({ record }) => record.data.to === 'CleaningUp.Recording') + 1,
      );
      const early = cut.reduce((so, { record }) => addToHistory(so, record), startHistory(runId, source, startedAt));
      const last = modelOfHistory(early).attempts.find(({ endedAt }) => endedAt === undefined);
      const at = startedAt + 300_000;
      const facts = plan.steps.map(({ id }) =>
        id === last?.id
          ? {
              current: {
                iteration: last.iteration,
                attempt: last.attempt,
                end: { ending: 'completed', outcome: 'Pass' },
                at,
              },
            }
          : null,
      ) as Checkpoint['facts'];
      const kept = object(encodeCheckpoint(checkpoint({ history: early, facts })));
      const running = await found({ engine: kept });
      expect(running.history).toEqual(early);
      const audit = await found({
        engine: { ...kept, spec: { experiments: [] }, status: { engineStatus } } as KubeObject,
      });
      const model = runOfHistory(audit.history ?? early);
      expect(model).toMatchObject({ outcome, supervisor: { state: to }, endedAt: at });
      expect(model.attempts.findLast(({ id }) => id === last?.id)).toMatchObject({ outcome: 'Pass', state: 'Verdict' });
    },
  );

  it('says what was looked for when there is nothing', async () => {
    expect(await auditOf(door({}), engine)).toEqual(
      E.left('there are no audit ConfigMaps and no log of a runner pod; the engine cannot be read (not found)'),
    );
  });

  it('says that a checkpoint cannot be read', async () => {
    const audit = await found({ engine: object('{"shape":9,"holder":"x"}'), configMaps: [chunk(runId, text)] });
    expect(audit.notes?.[0]).toContain('a later version of the runner');
  });
});
