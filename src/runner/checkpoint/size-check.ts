import { createHash } from 'node:crypto';
import { startHistory, worstCaseHistoryBytes } from '../../audit/history.ts';
import { pathOf } from '../../model/kube/kinds.ts';
import type { ChaosEngine } from '../../model/litmus/engine.ts';
import type { Plan } from '../../model/plan/plan.ts';
import { noProgress } from '../../model/progress/progress.ts';
import type { AttemptFacts, StepFacts } from '../run/step-facts.ts';
import { checkpointAnnotation, shape } from './checkpoint.ts';
import { encodeCheckpoint } from './checkpoint-text.ts';
import { mostNamesText } from './kept-rights.ts';

/** All annotations of one object together, keys and values, in bytes: a limit of the API server. */
export const annotationLimit = 256 * 1024;

/** From this many steps on the size is worth measuring. */
const fewSteps = 20;

/**
 * Why the run would not fit: the engine's other annotations (kubectl keeps a copy of the manifest in one) and the largest
 * checkpoint that this plan can come to share 256 KiB. Undefined: it fits.
 */
export const sizeProblem = (engine: ChaosEngine, plan: Plan): string | undefined => {
  const others = Object.entries(engine.metadata.annotations ?? {}).filter(([key]) => key !== checkpointAnnotation);
  const taken = others.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (plan.steps.length <= fewSteps && taken < annotationLimit / 2) return undefined;
  const needed = checkpointAnnotation.length + worstCaseBytes(plan, engine);
  if (taken + needed <= annotationLimit) return undefined;
  return (
    `The engine's annotations hold ${taken} bytes and the checkpoint of its ${plan.steps.length} steps may need ${needed}: ` +
    `together more than the ${annotationLimit} that an object may have. Use fewer steps, or apply the engine without ` +
    'kubectl keeping a copy of it (kubectl create, or apply --server-side).'
  );
};

/** Rights of which nothing is known but the names that were used, in words that cannot be compressed. */
const worstCaseRights = (name: (index: number, part: string) => string): readonly string[] => [
  `get secrets ${Array.from({ length: mostNamesText / 16 }, (_, index) => name(index, 'right')).join(' ')}`,
  ...Array.from({ length: 16 }, (_, index) => `get ${'x'.repeat(40 + index)}`),
];

/** The size of a checkpoint in which every step has run in two iterations and as many as may are running. */
const worstCaseBytes = (plan: Plan, engine: ChaosEngine): number => {
  const name = (index: number, part: string): string =>
    createHash('sha256').update(`${part}/${index}`).digest('base64url').slice(0, 17).toLowerCase();
  const at = (index: number): number => 1_800_000_000_000 + ((index * 7_919) % 10_000_000);
  const facts = plan.steps.map(({ experiment }, index): StepFacts => {
    const attempt = (part: string): AttemptFacts => ({
      iteration: 1,
      attempt: 1,
      pod: `${experiment}-${name(index, part)}`,
      job: `${experiment}-${name(index, part).slice(0, 12)}`,
      end: { ending: 'completed', outcome: 'Pass', verdict: 'Pass' },
      launchedAt: at(index),
      injected: index % 100,
      stays: true,
      at: at(index + 1),
    });
    return {
      current: attempt('current'),
      ...(plan.iterations.length > 1 ? { worst: attempt('worst') } : {}),
      injectedBefore: index % 100,
      stayedBefore: true,
    };
  });
  const running = Math.min(plan.parallelism, plan.steps.length);
  const attempts = plan.steps.slice(0, running).map(({ id, experiment, timeoutMs }, step) => ({
    state: 'Running.Observing',
    context: {
      version: 2 as const,
      step,
      id,
      experiment,
      iteration: 1,
      attempt: 1,
      cleanUp: 'delete' as const,
      launch: {
        job: {
          name: `${experiment}-${name(step, 'job').slice(0, 12)}`,
          uid: `${name(step, 'a')}-${name(step, 'b')}ab`,
        },
        baseline: `${name(step, 'c')}-${name(step, 'd')}ab/${at(step)}`,
        validatedAt: at(step),
        launchedAt: at(step + 2),
        startTimeoutMs: 360_000,
        expectedMs: 60_000,
      },
      pod: `${experiment}-${name(step, 'pod')}`,
      takenOverAt: at(step + 4),
      startedAt: at(step + 3),
      endedAt: at(step + 5),
      exit: `exit code 137 (${name(step, 'exit')})`,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      waiting: name(step, 'waiting').repeat(8),
      injected: Array.from({ length: 9 }, (_, target) => `pod/${name(step, `target ${target}`).repeat(2)}`),
    },
  }));
  const { name: engineName, namespace = '', uid = '' } = engine.metadata;
  const source = pathOf('ChaosEngine', namespace, engineName);
  const encoded = encodeCheckpoint({
    shape,
    runId: 'x'.repeat(12),
    engineUid: uid,
    holder: uid,
    segment: 99,
    sequence: 999_999,
    head: '0'.repeat(64),
    supervisor: {
      state: 'Iterating.Running',
      context: { version: 2, runId: 'x'.repeat(12), plan, startedAt: at(0), progress: noProgress(plan) },
    },
    attempts,
    facts,
    rights: worstCaseRights(name),
    history: startHistory('x'.repeat(12), source, at(0)),
  });
  // Compressed and in base64 a history comes to about a third of its JSON; a half is a safe bound.
  const history =
    worstCaseHistoryBytes(
      plan.steps.map(({ id }) => id),
      source,
    ) / 2;
  return Math.ceil(encoded.length * 1.1 + history);
};
