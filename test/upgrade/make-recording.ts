import type { WriteEvent } from 'chaos-runner-simulator';
import type { AuditRecord } from '../../src/model/progress/record.ts';
import { checkpointAnnotation } from '../../src/runner/checkpoint/checkpoint.ts';
import { account, engineName, referenceObjects } from '../crash/reference-batch.ts';
import { type Ground, type GroundOptions, openGround } from '../runner-e2e/ground.ts';
import type { RunnerInProcess } from '../runner-e2e/process.ts';
import type { Logs, Point, Recording } from './recording.ts';

const options = (seed: number): GroundOptions => ({
  objects: referenceObjects(),
  account,
  engine: engineName,
  seed,
  speed: 6,
  startAt: Date.UTC(2026, 0, 1),
  extras: { watch: true },
});

const pod = { mode: 'pod', holder: 'pod-of-the-version' } as const;

const expectCode = (wanted: number, found: number): void => {
  if (found !== wanted) throw new Error(`the run ended with ${found}, not ${wanted}`);
};

const nameIn = (body: unknown): string => (body as { metadata?: { name?: string } } | undefined)?.metadata?.name ?? '';

/**
 * Runs the reference batch undisturbed. What a process leaves that is killed at a write is what stands there at that moment,
 * because it does nothing any more: one run shows it for all writes.
 */
const recordPoints = async (): Promise<{ readonly points: readonly Point[]; readonly log: readonly string[] }> => {
  const ground = await openGround(options(1));
  const points: Point[] = [];
  let writes = 0;
  const note = (when: Point['when'], { userAgent, verb, resource, name, body }: WriteEvent): void => {
    if (!userAgent.startsWith('chaos-runner/')) return;
    if (when === 'before') writes += 1;
    points.push({
      ...{ write: writes, when, what: `${verb} ${resource} ${name ?? nameIn(body)}` },
      state: ground.simulator.state(),
      created: Object.fromEntries(ground.created),
      lines: ground.runners.flatMap(({ lines }) => lines),
    });
  };
  const { hooks } = ground.simulator;
  hooks.beforeWrite = (write) => void note('before', write);
  hooks.afterWrite = (write) => void note('after', write);
  try {
    expectCode(0, await ground.start(pod).exited);
    return { points, log: ground.runners.flatMap(({ lines }) => lines) };
  } finally {
    await ground.close();
  }
};

/** The log of a run to which something is done where `left` runs for the first time. */
const recordLog = async (
  seed: number,
  act: (runner: RunnerInProcess) => void,
  follow: (ground: Ground) => Promise<void>,
): Promise<readonly string[]> => {
  let done = false;
  const onRecord = ({ subject, data }: AuditRecord, runner: RunnerInProcess): void => {
    if (done || subject !== 'left' || data.to !== 'Running.Observing') return;
    done = true;
    act(runner);
  };
  const ground = await openGround({ ...options(seed), onRecord });
  try {
    await follow(ground);
    return ground.runners.flatMap(({ lines }) => lines);
  } finally {
    await ground.close();
  }
};

const recordAborted = (): Promise<readonly string[]> =>
  recordLog(
    2,
    ({ runner }) => runner.abort('user', 'Aborted for the recording.'),
    async (ground) => void (await ground.start().exited),
  );

const recordResumed = (): Promise<readonly string[]> =>
  recordLog(
    3,
    (runner) => runner.kill(),
    async (ground) => {
      expectCode(137, await ground.start(pod).exited);
      expectCode(0, await ground.start(pod).exited);
    },
  );

const shapeIn = (points: readonly Point[]): number => {
  const engine = points.at(-1)?.state.objects.find(({ resource }) => resource === 'chaosengines');
  const text = engine?.object.metadata.annotations?.[checkpointAnnotation] ?? '{}';
  return Number((JSON.parse(text) as { shape?: unknown }).shape);
};

/** Records what the present code leaves; it takes some seconds. */
export const makeRecording = async (version: string, commit: string): Promise<Recording> => {
  const { points, log } = await recordPoints();
  const logs: Logs = { undisturbed: log, aborted: await recordAborted(), resumed: await recordResumed() };
  return { version, commit, shape: shapeIn(points), points, logs };
};
