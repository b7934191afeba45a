import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { startHistory, worstCaseHistoryBytes } from '../../../src/audit/history.ts';
import { noProgress } from '../../../src/model/progress/progress.ts';
import { shape } from '../../../src/runner/checkpoint/checkpoint.ts';
import { encodeCheckpoint } from '../../../src/runner/checkpoint/checkpoint-text.ts';
import { annotationLimit, sizeProblem } from '../../../src/runner/checkpoint/size-check.ts';
import { attemptState, decoded, engineOf, planOf, start } from '../fixtures.ts';

const drawn = (length: number, ...parts: readonly (string | number)[]): string =>
  createHash('sha512').update(parts.join('/')).digest('hex').slice(0, length);

it('leaves room for a checkpoint in which every step runs at once, taken over from another process, and has ended', () => {
  const count = 400;
  const plan = planOf(
    Array.from({ length: count }, (_, step) => ({
      id: `pod-delete-${step}`,
      experiment: 'pod-delete',
      timeoutMs: 600_000 + step,
    })),
    { parallelism: count },
  );
  const at = (...parts: readonly (string | number)[]): number => start + Number.parseInt(drawn(6, ...parts), 16);
  const attempts = plan.steps.map(({ id, experiment, timeoutMs = 0 }, step) =>
    attemptState('Running.ReadingResult', {
      ...{ step, id, experiment, timeoutMs, pod: `pod-delete-${drawn(12, step)}-${drawn(5, step, 'pod')}` },
      launch: {
        job: { name: `pod-delete-${drawn(12, step)}`, uid: drawn(36, step, 'uid') },
        baseline: `${drawn(36, step, 'result')}/${at(step)}`,
        ...{ validatedAt: at(step, 1), launchedAt: at(step, 2), startTimeoutMs: 360_000, expectedMs: 60_000 },
      },
      takenOverAt: at(step, 3),
      startedAt: at(step, 4),
      endedAt: at(step, 5),
      exit: `exit code 1 (Error: ${drawn(12, step, 'exit')})`,
      waiting: `ContainerCreating: ${drawn(40, step, 'waiting')}`,
    }),
  );
  const facts = attempts.map(({ context: { iteration, attempt, pod = '', launch, startedAt = 0 } }) => ({
    current: {
      ...{ iteration, attempt, pod, launchedAt: launch?.launchedAt ?? 0 },
      job: launch?.job.name ?? '',
      at: startedAt,
    },
  }));
  const written = encodeCheckpoint({
    ...{ shape, runId: 'run', engineUid: 'uid', holder: 'holder', segment: 1, sequence: 1, head: '0'.repeat(64) },
    supervisor: {
      state: 'Iterating.Running',
      context: { version: 2, runId: 'run', plan, startedAt: start, progress: noProgress(plan) },
    },
    ...{ attempts, facts },
    rights: [`get secrets ${Array.from({ length: 128 }, (_, index) => drawn(15, index, 'right')).join(' ')}`],
    history: startHistory('run', '/engine', start),
  });
  const engine = decoded(engineOf({ annotations: { kept: 'x'.repeat(annotationLimit) } }));
  const [, needed = '0'] = /may need (\d+)/.exec(sizeProblem(engine, plan) ?? '') ?? [];
  const ids = plan.steps.map(({ id }) => id);
  const history = worstCaseHistoryBytes(ids, '/apis/litmuschaos.io/v1alpha1/namespaces/litmus/chaosengines/engine') / 2;
  expect(Number(needed)).toBeGreaterThan(written.length + history);
});
