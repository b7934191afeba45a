import * as E from 'fp-ts/Either';
import type { AttemptEnd, ExperimentContext } from '../../machines/experiment/experiment-types.ts';
import type { KubeObject } from '../../src/cluster/port.ts';
import { identityLabels } from '../../src/job/identity.ts';
import { type ChaosEngine, decodeEngine } from '../../src/model/litmus/engine.ts';
import type { Plan } from '../../src/model/plan/plan.ts';
import type { PlannedStep } from '../../src/model/plan/planned-step.ts';
import type { AttemptState } from '../../src/runner/run/machine-state.ts';

export const start = Date.UTC(2026, 0, 1);

/** One after the other, once, unless said otherwise. */
export const planOf = (
  steps: readonly (Partial<PlannedStep> & { readonly id: string })[],
  more: Partial<Plan> = {},
): Plan => ({
  ...{ version: 1, parallelism: 1, failurePolicy: 'continue', draws: [], notes: [] },
  steps: steps.map((step, entry) => ({ experiment: step.id, entry, mutexes: [], ...step })),
  iterations: [{ order: steps.map((_, index) => index), intervalMs: 0 }],
  ...more,
});

export const engineOf = (more: {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly rows?: readonly object[];
  readonly uid?: string;
  readonly state?: string;
  readonly resourceVersion?: string;
}): KubeObject => ({
  apiVersion: 'litmuschaos.io/v1alpha1',
  kind: 'ChaosEngine',
  metadata: {
    ...{ name: 'engine', namespace: 'litmus', uid: more.uid ?? 'engine-uid' },
    resourceVersion: more.resourceVersion ?? '1',
    annotations: more.annotations ?? {},
  },
  spec: { engineState: more.state ?? 'active', experiments: [{ name: 'a' }, { name: 'b' }] },
  status: { experiments: more.rows ?? [] },
});

export const decoded = (engine: KubeObject): ChaosEngine => {
  const found = decodeEngine(engine);
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left));
  return found.right;
};

export const jobOf = (
  step: string,
  more: { runId?: string; iteration?: number; attempt?: number; at?: string } = {},
): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: `${step}-job`,
    creationTimestamp: more.at ?? '2026-01-01T00:00:00Z',
    labels: {
      [identityLabels.run]: more.runId ?? 'run1',
      [identityLabels.step]: step,
      [identityLabels.iteration]: String(more.iteration ?? 1),
      [identityLabels.attempt]: String(more.attempt ?? 1),
    },
  },
});

/** How an attempt has ended. */
export const attemptEnd = (
  ending: AttemptEnd['ending'],
  outcome: AttemptEnd['outcome'],
  more: Partial<AttemptEnd> = {},
): AttemptEnd => ({ ending, outcome, reason: 'why', by: 'kubernetes', ...more });

/** The state of an attempt of the first step. */
export const attemptState = (state: string, context: Partial<ExperimentContext> = {}): AttemptState => ({
  state,
  context: {
    ...{ version: 2, step: 0, id: 'a', experiment: 'a', iteration: 1, attempt: 1, cleanUp: 'delete' },
    ...context,
  },
});
