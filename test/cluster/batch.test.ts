import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/cluster/port.ts';
import { environment } from './environment.ts';
import type { Play } from './experiment-image.ts';
import { leftBehind } from './left-behind.ts';
import { logRecords } from './logs.ts';
import { chaosPods, completed, type Run, ranAt, rows, startRun } from './operator.ts';

const batchAnnotation = 'runner.litmuschaos.io/batch';

interface Span {
  readonly step: string;
  readonly from: number;
  readonly to: number;
}

const spans = (pods: readonly KubeObject[]): readonly Span[] =>
  pods.flatMap((pod) => {
    const step = pod.metadata.labels?.['runner.litmuschaos.io/step'] ?? '';
    const ran = ranAt(pod);
    return ran ? [{ step, ...ran }] : [];
  });

/** How many of them ran at one moment, at the most. */
const mostAtOnce = (all: readonly Span[]): number =>
  Math.max(...all.map(({ from }) => all.filter((other) => other.from <= from && from < other.to).length));

const outcomes = async (run: Run): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await rows(run)).map(({ name, status, verdict }) => [name, `${status}/${verdict}`]));

const started = async (
  experiments: Readonly<Record<string, Play>>,
  batch: string,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<Run> => startRun(await environment(), { experiments, spec, annotations: { [batchAnnotation]: batch } });

test('a diamond of six steps runs side by side, never more than three at once', async () => {
  const run = await started(
    {
      top: { seconds: 2 },
      a: { seconds: 6 },
      b: { seconds: 6 },
      c: { seconds: 6 },
      d: { seconds: 6 },
      bottom: { seconds: 1 },
    },
    `
parallelism: 3
steps:
  a: {dependsOn: top.Pass}
  b: {dependsOn: top.Pass}
  c: {dependsOn: top.Pass}
  d: {dependsOn: top.Pass}
  bottom: {dependsOn: [a, b, c, d]}
`,
  );
  await completed(run, 110);
  expect(Object.values(await outcomes(run))).toEqual(Array(6).fill('Completed/Pass'));
  const all = spans(await chaosPods(run));
  expect(all).toHaveLength(6);
  const most = mostAtOnce(all);
  expect(most).toBeLessThanOrEqual(3);
  expect(most).toBeGreaterThanOrEqual(2);
  const at = (step: string): Span => all.find((span) => span.step === step) ?? { step, from: 0, to: 0 };
  for (const middle of ['a', 'b', 'c', 'd']) {
    expect(at(middle).from).toBeGreaterThanOrEqual(at('top').to);
    expect(at('bottom').from).toBeGreaterThanOrEqual(at(middle).to);
  }
});

const failing = { bad: { seconds: 1, verdict: 'Fail' }, long: { seconds: 8 }, later: { seconds: 1 } } as const;
const laterWaits = 'parallelism: 2\nsteps:\n  later: {dependsOn: bad.Done}\n';

test('a failing step stops nothing under the policy continue', async () => {
  const run = await started(failing, `${laterWaits}failurePolicy: continue\n`);
  await completed(run, 90);
  expect(await outcomes(run)).toEqual({ bad: 'Completed/Fail', long: 'Completed/Pass', later: 'Completed/Pass' });
});

test('a failing step lets what runs end and starts nothing more under stopScheduling', async () => {
  const run = await started(failing, `${laterWaits}failurePolicy: stopScheduling\n`);
  await completed(run, 90);
  expect(await outcomes(run)).toEqual({ bad: 'Completed/Fail', long: 'Completed/Pass', later: 'Skipped/N/A' });
});

test('a failing step cancels what runs under cancelRunning, and nothing of it is left', async () => {
  const run = await started({ ...failing, long: { seconds: 300 } }, `${laterWaits}failurePolicy: cancelRunning\n`, {
    jobCleanUpPolicy: 'delete',
  });
  await completed(run, 90);
  expect(await outcomes(run)).toEqual({
    bad: 'Completed/Fail',
    long: 'Forcefully Aborted/Stopped',
    later: 'Skipped/N/A',
  });
  expect(await leftBehind(run)).toEqual([]);
});

interface InitRecord {
  readonly data?: {
    readonly machine?: string;
    readonly input?: {
      readonly plan?: { readonly seed?: number; readonly iterations: readonly { readonly order: readonly number[] }[] };
    };
  };
}

/** The plan that a run wrote into its first records. */
const planOf = async (run: Run) => {
  const records = await logRecords(run.api, run.namespace, `${run.name}-runner`, 'chaos-runner');
  return (records as readonly InitRecord[]).map(({ data }) => data?.input?.plan).find((plan) => plan !== undefined);
};

test('random draws come again from the seed in the records of the first run', async () => {
  const four = { a: {}, b: {}, c: {}, d: {} };
  const first = await started(four, 'order: random\npick: 2\niterations: 2\nparallelism: 2\n');
  await completed(first, 100);
  const drawn = await planOf(first);
  expect(drawn?.seed).toEqual(expect.any(Number));
  const again = await started(four, `order: random\npick: 2\niterations: 2\nparallelism: 2\nseed: ${drawn?.seed}\n`);
  await completed(again, 100);
  expect((await planOf(again))?.iterations).toEqual(drawn?.iterations);
});
